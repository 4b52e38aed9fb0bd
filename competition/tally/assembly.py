"""How the round file is put together: the locked rules, and everything the tally depends on, as other rooms keep it.

Judges stand under their pseudonyms. A ballot of a judge who is recused from the entry today is left out, and so is a
struck mark that is no longer there: the round file refuses a mark by a recused judge and a strike of an absent mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from competition.ballots.records import Sealed
from competition.core.amounts import hundredths, plain
from competition.core.database import Reader
from competition.core.records import Text
from competition.entries import service as entries
from competition.panels import service as panels
from competition.ballots import service as ballots
from competition.rounds import service as rounds
from competition.rounds.records import Round
from competition.tally import store
from competition.tally.records import Adjustment, Strike


def assemble(reader: Reader, round_: Round) -> dict[str, Any]:
    """The round as ``pingxuan-round/1``, as things stand now."""
    rules = rounds.frozen(reader, round_)
    recusals = _recusals(reader, round_)
    sealed = [one for one in ballots.sealed(reader, round_) if (one.judge, one.entry) not in recusals]
    lot = store.lot(reader, round_.id, "signed")
    return {
        "format": "pingxuan-round/1",
        "code": round_.code,
        "title": rules["title"],
        "method": rules["method"],
        "criteria": rules["criteria"],
        "entries": [_entry(entry.code, entry.name, str(entry.status)) for entry in entries.entries(reader, round_)],
        "judges": [{"code": judge.pseudonym} for judge in panels.judges(reader, round_)],
        "recusals": [{"judge": judge, "entry": entry, "reason": why} for (judge, entry), why in recusals.items()],
        "ballots": [_ballot(one) for one in sealed],
        "figures": _figures(reader, round_),
        "adjustments": [_adjustment(one) for _, one in store.adjustments(reader, round_.id, "signed")],
        "struck": _struck(store.strikes(reader, round_.id), sealed),
        "rulings": [{"case": o.case, "order": list(o.entries)} for o in store.orders(reader, round_.id)],
        "lot": {"source": rules["lot"]["source"], "seed": lot.seed if lot else ""},
    }


def _entry(code: str, name: Text, status: str) -> dict[str, Any]:
    return {"code": code, "name": {"zh": name.zh, "en": name.en}, "status": status}


def _recusals(reader: Reader, round_: Round) -> dict[tuple[str, str], str]:
    names = {judge.id: judge.pseudonym for judge in panels.judges(reader, round_)}
    codes = {entry.id: entry.code for entry in entries.entries(reader, round_)}
    found = sorted(panels.recusals(reader, round_), key=lambda recusal: recusal.id, reverse=True)
    return {(names[one.judge_id], codes[one.entry_id]): str(one.reason) for one in found}


def _ballot(sealed: Sealed) -> dict[str, Any]:
    marks = {code: plain(hundredths(mark)) for code, mark in sealed.marks.items()}
    return {"judge": sealed.judge, "entry": sealed.entry, "marks": marks}


def _figures(reader: Reader, round_: Round) -> list[dict[str, str]]:
    return [
        {"entry": entry, "indicator": indicator, "value": plain(figure.value)}
        for (entry, indicator), figure in entries.figures(reader, round_).items()
    ]


def _adjustment(one: Adjustment) -> dict[str, str]:
    return {"code": one.code, "entry": one.entry, "points": plain(hundredths(one.points)), "reason": one.reason}


def _struck(strikes: Iterable[Strike], sealed: Iterable[Sealed]) -> list[dict[str, str]]:
    there = {(one.judge, one.entry, code) for one in sealed for code in one.marks}
    return [
        {"judge": s.judge, "entry": s.entry, "indicator": s.indicator, "case": s.case}
        for s in strikes if (s.judge, s.entry, s.indicator) in there
    ]  # fmt: skip


def changed(file: Mapping[str, Any], *, strikes: Iterable[Strike] = (), without: Iterable[str] = (),
            excluded: Iterable[str] = (), figures: Mapping[tuple[str, str], str] | None = None,
            orders: Iterable[tuple[str, tuple[str, ...]]] = (), ties: Iterable[str] | None = None,
            weights: Mapping[str, str] | None = None) -> dict[str, Any]:  # fmt: skip
    """The same round file with something else: marks struck, judges left out, entries excluded, figures corrected,
    a level group ordered, another tie chain, or other weights by indicator."""
    left_out, out = set(without), set(excluded)
    figures = figures or {}
    kept = [row for row in file["figures"] if (row["entry"], row["indicator"]) not in figures]
    new = [{"entry": entry, "indicator": code, "value": value} for (entry, code), value in figures.items()]
    method = file["method"] if ties is None else {**file["method"], "ties": list(ties)}
    return {
        **file,
        "method": method,
        "criteria": _reweighted(file["criteria"], weights) if weights else file["criteria"],
        "entries": [{**e, "status": "excluded"} if e["code"] in out else e for e in file["entries"]],
        "judges": [judge for judge in file["judges"] if judge["code"] not in left_out],
        "recusals": [row for row in file["recusals"] if row["judge"] not in left_out],
        "ballots": [row for row in file["ballots"] if row["judge"] not in left_out],
        "figures": kept + new,
        "struck": _with_strikes([row for row in file["struck"] if row["judge"] not in left_out], strikes),
        "rulings": [*file["rulings"], *({"case": case, "order": list(codes)} for case, codes in orders)],
    }


def _with_strikes(struck: list[dict[str, str]], strikes: Iterable[Strike]) -> list[dict[str, str]]:
    there = {(row["judge"], row["entry"], row["indicator"]) for row in struck}
    more = [s for s in strikes if (s.judge, s.entry, s.indicator) not in there]
    return struck + [{"judge": s.judge, "entry": s.entry, "indicator": s.indicator, "case": s.case} for s in more]


def _reweighted(criteria: Iterable[Mapping[str, Any]], weights: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {**branch, "indicators": [{**leaf, "weight": weights.get(leaf["code"], leaf["weight"])} for leaf in branch["indicators"]]}
        for branch in criteria
    ]
