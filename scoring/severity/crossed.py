"""Two crossed random factors, small or very large: the model of lme4's ``y ~ 1 + (1|a) + (1|b)``.

Both variances are found by REML (or ML) as ratios to the residual one, by Newton steps on the average information with
both ratios kept at 0 or above; a ratio of exactly 0 is a legitimate answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.checks import frozen, vector
from scoring.errors import Refused
from scoring.magnitude import unit_of
from scoring.marks import Floats, labels_of
from scoring.severity.incidence import Whole, incidence_of
from scoring.severity.likelihood import Design, Point, at

_STEPS = 200
_SETTLED = 2e-20
_NOTHING = 1e-11
_DAMPING = (0.0, *(0.01 * 8.0**power for power in range(14)))


@dataclass(frozen=True, slots=True)
class Crossed:
    """Variances, mean and effects; effects are BLUPs in the order of the sorted labels ``levels_a``, ``levels_b``.

    ``criterion`` is minus twice the (restricted) log-likelihood on lme4's scale.
    """

    var_a: float
    var_b: float
    var_residual: float
    intercept: float
    intercept_se: float
    criterion: float
    effects_a: Floats
    effects_b: Floats
    levels_a: NDArray[Any]
    levels_b: NDArray[Any]


def crossed(y: ArrayLike, a: ArrayLike, b: ArrayLike, *, reml: bool = True) -> Crossed:
    """Fit ``y = mean + effect of a + effect of b + error``, all but the mean random.

    ``y``, ``a`` and ``b`` have shape ``(n_marks,)``; labels may be whatever numpy can sort; a pair may occur any number
    of times and the design may be unbalanced or in parts. A factor of one level varies by 0. Raises ``Refused``:
    ``unequal_lengths``, ``not_finite``, ``too_large``, ``mixed_labels``, ``no_replication`` (a factor with as many
    levels as marks cannot be told from the residual), ``zero_variance`` (all marks equal) and ``no_residual`` (the
    factors explain all but 1e-11 of the variance).
    Source: Bates, Mächler, Bolker and Walker (2015), J. Stat. Softw. 67(1) for the criterion; Gilmour, Thompson and
    Cullis (1995), Biometrics 51, 1440-1450 for average information.

    >>> found = crossed([27, 23, 26, 25, 21, 25, 26, 23, 25], list("aaabbbccc"), list("ABCABCABC"))
    >>> [round(value, 4) for value in (found.var_a, found.var_b, found.var_residual, found.intercept)]
    [0.6111, 3.7222, 0.2778, 24.5556]
    """
    marks = vector(y, "y")
    levels_a, index_a = _levels(a, len(marks), "a")
    levels_b, index_b = _levels(b, len(marks), "b")
    if np.ptp(marks) == 0:
        raise Refused("zero_variance", "y", "marks that differ", f"{len(marks)} of {marks[0]:g}")
    unit = unit_of(marks)
    center, scale = unit * float((marks / unit).mean()), unit * float((marks / unit).std())
    turned = len(levels_a) > len(levels_b)
    small, large = (index_b, index_a) if turned else (index_a, index_b)
    found = _least(_design((marks - center) / scale, small, large, reml))
    ratios, pulls = (found.ratios[::-1], found.pulls[::-1]) if turned else (found.ratios, found.pulls)
    residual = found.residual * scale**2
    return Crossed(
        var_a=float(ratios[0]) * residual,
        var_b=float(ratios[1]) * residual,
        var_residual=residual,
        intercept=center + scale * found.mean,
        intercept_se=scale * sqrt(found.residual / found.precision),
        criterion=found.criterion + 2 * (len(marks) - reml) * float(np.log(scale)),
        effects_a=frozen(ratios[0] * pulls[0] * scale),
        effects_b=frozen(ratios[1] * pulls[1] * scale),
        levels_a=frozen(levels_a),
        levels_b=frozen(levels_b),
    )


def _levels(labels: ArrayLike, n: int, name: str) -> tuple[NDArray[Any], Whole]:
    found = labels_of(labels, name)
    if found.shape != (n,):
        raise Refused("unequal_lengths", name, f"{n} labels, one for each mark", f"shape {found.shape}")
    levels, index = np.unique(found, return_inverse=True)
    if len(levels) >= n:
        raise Refused("no_replication", name, "fewer levels than marks", f"{len(levels)} levels of {n} marks")
    return levels, index


def _design(y: Floats, small: Whole, large: Whole, reml: bool) -> Design:
    per_small, per_large = np.bincount(small).astype(np.float64), np.bincount(large).astype(np.float64)
    met = incidence_of(small, large, len(per_small), len(per_large))
    return Design(y, small, large, per_small, per_large, met, reml)


def _start(design: Design, levels: Whole, per_level: Floats) -> float:
    """A ratio to start from: how far the means of the levels spread beyond what chance alone gives, as if alone."""
    if len(per_level) == 1:
        return 0.0
    means = np.bincount(levels, design.y) / per_level
    within = float(((design.y - means[levels]) ** 2).sum()) / (len(design.y) - len(per_level))
    between = float(means.var(ddof=1)) - within * float((1 / per_level).mean())
    return min(max(between / within, 0.05), 20.0) if within > 0 else 20.0


def _least(design: Design) -> Point:
    """Newton steps from the start, damped until the criterion falls, until no step promises anything."""
    factors = ((design.small, design.per_small), (design.large, design.per_large))
    free = np.array([len(per_level) > 1 for _, per_level in factors])
    here = at(design, np.array([_start(design, *factor) for factor in factors]))
    for _ in range(_STEPS):
        if here is None or here.residual < _NOTHING:
            raise Refused("no_residual", "y", "marks that the two factors do not explain wholly", "no residual")
        moves = free & ~((here.ratios == 0) & (here.slope >= 0))
        if abs(float(_step(design, here, moves, 0.0) @ here.slope)) < _SETTLED * len(design.y) ** 2:
            return here
        there = _down(design, here, moves)
        if there is None:
            return here
        here = there
    raise Refused("not_settled", "y", f"an answer within {_STEPS} steps", "a criterion still falling")


def _step(design: Design, here: Point, moves: NDArray[np.bool_], damping: float) -> Floats:
    """The Newton step of the ratios that may move; none grows more than tenfold at once, and none falls below 0.

    ``damping`` adds to the curvature so many times what each factor alone would have on the average.
    """
    alone = [
        float(((per_level / (1 + ratio * per_level)) ** 2).sum())
        for per_level, ratio in zip((design.per_small, design.per_large), here.ratios, strict=True)
    ]
    curvature = here.curvature + (damping + 1e-12) * np.diag(alone)
    while moves.any():
        step = np.zeros(2)
        step[moves] = -np.linalg.solve(curvature[np.ix_(moves, moves)], here.slope[moves])
        stuck = (here.ratios == 0) & (step < 0)
        if not stuck.any():
            return np.clip(step, -here.ratios, 9 * here.ratios + 1.0)
        moves = moves & ~stuck
    return np.zeros(2)


def _down(design: Design, here: Point, moves: NDArray[np.bool_]) -> Point | None:
    """The first point below this one, the damping growing from none; None where not even a tiny step falls."""
    for damping in _DAMPING:
        step = _step(design, here, moves, damping)
        if step @ here.slope < 0:
            there = at(design, here.ratios + step, below=here.criterion)
            if there is not None:
                return there
    return None
