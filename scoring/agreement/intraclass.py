"""Intraclass correlations: the share of the marks' variance that is the entries' own.

Terms, for ``n`` entries marked by each of ``k`` judges: ``MSR`` the mean square between entries, ``MSC`` between
judges, ``MSE`` what is left, ``MSW`` within entries. Six coefficients: one judge or the mean of the panel (``k``), each
under one of three models: 1, every entry has judges of its own; 2, the judges are a sample and their severity counts as
error (agreement); 3, these judges and no others, severity does not count (consistency). Negative coefficients are
reported as they are: the judges then differ more within an entry than the entries do between them.

Sources: Shrout and Fleiss 1979, Psychological Bulletin 86, 420-428; McGraw and Wong 1996, Psychological Methods 1,
30-46.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import fdtrc, fdtri

from scoring.checks import between, complete
from scoring.errors import Refused
from scoring.marks import Floats, Marks, matrix_of

ROUNDING: Final = 16 * float(np.finfo(np.float64).eps)
"""A mean square below ``(ROUNDING × largest mark)²`` is what rounding alone can make: none."""


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One coefficient: its value, its interval, and the F test that it is 0.

    ``f`` is infinite (and ``p`` 0) where the error is none; a mean's coefficient, or its lower limit, is minus infinity
    where the entries' means differ no more than chance would have them, at or beyond the foot of Spearman and Brown's
    formula.
    """

    value: float
    low: float
    high: float
    f: float
    df1: int
    df2: int
    p: float


@dataclass(frozen=True, slots=True)
class ICC:
    """The six coefficients and what they are made of.

    ``icc1 icc2 icc3`` are for one judge, ``icc1k icc2k icc3k`` for the mean of the panel: in McGraw and Wong's letters
    (1), (A,1), (C,1), (k), (A,k), (C,k). ``sem`` is √MSE, the standard error of one mark in points, and ``sd_judge``
    the standard deviation of the judges' severity in points, 0 where its estimated variance is negative.
    """

    icc1: Coefficient
    icc2: Coefficient
    icc3: Coefficient
    icc1k: Coefficient
    icc2k: Coefficient
    icc3k: Coefficient
    sem: float
    sd_judge: float
    ms_entry: float
    ms_judge: float
    ms_error: float
    ms_within: float
    n_entries: int
    n_judges: int
    level: float


@dataclass(frozen=True, slots=True)
class _Squares:
    n: int
    k: int
    entry: float
    judge: float
    error: float
    within: float
    unit: float  # of the marks: mean squares are kept on marks divided by the largest, so that none overflows


def icc(marks: Marks | ArrayLike, *, level: float = 0.95) -> ICC:
    """The six intraclass correlations of a complete panel, each with a two-sided interval at ``level`` and an F test.

    ``marks`` is ``(n_judges, n_entries)`` or the long form, in any unit. The interval of ``icc2`` is McGraw and Wong's
    (Satterthwaite); that of ``icc2k`` is the same two limits stepped up by Spearman and Brown, as R's psych does, so
    that the two always agree. Where Satterthwaite's approximation breaks down (few entries, a negative coefficient) and
    leaves the coefficient itself outside, the limit it passed is the coefficient.

    Raises ``Refused`` for an absent mark, fewer than two judges or entries, a level not between 0 and 1, and where
    every judge ties all entries (``no_spread``).

    Shrout and Fleiss 1979, table 2 (marks) and table 4 (coefficients):

    >>> found = icc([[9, 6, 8, 7, 10, 6], [2, 1, 4, 1, 5, 2], [5, 3, 6, 2, 6, 4], [8, 2, 8, 6, 9, 7]])
    >>> [round(c.value, 2) for c in (found.icc1, found.icc2, found.icc3, found.icc1k, found.icc2k, found.icc3k)]
    [0.17, 0.29, 0.71, 0.44, 0.62, 0.91]
    """
    between(level, "level", 0, 1)
    squares = _squares(complete(matrix_of(marks), "marks", rows=2, columns=2, most=np.inf))
    n, k = squares.n, squares.k
    within = _one_way(squares.entry, squares.within, k, (n - 1, n * (k - 1)), level)
    consistent = _one_way(squares.entry, squares.error, k, (n - 1, (n - 1) * (k - 1)), level)
    agreed = _agreement(squares, consistent[0], level)
    unit = squares.unit
    return ICC(
        within[0], agreed[0], consistent[0], within[1], agreed[1], consistent[1],
        sem=unit * squares.error**0.5, sd_judge=unit * max(0.0, (squares.judge - squares.error) / n) ** 0.5,
        ms_entry=squares.entry * unit * unit, ms_judge=squares.judge * unit * unit,
        ms_error=squares.error * unit * unit, ms_within=squares.within * unit * unit,
        n_entries=n, n_judges=k, level=level,
    )  # fmt: skip


