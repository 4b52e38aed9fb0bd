"""How the round file is put together: the locked rules, and everything the tally depends on, as other rooms keep it.

Judges stand under their pseudonyms. A ballot of a judge recused from the entry since is not there any more, and a
strike of a mark that is gone is left out with it: the round file refuses to strike an absent mark.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from competition.ballots import service as ballots
from competition.ballots.records import Sealed
from competition.core.amounts import hundredths, plain
from competition.core.database import Reader
from competition.core.records import Text
from competition.entries import service as entries
from competition.panels import service as panels
from competition.rounds import service as rounds
from competition.rounds.records import Round
from competition.tally.records import Adjustment, Lot, Order, Strike


@dataclass(frozen=True, slots=True)
class Decided:
    """What the tally room itself adds to the round file: rulings, and what two people signed."""

    strikes: tuple[Strike, ...]
    orders: tuple[Order, ...]
    adjustments: tuple[Adjustment, ...]
    lot: Lot | None


def assemble(reader: Reader, round_: Round, decided: Decided) -> dict[str, Any]:
    """The round as ``pingxuan-round/1``, as things stand now."""
    rules = rounds.frozen(reader, round_)
    sealed = ballots.sealed(reader, round_)
    return {
        "format": "pingxuan-round/1",
        "code": round_.code,
        "title": rules["title"],
        "method": rules["method"],
        "criteria": rules["criteria"],
        "entries": [_entry(entry.code, entry.name, str(entry.status)) for entry in entries.entries(reader, round_)],
        "judges": [{"code": judge.pseudonym} for judge in panels.judges(reader, round_)],
        "recusals": [
            {"judge": judge, "entry": entry, "reason": why} for (judge, entry), why in _recusals(reader, round_).items()
        ],
        "ballots": [_ballot(one) for one in sealed],
        "figures": _figures(reader, round_),
        "adjustments": [_adjustment(one) for one in decided.adjustments],
        "struck": _struck(decided.strikes, sealed),
        "rulings": [{"case": order.case, "order": list(order.entries)} for order in decided.orders],
        "lot": {"source": rules["lot"]["source"], "seed": decided.lot.seed if decided.lot else ""},
    }


def _entry(code: str, name: Text, status: str) -> dict[str, Any]:
    return {"code": code, "name": {"zh": name.zh, "en": name.en}, "status": status}


def _recusals(reader: Reader, round_: Round) -> dict[tuple[str, str], str]:
    names = {judge.id: judge.pseudonym for judge in panels.judges(reader, round_)}
    codes = {entry.id: entry.code for entry in entries.entries(reader, round_)}
    return {(names[one.judge_id], codes[one.entry_id]): str(one.reason) for one in panels.recusals(reader, round_)}


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
