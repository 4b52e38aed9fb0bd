"""Whole judges who stand apart: too severe or generous, too wide or narrow, unlike the others, or always the same."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import f as fisher

from scoring.checks import between, number
from scoring.flags.residuals import bonferroni
from scoring.flags.two_way import two_way
from scoring.magnitude import unit_of
from scoring.marks import Floats, Marks, table_of


@dataclass(frozen=True, slots=True)
class SeverityFlag:
    """A judge whose effect (points above the panel, negative for the severe) is over ``limit`` standard errors."""

    judge: Any
    effect: float
    se: float
    ratio: float
    limit: float
    df: int


@dataclass(frozen=True, slots=True)
class Spread:
    """A judge whose marks vary more or less than those of others for the same entries; ``ratio`` of variances (F)."""

    judge: Any
    sd: float
    others_sd: float
    ratio: float
    p: float
    limit: float


@dataclass(frozen=True, slots=True)
class Correlation:
    """A judge whose marks go with the mean of the *others* by less than ``limit``, over ``n`` entries."""

    judge: Any
    correlation: float
    n: int
    limit: float


@dataclass(frozen=True, slots=True)
class Constant:
    """A judge who gave one and the same mark ``n`` times."""

    judge: Any
    mark: float
    n: int


def severities(marks: Marks | ArrayLike, *, level: float = 0.05) -> tuple[SeverityFlag, ...]:
    """Judges whose effect in entry + judge by least squares is over Student's limit, Bonferroni over the judges.

    Where nothing is left unexplained the standard error is 0 and a judge who differs has ratio infinity.
    Raises ``Refused``: ``disconnected``, ``no_residual``, ``out_of_range``.
    """
    between(level, "level", 0, 1)
    known = two_way(marks, spare=1)
    n_entries, n_judges = len(known.entries), len(known.judges)
    effects = known.effects(known.mark)[n_entries:]
    rss = float((known.rest(known.mark) ** 2).sum())
    variance = rss / known.df if rss > known.tolerance else 0.0
    # the inverse holds 1/n² too much: what adding 1 1ᵀ to the judges' block put there to hold their sum
    unit = np.diag(known.inverse)[n_entries:] - 1 / n_judges**2
    se = np.sqrt(variance * np.maximum(unit, 0))
    limit = bonferroni(level, n_judges, known.df)
    return tuple(
        SeverityFlag(
            judge, float(effect) * known.unit, float(error) * known.unit, _ratio(effect, error), limit, known.df
        )
        for judge, effect, error in zip(known.judges, effects, se, strict=True)
        if abs(effect) > limit * error and effect**2 > known.tolerance
    )


def _ratio(effect: float, error: float) -> float:
    return float(effect / error) if error else float(np.copysign(np.inf, effect))


def spreads(marks: Marks | ArrayLike, *, level: float = 0.05) -> tuple[Spread, ...]:
    """Judges whose variance over entries differs from the others' pooled one, two-sided F, Bonferroni over judges.

    The others' variance is over the same entries, each judge about their own mean. Marks of one entry go together, so
    p is a guide and no exact level. A judge with fewer than three marks, or others without any spread, is passed over;
    a judge without any spread is left to ``constants``. Raises ``Refused``: ``out_of_range`` (level not between 0 and
    1); for marks ``nothing_to_score``, ``marked_twice``, ``not_finite`` and ``too_large``.
    """
    between(level, "level", 0, 1)
    table = table_of(marks)
    unit, limit = unit_of(table.marks), level / len(table.judges)
    scaled, found = table.marks / unit, []
    for judge, own in zip(table.judges, scaled, strict=True):
        here = ~np.isnan(own)
        others = scaled[table.judges != judge][:, here]
        own_squares, own_df = _squares(own[np.newaxis, here])
        squares, df = _squares(others)
        if own_df < 2 or df < 2 or not squares or not own_squares:
            continue
        ratio = (own_squares / own_df) / (squares / df)
        p = 2 * min(float(fisher.sf(ratio, own_df, df)), float(fisher.cdf(ratio, own_df, df)))
        if p < limit:
            sd, others_sd = unit * (own_squares / own_df) ** 0.5, unit * (squares / df) ** 0.5
            found.append(Spread(judge, sd, others_sd, ratio, p, limit))
    return tuple(found)


def _squares(rows: Floats) -> tuple[float, int]:
    """Sum of squares of each row about its own mean, and its degrees of freedom; 0 below rounding."""
    given = ~np.isnan(rows)
    number = given.sum(axis=1)
    mean = np.where(given, rows, 0).sum(axis=1) / np.maximum(number, 1)
    off = np.where(given, rows - mean[:, np.newaxis], 0)
    squares = float((off**2).sum())
    largest = float(np.abs(np.where(given, rows, 0)).max(initial=0))
    return (squares if squares > (1e-12 * largest) ** 2 * rows.size else 0.0), int(np.maximum(number - 1, 0).sum())


def correlations(marks: Marks | ArrayLike, *, limit: float = 0.0) -> tuple[Correlation, ...]:
    """Judges whose correlation with the mean of the others, themselves left out, is below ``limit``.

    Over the entries that another judge marked too; with fewer than three such entries, or where either side is
    constant, it is undefined and nobody is flagged. Raises ``Refused``: ``out_of_range`` (limit not from -1 to 1); for
    marks ``nothing_to_score``, ``marked_twice``, ``not_finite`` and ``too_large``.
    """
    limit = number(limit, "limit", -1, 1)
    table = table_of(marks)
    given = ~np.isnan(table.marks)
    marked = np.where(given, table.marks / unit_of(table.marks), 0)
    others_number = given.sum(axis=0) - given
    others = (marked.sum(axis=0) - marked) / np.maximum(others_number, 1)
    found = []
    for judge, own, rest, here in zip(table.judges, marked, others, given & (others_number > 0), strict=True):
        if here.sum() >= 3 and (known := _pearson(own[here], rest[here])) is not None and known < limit:
            found.append(Correlation(judge, known, int(here.sum()), limit))
    return tuple(found)


def _pearson(x: Floats, y: Floats) -> float | None:
    squares_x, squares_y = _squares(x[np.newaxis])[0], _squares(y[np.newaxis])[0]
    if not squares_x or not squares_y:
        return None
    return float((x - x.mean()) @ (y - y.mean())) / (sqrt(squares_x) * sqrt(squares_y))


def constants(marks: Marks | ArrayLike) -> tuple[Constant, ...]:
    """Judges of two marks and more who all are equal: their marks tell no entry from another.

    >>> constants([[80, 80, 80], [70, 75, 80]])
    (Constant(judge=np.int64(0), mark=80.0, n=3),)
    """
    table = table_of(marks)
    rows = [(judge, own[~np.isnan(own)]) for judge, own in zip(table.judges, table.marks, strict=True)]
    return tuple(Constant(judge, float(own[0]), len(own)) for judge, own in rows if len(own) > 1 and np.ptp(own) == 0)