def _squares(marks: Floats) -> _Squares:
    k, n = marks.shape
    scale = float(np.abs(marks).max()) or 1.0
    scaled = marks / scale
    centered = scaled - scaled.mean()
    entries, judges = centered.mean(axis=0), centered.mean(axis=1, keepdims=True)
    none = ROUNDING**2
    sums = (k * np.sum(entries**2), n * np.sum(judges**2), np.sum((centered - entries - judges) ** 2))
    counts = (n - 1, k - 1, (n - 1) * (k - 1))
    entry, judge, error = (0.0 if s / df < none else float(s / df) for s, df in zip(sums, counts, strict=True))
    if entry == error == 0:
        raise Refused("no_spread", "marks", "a judge who tells some entries apart", "every judge ties them all")
    within = ((k - 1) * judge + (n - 1) * (k - 1) * error) / (n * (k - 1))
    return _Squares(n, k, entry, judge, error, within, scale)


def _one_way(entry: float, error: float, k: int, df: tuple[int, int], level: float) -> tuple[Coefficient, Coefficient]:
    # Models 1 and 3: one ratio of mean squares, so its exact F interval gives both the single and the mean's limits.
    df1, df2 = df
    f = _over(entry, error)
    tail = 1 - (1 - level) / 2
    low, high = f / float(fdtri(df1, df2, tail)), f * float(fdtri(df2, df1, tail))
    p = float(fdtrc(df1, df2, f)) if np.isfinite(f) else 0.0
    single = Coefficient(_single(f, k), _single(low, k), _single(high, k), f, df1, df2, p)
    return single, Coefficient(_mean(f), _mean(low), _mean(high), f, df1, df2, p)


def _single(f: float, k: int) -> float:
    return 1.0 if np.isinf(f) else (f - 1) / (f + k - 1)


def _mean(f: float) -> float:
    return float("-inf") if f == 0 else 1 - 1 / f


def _agreement(squares: _Squares, test: Coefficient, level: float) -> tuple[Coefficient, Coefficient]:
    s, n, k = squares, squares.n, squares.k
    value = _over(s.entry - s.error, s.entry + (k - 1) * s.error + k * (s.judge - s.error) / n)
    low, high = _agreement_limits(squares, value, level) if value < 1 else (1.0, 1.0)
    single = Coefficient(value, low, high, test.f, test.df1, test.df2, test.p)
    mean, mean_low, mean_high = (_stepped_up(x, k) for x in (value, low, high))
    return single, Coefficient(mean, mean_low, mean_high, test.f, test.df1, test.df2, test.p)


def _agreement_limits(squares: _Squares, value: float, level: float) -> tuple[float, float]:
    s, n, k = squares, squares.n, squares.k
    a = k * value / (n * (1 - value)) if np.isfinite(value) else -k / n
    b = 1 + a * (n - 1)
    parts = (a * s.judge) ** 2 / (k - 1), (b * s.error) ** 2 / ((n - 1) * (k - 1))
    df = max(_over((a * s.judge + b * s.error) ** 2, sum(parts)), 1e-3)
    tail = 1 - (1 - level) / 2
    wide, narrow = float(fdtri(n - 1, df, tail)), float(fdtri(df, n - 1, tail))
    rest = k * s.judge + (k * n - k - n) * s.error
    low = _over(n * (s.entry / wide - s.error), rest + n * s.entry / wide)
    high = _over(n * (narrow * s.entry - s.error), rest + n * narrow * s.entry)
    return min(low, value), max(high, value)


def _stepped_up(single: float, k: int) -> float:
    foot = 1 + (k - 1) * single
    return k * single / foot if foot > ROUNDING else float("-inf")


def _over(above: float, below: float) -> float:
    # A denominator of 0 is a mean square of 0: the ratio grows without bound, or there was nothing to divide.
    if below > 0:
        return above / below
    return 0.0 if above == 0 else float(np.copysign(np.inf, above))
