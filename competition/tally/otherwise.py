"""The same round file with something else in it: what a ruling, a withdrawal or other weights would change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from competition.tally.records import Strike


def changed(file: Mapping[str, Any], *, strikes: Iterable[Strike] = (), without: Iterable[str] = (),
            excluded: Iterable[str] = (), figures: Mapping[tuple[str, str], str] | None = None,
            orders: Iterable[tuple[str, tuple[str, ...]]] = (), ties: Iterable[str] | None = None,
            weights: Mapping[str, str] | None = None) -> dict[str, Any]:  # fmt: skip
    """The same round file with something else: marks struck, judges left out, entries excluded, figures corrected,
    a level group ordered, another tie chain, or other weights by indicator.
    """
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
        {
            **branch,
            "indicators": [
                {**leaf, "weight": weights.get(leaf["code"], leaf["weight"])} for leaf in branch["indicators"]
            ],
        }
        for branch in criteria
    ]
