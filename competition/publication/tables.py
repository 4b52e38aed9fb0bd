"""The public result as a table: places, totals, dimensions and indicators, without anything that can be calculated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from competition.core import spreadsheets
from competition.core.records import Text
from competition.core.spreadsheets import Column, Sheet

TITLE = Text("名次和得分", "Places and scores")
FIRST = (
    Column("rank", Text("名次", "Place"), kind="integer"),
    Column("entry", Text("编号", "Code")),
    Column("name", Text("专业镇", "Town")),
    Column("county", Text("县（市、区）", "County")),
    Column("total", Text("总分", "Total"), kind="number"),
)

INTERVAL = (
    Column("low", Text("95%名次区间，从", "Place at 95%, from"), kind="integer"),
    Column("high", Text("95%名次区间，到", "Place at 95%, to"), kind="integer"),
)
"""The places that 95 % leaves open, where the result was published with them."""


def standings_csv(content: Mapping[str, Any], language: str) -> bytes:
    """The places as .csv: each dimension as it enters the total, then each indicator's score on 0 to 100."""
    return spreadsheets.write_csv(sheet(content), list(rows(content, language)), language=language)


def sheet(content: Mapping[str, Any]) -> Sheet:
    """The columns of this result."""
    parts = [Column(f"d-{each['code']}", _headed(each), kind="number") for each in content["dimensions"]]
    leaves = [Column(f"i-{each['code']}", _headed(each), kind="number") for each in content["indicators"]]
    between = INTERVAL if any("interval" in one for one in content["standings"]) else ()
    return Sheet(TITLE, (*FIRST, *between, *parts, *leaves))


def rows(content: Mapping[str, Any], language: str) -> Iterator[dict[str, Any]]:
    """A row for each ranked entry, by place."""
    for one in content["standings"]:
        low, high = one.get("interval", (None, None))
        between = {} if low is None else {"low": low, "high": high}
        yield {
            "rank": one["rank"], "entry": one["entry"], "name": said(one["name"], language),
            "county": said(one["county"], language), "total": one["total"], **between,
            **{f"d-{code}": score for code, score in one["dimensions"].items()},
            **{f"i-{code}": score for code, score in one["indicators"].items()},
        }  # fmt: skip


def said(text: Mapping[str, str], language: str) -> str:
    """A stored text in the reader's language."""
    return Text(text["zh"], text["en"]).within(language)


def _headed(part: Mapping[str, Any]) -> Text:
    return Text(f"{part['code']} {part['title']['zh']}", f"{part['code']} {part['title']['en'] or part['title']['zh']}")
