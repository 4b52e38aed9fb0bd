"""Single marks that stand apart: by what entry and judge leave unexplained, or robustly by the panel's median."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import t as student

from scoring.checks import between, frozen, positive
from scoring.flags.two_way import TwoWay, two_way
from scoring.magnitude import unit_of
from scoring.marks import Floats, Marks, table_of

_NORMAL_MAD = 1.4826
_SATURATED = 1e-9
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Outlier:
    """A mark over the limit: its residual, its pull on its own fit, and the residual studentized without it."""

    judge: Any
    entry: Any
    mark: float
    residual: float
    hat: float
    studentized: float
    limit: float
    df: int


@dataclass(frozen=True, slots=True)
class Studentized:
    """All residuals (n_judges, n_entries), NaN where no mark is; ``outliers`` are those over ``limit`` either way."""

    residual: Floats
    hat: Floats
    studentized: Floats
    limit: float
    df: int
    outliers: tuple[Outlier, ...]


def studentized(marks: Marks | ArrayLike, *, level: float = 0.05) -> Studentized:
    """Externally studentized residuals of entry + judge, with a two-sided Bonferroni limit over all marks.

    ``r / (s √(1 - h))``, ``s`` estimated without the mark, has Student's t with ``df`` degrees. A mark that its entry
    or judge hangs on (h = 1) has residual 0 and gets 0; where everything but one mark fits without any rest, that one
    gets infinity. Raises ``Refused``: ``disconnected``, ``no_residual`` (fewer than two degrees of freedom),
    ``out_of_range``. Source: Cook and Weisberg, Residuals and Influence in Regression (1982), ch. 2.
    """
    between(level, "level", 0, 1)
    known = two_way(marks)
    residual, hat = known.rest(known.mark), known.hat
    scaled = _external(known, residual, hat)
    df = known.df - 1
    limit = bonferroni(level, len(residual), df)
    shape = (len(known.judges), len(known.entries))
    tables = []
    for values in (residual * known.unit, hat, scaled):
        table = np.full(shape, np.nan)
        table[known.judge, known.entry] = values
        tables.append(frozen(table))
    over = [_outlier(known, int(at), residual, hat, scaled, limit) for at in np.flatnonzero(np.abs(scaled) > limit)]
    return Studentized(tables[0], tables[1], tables[2], limit, df, tuple(over))


def _outlier(known: TwoWay, at: int, residual: Floats, hat: Floats, scaled: Floats, limit: float) -> Outlier:
    judge, entry = known.judges[known.judge[at]], known.entries[known.entry[at]]
    mark, rest, pull, far = (float(values[at]) for values in (known.mark, residual, hat, scaled))
    return Outlier(judge, entry, mark * known.unit, rest * known.unit, pull, far, limit, known.df - 1)


def _external(known: TwoWay, residual: Floats, hat: Floats) -> Floats:
    room = np.where(hat < 1 - _SATURATED, 1 - hat, np.inf)
    rss = float((residual**2).sum())
    without = (rss - residual**2 / room) / (known.df - 1)
    told = np.isfinite(room) & (residual**2 > known.tolerance)
    perfect = without <= max(known.tolerance, 1e-12 * rss)
    found = np.zeros_like(residual)
    plain = told & ~perfect
    found[plain] = residual[plain] / np.sqrt(without[plain] * room[plain])
    found[told & perfect] = np.copysign(np.inf, residual[told & perfect])
    return found


def bonferroni(level: float, n: int, df: int) -> float:
    """The two-sided limit of Student's t for ``n`` looks at once.

    >>> round(bonferroni(0.05, 1, 10), 3)
    2.228
    """
    return float(student.isf(level / (2 * n), df))


@dataclass(frozen=True, slots=True)
class RobustOutlier:
    """A mark far from its panel's median. ``rule`` is ``mad`` or ``range``; ``score`` is the distance in robust
    standard deviations, or in points where MAD is 0 and the range rule spoke; ``limit`` is in the same unit.
    """

    judge: Any
    entry: Any
    mark: float
    median: float
    mad: float
    range: float
    rule: str
    score: float
    limit: float


def robust(marks: Marks | ArrayLike, *, range_points: float, limit: float = 3.5) -> tuple[RobustOutlier, ...]:
    """Marks over ``limit`` robust standard deviations (1.4826 MAD) from the entry's median.

    Where MAD is 0 (half the panel or more agree exactly) the range rule stands in: if highest and lowest are more than
    ``range_points`` apart, the marks farthest from the median are flagged. Entries with fewer than three marks are not
    looked at. Differences under 1e-12 of the largest mark are rounding. Sorted by entry, then judge.
    Raises ``Refused``: ``not_positive``; for marks ``nothing_to_score``, ``marked_twice``, ``not_finite`` and
    ``too_large``.
    Source: Iglewicz and Hoaglin, How to Detect and Handle Outliers (1993), for the limit of 3.5.
    """
    points, limit = positive(range_points, "range_points"), positive(limit, "limit")
    table = table_of(marks)
    rounding = _ROUNDING * unit_of(table.marks)
    found = []
    for entry, column in zip(table.entries, table.marks.T, strict=True):
        given = np.flatnonzero(~np.isnan(column))
        if len(given) >= 3:
            found += _apart(entry, table.judges[given], column[given], points, limit, rounding)
    return tuple(found)


def _apart(
    entry: Any, judges: NDArray[Any], given: Floats, range_points: float, limit: float, rounding: float
) -> list[RobustOutlier]:
    median = float(np.median(given))
    off = np.abs(given - median)
    mad, spread = float(np.median(off)), float(np.ptp(given))
    if mad > rounding:
        rule, score, line = "mad", off / (_NORMAL_MAD * mad), limit
        over = score > limit
    else:
        rule, score, line = "range", off, range_points
        over = (off >= off.max() - rounding) & (spread > range_points)
    return [
        RobustOutlier(judges[at], entry, float(given[at]), median, mad, spread, rule, float(score[at]), line)
        for at in np.flatnonzero(over)
    ]
