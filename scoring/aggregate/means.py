"""Weighted means of an entry's scores, from fully compensatory to the weakest link.

Each takes scores of shape ``(n_entries, n_indicators)`` without gaps and weights that sum to 1, and gives an array of
shape ``(n_entries,)`` on the scores' own scale. An indicator of weight 0 does not count at all. These are floats; the
official means, rounded once and exactly, are in ``scoring.exact_means``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from scoring.aggregate.field import blocks, field_of, wide
from scoring.checks import LEAST, Floats, at_least_zero, complete, number, weights_of
from scoring.errors import Refused

FOLDABLE = 1e3
"""Up to this ratio of magnitude to span, folding a column's shift into one constant costs no digit that matters."""
NEARLY_ZERO = 1e-15
"""A power mean of so small an order is the geometric mean to the last digit."""


def arithmetic(x: ArrayLike, weights: ArrayLike) -> Floats:
    """The weighted arithmetic mean: a point lost here is bought back there at the rate of the weights.

    >>> arithmetic([[21, 1, 1, 1], [6, 7, 6, 6]], [0.25] * 4)
    array([6.  , 6.25])
    """
    found = complete(x, "x")
    return found @ weights_of(weights, found.shape[1])


def geometric(x: ArrayLike, weights: ArrayLike) -> Floats:
    """The weighted geometric mean of scores of 0 or more; any 0 that counts gives 0. For ratio scales only.

    Source: the four cases of OECD/JRC, Handbook on Constructing Composite Indicators (2008), on geometric aggregation,
    which cuts the last two off at 2.54 and 6.23 where we round.

    >>> geometric([[21, 1, 1, 1], [21, 2, 1, 1], [6, 7, 6, 6]], [0.25] * 4).round(2)
    array([2.14, 2.55, 6.24])
    """
    return power(x, weights, p=0)


def harmonic(x: ArrayLike, weights: ArrayLike) -> Floats:
    """The weighted harmonic mean of scores of 0 or more; any 0 that counts gives 0. Never above the geometric.

    >>> harmonic([[21, 1, 1, 1]], [0.25] * 4).round(4)
    array([1.3125])
    """
    return power(x, weights, p=-1)


def power(x: ArrayLike, weights: ArrayLike, *, p: float) -> Floats:
    """The weighted power mean of order ``p``: 1 arithmetic, 0 geometric, -1 harmonic, ±inf the greatest and least.

    A sweep of ``p`` from -1 to 1 shows how far a winner lives by compensation. For ``p`` of 0 or less any 0 that counts
    gives 0. Scores are taken relative to the entry's greatest, so that no power of them overflows.

    Raises ``Refused`` on a negative score, a gap, ``p`` that is not a number, or weights that do not sum to 1.
    """
    found = at_least_zero(x, "x", "score")
    shares = weights_of(weights, found.shape[1])
    order = p if isinstance(p, float) and np.isinf(p) else number(p, "p")
    counted, shares = found[:, shares > 0], shares[shares > 0] / shares.sum()
    top = counted.max(axis=1)
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        logs = np.log(counted) - np.log(np.where(top > 0, top, 1))[:, np.newaxis]
        return np.asarray(top * np.exp(_mean_of_logs(logs, shares, order)))


def _mean_of_logs(logs: Floats, weights: Floats, p: float) -> Floats:
    """The logarithm of the power mean of exp(logs); -inf stands for a score of 0."""
    if abs(p) < NEARLY_ZERO:
        return np.asarray(logs @ weights)
    if np.isinf(p):
        return np.asarray(logs.max(axis=1) if p > 0 else logs.min(axis=1))
    scaled = p * logs
    top = scaled.max(axis=1)
    rest = np.where((top > 1) & np.isfinite(top), top, 0.0)
    above_0 = np.maximum(np.expm1(scaled - rest[:, np.newaxis]) @ weights, -1)  # weights may sum to a hair more than 1
    return np.asarray((np.log1p(above_0) + rest) / p)


def weighted_sum(x: ArrayLike, weights: ArrayLike, *, directions: ArrayLike | None = None) -> Floats:
    """The arithmetic mean of the columns after min-max scaling to 0-100, without making the scaled matrix.

    The same as ``arithmetic(normalize.minmax(x, direction=directions), weights)``: a constant column gives everyone
    100. It depends on who else is in the field.

    >>> weighted_sum([[10, 3], [20, 1], [15, 2]], [0.6, 0.4], directions=[1, -1])
    array([  0., 100.,  50.])
    """
    field = field_of(x, directions)
    shares = weights_of(weights, field.x.shape[1])
    slopes = 100 * field.per_span(shares)
    constant = 100 * shares[field.span == 0].sum()
    foldable = (field.size * (field.span != 0) <= FOLDABLE * np.abs(field.span)).all()
    total = np.empty(len(field.x))
    worst = wide(field.worst, field.x)
    for rows, block in blocks(field.x):
        above = block if foldable else block.reshape(-1) - worst[: block.size]
        np.matmul(above.reshape(-1, len(slopes)), slopes, out=total[rows])
    total += constant - field.worst @ slopes if foldable else constant
    return total


def mazziotta_pareto(x: ArrayLike, *, penalty: int = -1) -> Floats:
    """The Mazziotta-Pareto index: the plain mean M less (``penalty=-1``) or plus S·cv, with S (ddof 0) and cv = S / M.

    An uneven profile is penalized where high scores are good. Scores are meant to be standardized to mean 100, standard
    deviation 10. Raises ``Refused`` where an entry's mean is not above 0, by 1e-100 at least.

    Source: Mazziotta and Pareto (2016), Social Indicators Research 127.

    >>> mazziotta_pareto([[100, 100], [90, 110]])
    array([100.,  99.])
    """
    found = complete(x, "x")
    if penalty not in (-1, 1):
        raise Refused("unknown_choice", "penalty", "-1 or +1", repr(penalty))
    means = found.mean(axis=1)
    if (means < LEAST).any():
        at = int(np.argmax(means < LEAST))
        raise Refused("not_positive", f"x[{at}]", "scores whose mean is above 0", f"{means[at]:g}")
    return np.asarray(means + penalty * found.var(axis=1) / means)
