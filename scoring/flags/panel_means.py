"""Marks off their panel's mean, as the rules of a round draw the lines: percent on totals, points on indicators."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.checks import between, choice, number, numbers, positive, weights_of, whole_from
from scoring.errors import Refused
from scoring.magnitude import unit_of
from scoring.marks import Floats

_LEVEL = 1e-9
"""A mark level with its line within this share is not over it."""


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """A mark off its panel's mean, ``indicator`` None for a weighted total; places are from 0.

    ``points`` and ``percent`` (of the mean; None where that is 0) are signed; ``line`` is what was crossed, in percent
    for totals and in points for indicators; ``level`` is ``yellow`` (look) or ``red`` (explain).
    """

    judge: int
    entry: int
    indicator: int | None
    mark: float
    mean: float
    points: float
    percent: float | None
    line: float
    level: str


@dataclass(frozen=True, slots=True)
class _Rules:
    look: float
    explain: float
    points: float | None
    combine: str
    trim: int
    trim_from: int


def discrepancies(
    marks: ArrayLike, *, weights: ArrayLike | None = None, look: float = 10.0, explain: float = 20.0,
    points: float | None = None, combine: str = "mean", trim: int = 1, trim_from: int = 5,
) -> tuple[Discrepancy, ...]:  # fmt: skip
    """Totals off by more than ``look`` percent of the panel's mean, and single marks off by more than ``points``.

    ``marks`` has shape (n_judges, n_entries) for totals, or (n_judges, n_entries, n_indicators) with ``weights``
    (equal if None); NaN where absent. A total is the weighted mean of the marks given; it is set against those of the
    judges who marked the same indicators, itself among them, and two at least. The panel's mean is the ``mean``,
    ``median``, or ``trimmed_mean`` (``trim`` off each end from ``trim_from`` marks on), as the round combines marks.
    A mark level with a line within 1e-9 of it is not over it. Sorted by entry, judge, totals first.
    Raises ``Refused``: ``wrong_shape``, ``out_of_range``, ``not_positive``, ``not_finite``, ``unknown_choice`` and
    those of weights.

    >>> [(one.judge, one.percent, one.level) for one in discrepancies([[80], [82], [60]], look=12)]
    [(2, -18.91891891891892, 'yellow')]
    """
    choice(combine, "combine", ("mean", "median", "trimmed_mean"))
    rules = _Rules(look, explain, points, combine, trim, trim_from)
    _require_rules(rules)
    given = numbers(marks, "marks", gaps=True)
    if given.ndim not in (2, 3) or given.size == 0:
        raise Refused("wrong_shape", "marks", "judges by entries, or by entries and indicators", f"shape {given.shape}")
    cube = given if given.ndim == 3 else given[..., np.newaxis]
    n_indicators = cube.shape[2]
    weight = np.full(n_indicators, 1 / n_indicators) if weights is None else weights_of(weights, n_indicators)
    found = [*_totals(cube, weight, rules), *(_singles(cube, rules) if given.ndim == 3 else ())]
    return tuple(sorted(found, key=lambda one: (one.entry, one.judge, -1 if one.indicator is None else one.indicator)))


def _require_rules(rules: _Rules) -> None:
    between(rules.look, "look", 0, number(rules.explain, "explain"))
    if rules.points is not None:
        positive(rules.points, "points")
    if whole_from(rules.trim_from, "trim_from", 0) <= 2 * whole_from(rules.trim, "trim", 0):
        raise Refused("out_of_range", "trim", "less than half of the marks trimmed", f"{rules.trim} off each end")


def panel_mean(marks: Floats, combine: str, trim: int, trim_from: int) -> Floats:
    """The mean over the first axis of marks with gaps, (n_judges, …) to (…); 0 where nobody gave a mark.

    >>> panel_mean(np.array([[70.0], [80], [81], [82], [99]]), "trimmed_mean", 1, 5).tolist()
    [81.0]
    """
    ascending = np.sort(marks, axis=0)
    number = (~np.isnan(marks)).sum(axis=0)
    place = np.arange(len(marks)).reshape(-1, *[1] * (marks.ndim - 1))
    cut = np.zeros_like(number)
    if combine == "median":
        cut = np.maximum(number - 1, 0) // 2
    elif combine == "trimmed_mean":
        cut = np.where(number >= trim_from, trim, 0)
    kept = (place >= cut) & (place < number - cut)
    found: Floats = np.where(kept, ascending, 0).sum(axis=0) / np.maximum(kept.sum(axis=0), 1)
    return found


def _totals(cube: Floats, weight: Floats, rules: _Rules) -> Iterator[Discrepancy]:
    present, unit = ~np.isnan(cube), unit_of(cube)
    weighed = present @ weight
    total = np.where(weighed > 0, np.where(present, cube, 0) @ weight / np.where(weighed > 0, weighed, 1), np.nan)
    n_judges, n_entries, n_indicators = cube.shape
    patterns, which = np.unique(present.reshape(-1, n_indicators), axis=0, return_inverse=True)
    which = which.reshape(n_judges, n_entries)
    for pattern in np.flatnonzero(patterns.any(axis=1)):
        peers = np.where(which == pattern, total, np.nan)
        mean = _mean_of_two_or_more(peers, rules)
        off = np.abs(peers - mean) * 100
        over = off > rules.look * np.abs(mean) * (1 + _LEVEL) + _LEVEL * unit * (mean == 0)
        for judge, entry in np.argwhere(over):
            red = off[judge, entry] > rules.explain * abs(mean[entry]) * (1 + _LEVEL)
            level, line = ("red", rules.explain) if red else ("yellow", rules.look)
            yield _discrepancy(judge, entry, None, peers[judge, entry], mean[entry], line, level)


def _singles(cube: Floats, rules: _Rules) -> Iterator[Discrepancy]:
    if rules.points is None:
        return
    for indicator in range(cube.shape[2]):
        marks = cube[..., indicator]
        mean = _mean_of_two_or_more(marks, rules)
        over: NDArray[np.bool_] = np.abs(marks - mean) > rules.points * (1 + _LEVEL)
        for judge, entry in np.argwhere(over):
            yield _discrepancy(judge, entry, indicator, marks[judge, entry], mean[entry], rules.points, "yellow")


def _mean_of_two_or_more(marks: Floats, rules: _Rules) -> Floats:
    enough = (~np.isnan(marks)).sum(axis=0) > 1
    return np.where(enough, panel_mean(marks, rules.combine, rules.trim, rules.trim_from), np.nan)


def _discrepancy(
    judge: int, entry: int, indicator: int | None, mark: float, mean: float, line: float, level: str
) -> Discrepancy:
    off = float(mark - mean)
    percent = off * 100 / float(mean) if mean else None
    return Discrepancy(int(judge), int(entry), indicator, float(mark), float(mean), off, percent, line, level)
