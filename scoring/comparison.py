"""The same round under other methods: how much the places owe to the rule, told beside the official ones.

Other exact rules (mean, median, trimmed mean; severity; geometric and harmonic totals) are tallied exactly. The others
look at the official scores of the indicators as floats: TOPSIS, VIKOR, Copeland, benefit of the doubt. None of them
moves an award, and none looks at a round in which a figure was left out. A method that a round cannot be tallied by is
listed with its reason, never left out in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.aggregate import benefit_of_the_doubt, copeland, outranking, topsis, vikor
from scoring.book import Book
from scoring.errors import Refused
from scoring.outcome import Standing
from scoring.records import Method, Panel, Round, indicators_of
from scoring.sheet import Sheets
from scoring.tallying import standings
from scoring.view import require_scores, scores_of

Floats = NDArray[np.float64]
Lens = Callable[[Floats, Floats], Floats]
OFFICIAL: Final = "official"
_TIE: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Compared:
    """One method's places.

    ``ranks`` are competition ranks by entry, None where ``refused`` tells why there are none. ``tau`` is Kendall's τ-b
    with the official places (None where one of the two orders is all tied), ``same_first`` whether the same entries
    stand first.
    """

    method: str
    ranks: Mapping[str, int] | None
    tau: float | None
    same_first: bool | None
    refused: str | None = None


def compare(round_: Round) -> tuple[Compared, ...]:
    """Every entry's place under every applicable method, the official one first.

    Covers the eligible entries. Raises ``Refused`` where the round cannot be tallied by its own method.
    """
    sheets = Sheets(Book.of(round_))
    official = {standing.entry: standing.rank for standing in standings(sheets)}
    found = [Compared(OFFICIAL, official, 1.0, True)]
    for name, method in _variants(round_.method):
        found.append(_compared(name, official, partial(_tallied, round_, method)))
    if len(official) > 1:
        leaves, (scores, weights) = [*indicators_of(round_.criteria)], _scores(sheets, list(official))
        for name, act in _LENSES.items():
            found.append(_compared(name, official, partial(_seen, act, list(official), leaves, scores, weights)))
    return tuple(found)


def kendall_tau(first: Floats, second: Floats) -> float | None:
    """Kendall's τ-b of two orders of shape ``(n,)``; None where one of them is all tied.

    >>> kendall_tau(np.array([1.0, 2, 3]), np.array([1.0, 3, 2])) == 1 / 3
    True
    """
    above = np.triu_indices(len(first), 1)
    one, other = (np.sign(x[:, np.newaxis] - x)[above] for x in (first, second))
    size = float(np.abs(one).sum() * np.abs(other).sum()) ** 0.5
    return float((one * other).sum()) / size if size else None


def _variants(method: Method) -> Iterator[tuple[str, Method]]:
    for combine in ("mean", "median", "trimmed_mean"):
        if combine != method.panel.combine:
            yield combine, replace(method, panel=Panel(combine, 1, 5, "indicator"))
    for severity in ("none", "additive", "shrunken"):
        if severity != method.severity:
            yield f"severity_{severity}", replace(method, severity=severity)
    if method.weighting == "percent":
        at = tuple(stage for stage in method.rounding.at if stage != "weighted")
        for aggregate in ("arithmetic", "geometric", "harmonic"):
            if aggregate != method.aggregate:
                yield aggregate, replace(method, aggregate=aggregate, rounding=replace(method.rounding, at=at))


def _tallied(round_: Round, method: Method) -> Mapping[str, int]:
    ranked: tuple[Standing, ...] = standings(Sheets(Book.of(replace(round_, method=method))))
    return {standing.entry: standing.rank for standing in ranked}


def _compared(name: str, official: Mapping[str, int], act: Callable[[], Mapping[str, int]]) -> Compared:
    try:
        ranks = act()
    except Refused as refused:
        return Compared(name, None, None, None, str(refused))
    codes = list(official)
    tau = kendall_tau(*(np.array([places[code] for code in codes], dtype=np.float64) for places in (official, ranks)))
    return Compared(name, ranks, tau, _firsts(official) == _firsts(ranks))


def _firsts(ranks: Mapping[str, int]) -> set[str]:
    return {entry for entry, rank in ranks.items() if rank == 1}


def _scores(sheets: Sheets, codes: list[str]) -> tuple[Floats, Floats]:
    """The official scores of shape ``(n_entries, n_indicators)`` and the weights, which sum to 1."""
    weights = np.array([float(leaf.weight) for leaf in indicators_of(sheets.book.criteria).values()])
    return scores_of(sheets, [sheets.book.place[code] for code in codes]), weights / weights.sum()


def _ranks(codes: list[str], values: Floats) -> Mapping[str, int]:
    """Places by falling value; values that differ by less than a billionth are level."""
    ahead = (values > values[:, np.newaxis] + _TIE).sum(axis=1)
    return {code: int(n) + 1 for code, n in zip(codes, ahead.tolist(), strict=True)}


def _seen(act: Lens, codes: list[str], leaves: list[str], scores: Floats, weights: Floats) -> Mapping[str, int]:
    require_scores(scores, codes, leaves)
    return _ranks(codes, act(scores, weights))


def _told_apart(scores: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Without the columns on which every entry is the same: they tell nobody apart, and scales end in 0/0 on them."""
    apart = np.ptp(scores, axis=0) > 0
    if not apart.any():
        raise Refused("constant_columns", "scores", "an indicator on which entries differ", "none")
    return scores[:, apart], weights[apart] / weights[apart].sum()


def _by_topsis(scores: Floats, weights: Floats) -> Floats:
    return topsis(*_told_apart(scores, weights), normalization="minmax")


def _by_topsis_vector(scores: Floats, weights: Floats) -> Floats:
    return topsis(*_told_apart(scores, weights))


def _by_vikor(scores: Floats, weights: Floats) -> Floats:
    return -vikor(*_told_apart(scores, weights)).q


def _by_copeland(scores: Floats, weights: Floats) -> Floats:
    return copeland(outranking(scores, weights)).astype(np.float64)


def _by_doubt(scores: Floats, weights: Floats) -> Floats:
    return benefit_of_the_doubt(scores)


_LENSES: Final[Mapping[str, Lens]] = {
    "topsis": _by_topsis,
    "topsis_vector": _by_topsis_vector,
    "vikor": _by_vikor,
    "copeland": _by_copeland,
    "benefit_of_the_doubt": _by_doubt,
}
"""Methods that only look: by name, higher is better. Each depends on who takes part, so none may be official."""
