"""From figures to comparable numbers, as floats: the lenses' companion to the exact rules in ``scoring.curves``.

``x`` is one indicator, ``(n_entries,)``, or a table with one in each column; an absent figure is NaN and stays NaN.
``direction`` is +1 where higher is better, -1 where lower is, one for all or one a column. Rules on published anchors
(``goalposts``, ``piecewise``, ``capped``, ``yes_no``, ``deduction``, ``reference``, ``banded``, ``box_cox``) look at
one figure only, and ``share_clipped`` counts such; all others look at the whole cohort, where an entry that withdraws
moves the rest.

Figures and limits are at most 1e100 in size, and a limit that is divided by, or a span between two, is at least 1e-100:
all else is refused, so that no finite figure gives a score that is none. ``minmax`` takes a cohort's span however
small, for no figure lies outside it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from scoring.checks import LEAST, Floats, choice, directions_of, frozen, number, numbers, place, positive, vector
from scoring.cohort import by_column, deviations, figures, limits_of, ranks
from scoring.errors import Refused
from scoring.gaps import Screened, impute, screen
from scoring.treatment import Skew, box_cox, skew, winsorize

__all__ = [
    "Bands",
    "Screened",
    "Skew",
    "above_below",
    "banded",
    "box_cox",
    "capped",
    "deduction",
    "distance_to_target",
    "goalposts",
    "impute",
    "minmax",
    "minmax_log",
    "percentile",
    "piecewise",
    "rank",
    "reference",
    "screen",
    "share_clipped",
    "skew",
    "winsorize",
    "yes_no",
    "zscore",
]


def goalposts(x: ArrayLike, low: ArrayLike, high: ArrayLike, *, direction: ArrayLike = 1, clamp: bool = True) -> Floats:
    """0-100 between two fixed limits, one each or one a column; beyond them 0 or 100, or further on without ``clamp``.

    ``share_clipped`` says how much was cut off. Without ``clamp`` it is COINr's ``n_scaled``, a straight line through
    the two limits. Raises ``Refused`` unless ``high`` is above ``low``, by 1e-100 at least.

    >>> goalposts([20, 50, 95], 25, 85, direction=-1)
    array([100.        ,  58.33333333,   0.        ])
    """
    found = figures(x)
    least, most = limits_of(found, low, high)
    score = _turned(100 * ((found - least) / (most - least)), direction)
    return np.clip(score, 0, 100) if clamp else score


def share_clipped(x: ArrayLike, low: ArrayLike, high: ArrayLike) -> float:
    """The part of the figures present that lie beyond the goalposts, where clamping hides a difference.

    >>> share_clipped([20, 50, 95, float("nan")], 25, 85)
    0.6666666666666666
    """
    found = figures(x)
    least, most = limits_of(found, low, high)
    return float(((found < least) | (found > most)).sum() / (~np.isnan(found)).sum())


def piecewise(x: ArrayLike, points: ArrayLike) -> Floats:
    """Straight lines between the points ``(figure, score)``, level before the first and after the last.

    Raises ``Refused`` unless figures rise from point to point, by 1e-100 at least.

    >>> piecewise([0, 5, 15, 99], [(0, 0), (10, 80), (20, 100)])
    array([  0.,  40.,  90., 100.])
    """
    found, knots = figures(x), numbers(points, "points")
    if knots.ndim != 2 or knots.shape[1] != 2 or len(knots) < 2:
        raise Refused("wrong_shape", "points", "at least two pairs", f"shape {knots.shape}")
    level = np.diff(knots[:, 0]) < LEAST
    if level.any():
        at = int(np.argmax(level)) + 1
        raise Refused("not_rising", f"points[{at}]", f"a figure above {knots[at - 1, 0]:g}", f"{knots[at, 0]:g}")
    return np.asarray(np.interp(found, knots[:, 0], knots[:, 1]))


def capped(x: ArrayLike, cap: float) -> Floats:
    """100 at the cap and above it, in proportion below: 100 · min(x, cap) / cap. The cap is one number above 0.

    >>> capped([10, 30], 25)
    array([ 40., 100.])
    """
    most = positive(cap, "cap")
    return np.asarray(100 * (np.minimum(figures(x), most) / most))


def minmax(x: ArrayLike, *, direction: ArrayLike = 1) -> Floats:
    """0 for the worst and 100 for the best of the cohort; a constant column gives 100 to all, as the exact rule does.

    >>> minmax([2, 4, 6, 10], direction=-1)
    array([100.,  75.,  50.,   0.])
    """
    found = figures(x)
    turned = np.where(_signs(found, direction) > 0, found, -found)
    return by_column(_spread, turned)


def minmax_log(x: ArrayLike, *, direction: ArrayLike = 1) -> Floats:
    """Min-max of ln(1 + x), for figures of 0 or more with a long tail. Raises ``Refused`` on a negative figure."""
    found = figures(x)
    if (found < 0).any():
        raise Refused("negative", place("x", found < 0), "a figure of 0 or more", f"{np.nanmin(found):g}")
    return minmax(np.log1p(found), direction=direction)


def yes_no(x: ArrayLike) -> Floats:
    """100 for 1 (or True) and 0 for 0; anything else is refused."""
    found = figures(x)
    other = ~np.isnan(found) & (found != 0) & (found != 1)
    if other.any():
        raise Refused("not_yes_or_no", place("x", other), "0 or 1", f"{found[other][0]:g}")
    return np.asarray(100 * found)


def deduction(x: ArrayLike, full: float, per: float) -> Floats:
    """100 at ``full`` and above, less ``per`` points for each unit short of it; to 0-100. ``per`` is above 0.

    >>> deduction([100, 97, 60], 100, 5)
    array([100.,  85.,   0.])
    """
    short = np.maximum(number(full, "full") - figures(x), 0)
    return np.clip(100 - positive(per, "per") * short, 0, 100)


def zscore(x: ArrayLike) -> Floats:
    """Standard deviations (ddof 1) above the cohort's mean; 50 + 10 z is the exact rule's score.

    Raises ``Refused`` for one figure or a constant column. The Handbook's Table 15 uses ddof 1.

    >>> zscore([1, 2, 3])
    array([-1.,  0.,  1.])
    """
    return by_column(deviations, x)


def rank(x: ArrayLike, *, ties: str = "average") -> Floats:
    """The rank from the lowest figure, 1, upward; level figures share one, by one of four customs.

    ``average``: the mean of theirs, 1-2.5-2.5-4 (fractional). ``min``: the least, 1-2-2-4 (competition, as the official
    places are). ``max``: the greatest, 1-3-3-4. ``dense``: 1-2-2-3, no rank left out after them. Places count from the
    top: rank the figures with their sign turned.

    >>> rank([10, 30, 20, 30]), rank([10, 30, 20, 30], ties="min")
    (array([1. , 3.5, 2. , 3.5]), array([1., 3., 2., 3.]))
    >>> rank([-90, -80, -80, -70], ties="dense")
    array([1., 2., 2., 3.])
    """
    choice(ties, "ties", ("average", "min", "max", "dense"))
    return by_column(lambda column: ranks(column, ties), x)


def percentile(x: ArrayLike, *, kind: str) -> Floats:
    """The place in the cohort on 0-100, by one of three definitions that do not agree.

    ``oecd``: 100 · r / n with the least rank of level figures (Handbook, Table 15). ``hazen``: 100 · (r - 1/2) / n with
    their average rank, the exact rule's. ``excel`` (PERCENTRANK): 100 · (r - 1) / (n - 1), least rank; one figure gets
    100.

    >>> {kind: percentile([1, 2, 2, 4], kind=kind).round(1).tolist() for kind in ("oecd", "hazen", "excel")}
    {'oecd': [25.0, 50.0, 50.0, 100.0], 'hazen': [12.5, 50.0, 50.0, 87.5], 'excel': [0.0, 33.3, 33.3, 100.0]}
    """
    rules: dict[str, Callable[[Floats], Floats]] = {
        "hazen": lambda column: 100 * (ranks(column, "average") - 0.5) / len(column),
        "oecd": lambda column: 100 * ranks(column, "min") / len(column),
        "excel": lambda column: (
            100 * (ranks(column, "min") - 1) / (len(column) - 1) if len(column) > 1 else np.full(1, 100.0)
        ),
    }
    return by_column(rules[choice(kind, "kind", tuple(rules))], x)


def reference(x: ArrayLike, value: float, *, kind: str = "ratio") -> Floats:
    """The ``ratio`` to a reference value above 0, or the relative ``difference`` from it (the ratio less 1).

    Not for interval scales: in the Handbook's Table 14 a country's mean of two such ratios, temperature over the
    warmest and humidity over the dampest, rises from one year to the next in °C and falls in °F.

    >>> reference([35, 39], 39).round(4)
    array([0.8974, 1.    ])
    """
    choice(kind, "kind", ("ratio", "difference"))
    ratio = figures(x) / positive(value, "value")
    return ratio - 1 if kind == "difference" else ratio


def distance_to_target(x: ArrayLike, target: float, *, direction: int = 1, clamp: bool = False) -> Floats:
    """How far an entry has come from the cohort's worst figure, 0, to the target, 100: 100 (x - min) / (target - min).

    With ``direction=-1`` the target lies below: 100 (max - x) / (max - target). Beyond it the score goes on, or stays
    at 100 with ``clamp``. COINr's ``n_dist2targ``, which gives 0-1. Raises ``Refused`` where the worst figure of a
    column is at the target already or beyond it (COINr turns the scores round and warns).

    >>> distance_to_target([2, 5, 8, 14], 12)
    array([  0.,  30.,  60., 120.])
    """
    aim, sign = number(target, "target"), float(directions_of([direction], 1, "direction")[0])

    def score(column: Floats) -> Floats:
        worst = column.min() if sign > 0 else column.max()
        if not sign * (aim - worst) >= LEAST:
            raise Refused("out_of_range", "target", f"a target better than the worst figure, {worst:g}", f"{aim:g}")
        reached = 100 * (np.abs(column - worst) / abs(aim - worst))
        return np.asarray(np.minimum(reached, 100) if clamp else reached)

    return by_column(score, x)


def above_below(x: ArrayLike, *, margin: float = 0.2) -> Floats:
    """+1 where a figure is more than ``margin`` above the cohort's mean, -1 below, else 0; a legacy rule with cliffs.

    ``margin`` is a part of the mean, 0 or more. Raises ``Refused`` where the mean is not above 0. A figure within 1e-12
    of a limit is within it.
    """
    number(margin, "margin", 0)

    def signs(column: Floats) -> Floats:
        ratio = column / positive(float(column.mean()), "mean(x)")
        return (ratio > 1 + margin + 1e-12).astype(np.float64) - (ratio < 1 - margin - 1e-12)

    return by_column(signs, x)


@dataclass(frozen=True, slots=True)
class Bands:
    """Points by band, and how far each figure is from the nearest edge, where a hair's breadth costs a band.

    Both have the shape of the figures and cannot be written to.
    """

    score: Floats
    to_edge: Floats


def banded(x: ArrayLike, edges: ArrayLike, points: ArrayLike) -> Bands:
    """Points of the band that a figure lies in; an edge belongs to the band above it. A legacy rule (分档).

    ``edges`` rise, ``points`` are one more than the edges. Give percentiles for ``x`` to band by them.

    >>> banded([59.9, 60, 88], [60, 80], [0, 60, 100]).score
    array([  0.,  60., 100.])
    """
    found, limits, scores = figures(x), vector(edges, "edges"), vector(points, "points")
    if (np.diff(limits) <= 0).any():
        raise Refused("not_rising", "edges", "edges that rise", str(limits.tolist()))
    if len(scores) != len(limits) + 1:
        raise Refused("wrong_length", "points", f"{len(limits) + 1} points", f"{len(scores)}")
    absent = np.isnan(found)
    score = scores[np.searchsorted(limits, np.where(absent, 0, found), side="right")]
    to_edge = np.abs(found[..., np.newaxis] - limits).min(axis=-1)
    return Bands(frozen(np.where(absent, np.nan, score)), frozen(to_edge))


def _signs(found: Floats, direction: ArrayLike) -> Floats:
    width = 1 if found.ndim == 1 else found.shape[1]
    signs = directions_of(np.full(width, direction) if np.ndim(direction) == 0 else direction, width, "direction")
    return signs if found.ndim == 2 else signs[0]


def _turned(score: Floats, direction: ArrayLike) -> Floats:
    return np.where(_signs(score, direction) > 0, score, 100 - score)


def _spread(column: Floats) -> Floats:
    low, high = column.min(), column.max()
    if low == high:
        return np.full(len(column), 100.0)
    return np.asarray(100 * ((column - low) / (high - low)))
