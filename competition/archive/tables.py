"""The tables of a bundle, as CSV that no spreadsheet takes for formulas; headings in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from competition.awards.records import Award
from competition.core.amounts import in_words, plain, yuan
from competition.core.records import Text
from competition.core.spreadsheets import Column, Sheet, write_csv
from competition.entries.records import Entry
from competition.panels.records import Judge

Row = Mapping[str, Any]
Heads = Mapping[str, tuple[str, str, str]]

STANDINGS: Heads = {
    "rank": ("名次", "rank", "integer"), "status": ("状态", "status", "text"), "entry": ("代号", "entry", "text"),
    "name_zh": ("名称", "name in Chinese", "text"), "name_en": ("英文名称", "name in English", "text"),
    "county": ("县市区", "county", "text"), "total": ("总分", "total", "number"),
    "adjustment": ("加减分", "adjustment", "number"), "decided_by": ("决定名次", "decided by", "text"),
}  # fmt: skip
INTERVAL: Heads = {
    "low": ("95%名次区间，从", "place at 95 %, from", "integer"), "high": ("95%名次区间，到", "to", "integer"),
}  # fmt: skip
INDICATORS: Heads = {
    "entry": ("代号", "entry", "text"), "dimension": ("维度", "dimension", "text"),
    "indicator": ("指标", "indicator", "text"), "title": ("指标名称", "title", "text"),
    "weight": ("权重", "weight", "number"), "score": ("得分", "score", "number"),
}  # fmt: skip
ENTRIES: Heads = {
    "entry": ("代号", "entry", "text"), "name_zh": ("名称", "name in Chinese", "text"),
    "name_en": ("英文名称", "name in English", "text"), "county": ("县市区", "county", "text"),
    "industry": ("主导产业", "industry", "text"), "status": ("状态", "status", "text"),
}  # fmt: skip
AWARDS: Heads = {
    "number": ("序号", "number", "integer"), "enterprise": ("企业", "enterprise", "text"),
    "uscc": ("统一社会信用代码", "credit code", "text"), "town": ("专业镇", "town", "text"),
    "rank": ("名次", "rank", "integer"), "total": ("总分", "total", "number"),
    "article": ("依据", "article", "text"), "amount": ("金额（元）", "amount (yuan)", "number"),
    "words": ("金额大写", "amount in words", "text"),
}  # fmt: skip
JUDGES: Heads = {
    "judge": ("评委代号", "pseudonym", "text"), "name": ("姓名", "name", "text"), "unit": ("单位", "unit", "text"),
    "field": ("专业", "field", "text"),
}  # fmt: skip


def tables(
    result: Mapping[str, Any], rules: Mapping[str, Any], entries: Sequence[Entry], awards: Sequence[Award],
    sets: Mapping[str, tuple[int, int]],
) -> dict[str, bytes]:  # fmt: skip
    """The tables of both scopes, by file name; places with ``sets`` say what 95 % leaves open."""
    between = INTERVAL if sets else {}
    named = {entry.code: entry for entry in entries}
    dimensions = {
        f"dimension_{branch['code']}": (branch["title"]["zh"], f"{branch['title']['en']} {branch['code']}", "number")
        for branch in rules["criteria"]
    }
    return {
        "standings.csv": written({**STANDINGS, **between, **dimensions}, _standings(result, named, sets)),
        "indicators.csv": written(INDICATORS, _indicators(result, rules)),
        "entries.csv": written(ENTRIES, (_entry(entry) for entry in entries)),
        "awards.csv": written(AWARDS, (_award(award) for award in awards)),
    }


def judges(panel: Iterable[Judge]) -> bytes:
    """Who the pseudonyms are: for the full bundle alone."""
    rows = sorted(panel, key=lambda judge: judge.number)
    return written(
        JUDGES, ({"judge": one.pseudonym, "name": one.name, "unit": one.unit, "field": one.field} for one in rows)
    )


def written(heads: Heads, rows: Iterable[Row]) -> bytes:
    """A table as CSV, each heading in Chinese and English."""
    columns = tuple(
        Column(key, Text(f"{zh} {en}"), kind=kind)  # type: ignore[arg-type]  # the table above holds only these kinds
        for key, (zh, en, kind) in heads.items()
    )
    return write_csv(Sheet(Text(""), columns), rows, language="zh")


def _standings(
    result: Mapping[str, Any], named: Mapping[str, Entry], sets: Mapping[str, tuple[int, int]]
) -> Iterable[Row]:
    for row in (*result["standings"], *result["unranked"]):
        scores = {f"dimension_{code}": score for code, score in row["dimensions"].items()}
        between = dict(zip(INTERVAL, sets.get(row["entry"], ()), strict=False))
        yield {
            **_entry(named[row["entry"]]), **between, "rank": row.get("rank"), "status": row.get("status", "eligible"),
            "total": row["total"], "adjustment": row["adjustment"], "decided_by": row.get("decided_by", ""), **scores,
        }  # fmt: skip


def _indicators(result: Mapping[str, Any], rules: Mapping[str, Any]) -> Iterable[Row]:
    for row in sorted((*result["standings"], *result["unranked"]), key=lambda row: str(row["entry"])):
        for branch, leaf in _leaves(rules):
            if leaf["code"] in row["indicators"]:
                yield {
                    "entry": row["entry"], "dimension": branch["code"], "indicator": leaf["code"],
                    "title": leaf["title"]["zh"], "weight": leaf["weight"], "score": row["indicators"][leaf["code"]],
                }  # fmt: skip


def _leaves(rules: Mapping[str, Any]) -> Iterable[tuple[Row, Row]]:
    return ((branch, leaf) for branch in rules["criteria"] for leaf in branch["indicators"])


def _entry(entry: Entry) -> Row:
    return {
        "entry": entry.code, "name_zh": entry.name.zh, "name_en": entry.name.en, "county": entry.county.zh,
        "industry": entry.industry.zh, "status": str(entry.status),
    }  # fmt: skip


def _award(award: Award) -> Row:
    return {
        "number": award.number, "enterprise": award.enterprise.zh, "uscc": award.uscc, "town": award.town.zh,
        "rank": award.rank, "total": award.total, "article": award.source.zh, "amount": plain(yuan(award.amount_fen)),
        "words": in_words(award.amount_fen),
    }  # fmt: skip
