"""Weights of indicators: from experts' judgments, from the figures themselves, and what weights come to in effect.

Weights are positional and sum to 1. Those from figures (entropy, CRITIC, principal components) measure how much the
entries differ, not what matters, and change when an entry withdraws: lenses beside weights fixed in the rules.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from scoring.checks import (
    LEAST,
    Floats,
    at_least_zero,
    choice,
    complete,
    directions_of,
    frozen,
    positive,
    weights_of,
)
from scoring.cohort import by_column, deviations
from scoring.errors import Refused, Unsound
from scoring.importance import Removed, centered_of, correlations, effective, remove_elements
from scoring.pairwise import AHP, ahp, ahp_group, to_one

__all__ = [
    "AHP",
    "Budget",
    "Optimal",
    "Removed",
    "ahp",
    "ahp_group",
    "budget",
    "combine",
    "critic",
    "effective",
    "entropy",
    "optimal_weights",
    "principal_components",
    "remove_elements",
]


@dataclass(frozen=True, slots=True)
class Budget:
    """Mean weights of experts who gave out points, their standard deviation (ddof 1), and who outweighs the rest."""

    weights: Floats
    sd: Floats
    dictators: tuple[int, ...]


def budget(points: ArrayLike) -> Budget:
    """Weights from points given out by experts, shape ``(n_experts, n_indicators)``; each row is taken to its own sum.

    ``dictators`` are the columns of more than half of the weight, which decide alone. One expert has deviations of 0.
    Raises ``Refused`` on negative points or an expert who gave none.

    >>> budget([[60, 30, 10], [40, 40, 20]]).weights
    array([0.5 , 0.35, 0.15])
    """
    found = at_least_zero(points, "points")
    given = found.sum(axis=1, keepdims=True)
    if (given == 0).any():
        raise Refused("nothing_given", f"points[{int(np.argmin(given))}]", "at least one point above 0", "none")
    shares = found / given
    weights = shares.mean(axis=0)
    sd = shares.std(axis=0, ddof=1) if len(shares) > 1 else np.zeros(shares.shape[1])
    return Budget(frozen(weights), frozen(sd), tuple(int(at) for at in np.flatnonzero(weights > 0.5 + 1e-12)))


def entropy(matrix: ArrayLike) -> Floats:
    """Weights by how unequal a column is: 1 less its entropy over ln n, to the sum of them; a constant column gets 0.

    A lens: never an official rule, for it weighs by spread, not by what matters, and a better figure can lower its
    entry's total. ``matrix`` holds figures of 0 or more, ``(n_entries, n_indicators)``; 0 · ln 0 is 0. A constant added
    to a column changes the weights. Raises ``Refused`` on a negative figure, a column of zeros, one entry, or columns
    all constant.

    >>> entropy([[1, 1, 0], [1, 3, 4]]).round(4)
    array([0.    , 0.1588, 0.8412])
    """
    found = at_least_zero(matrix, "matrix", rows=2)
    top = found.max(axis=0)
    if (top == 0).any():
        raise Refused("all_zero", f"matrix[:, {int(np.argmin(top))}]", "a figure above 0 in each column", "zeros")
    shares = found / top
    shares /= shares.sum(axis=0)
    logs = np.log(shares, out=np.zeros_like(shares), where=shares > 0)
    unequal = np.where(np.ptp(found, axis=0) > 0, 1 + (shares * logs).sum(axis=0) / np.log(len(found)), 0.0)
    return _shared_out(np.maximum(unequal, 0))


def critic(matrix: ArrayLike, *, directions: ArrayLike | None = None) -> Floats:
    """Weights by contrast and conflict: σ of the min-max column times the sum of 1 - ρ with all others.

    A lens: never an official rule, for it weighs by spread, not by what matters. Directions are applied first: turning
    a column round turns its correlations. A constant column has no correlation, gets 0, is no conflict to others, and
    is named by a warning, ``Unsound``. Raises ``Refused`` where nothing differs: one entry, or all columns constant or
    (for two or more) perfectly correlated. Source: Diakoulaki and others (1995).

    >>> critic([[1, 2], [2, 1], [3, 3]])
    array([0.5, 0.5])
    """
    found = complete(matrix, "matrix", rows=2)
    signed = found * directions_of(directions, found.shape[1])
    span = np.ptp(signed, axis=0)
    varies = span > 0
    if not varies.any():
        return _shared_out(np.zeros(found.shape[1]))
    if not varies.all():
        constant = np.flatnonzero(~varies).tolist()
        warnings.warn(f"constant columns weigh 0, having no correlation: {constant}", Unsound, stacklevel=2)
    scaled = (signed[:, varies] - signed[:, varies].min(axis=0)) / span[varies]
    if scaled.shape[1] == 1:
        return np.asarray(varies, dtype=np.float64)
    conflict = 1 - np.corrcoef(scaled, rowvar=False)
    conflict[np.abs(conflict) < 1e-12] = 0
    weights = np.zeros(found.shape[1])
    weights[varies] = scaled.std(axis=0, ddof=1) * conflict.sum(axis=1)
    return _shared_out(weights)


def combine(weightings: ArrayLike, *, how: str, shares: ArrayLike | None = None) -> Floats:
    """One set of weights out of several, ``(n_weightings, n_indicators)``, each of which sums to 1.

    ``convex``: the mean with ``shares`` (equal where None). ``multiplicative``: the product, to its sum. ``game``: the
    mixture with the least squared distance to all at once, Σ_j α_j u_i·u_j = u_i·u_i, to the sum of α. Where some α is
    negative the mixture would be no mean, and the usual absolute value of it nobody's optimum: ``Refused``. Sets of
    weights that are the same count as one thing said twice, with equal α.

    >>> combine([[0.7, 0.2, 0.1], [0.3, 0.3, 0.4]], how="convex", shares=[0.75, 0.25])
    array([0.6  , 0.225, 0.175])
    """
    choice(how, "how", ("convex", "game", "multiplicative"))
    found = complete(weightings, "weightings")
    given = np.array([weights_of(row, found.shape[1], f"weightings[{at}]") for at, row in enumerate(found)])
    if shares is not None and how != "convex":
        raise Refused("unknown_choice", "shares", "shares only with how='convex'", how)
    if how == "multiplicative":
        return _shared_out(given.prod(axis=0), "weightings", "an indicator that every set of weights counts")
    equal = np.full(len(given), 1 / len(given))
    mixture = _game(given) if how == "game" else equal if shares is None else weights_of(shares, len(given), "shares")
    return np.asarray(mixture @ given)


def _game(given: Floats) -> Floats:
    inner = given @ given.T
    alpha = np.linalg.lstsq(inner, np.diag(inner), rcond=1e-12)[0]
    if (alpha < -1e-12).any():
        at = int(np.argmin(alpha))
        raise Refused("negative", f"weightings[{at}]", "a game whose solution is 0 or more", f"{alpha[at]:g}")
    return to_one(np.maximum(alpha, 0))


@dataclass(frozen=True, slots=True)
class Optimal:
    """Weights sought for a declared importance of each indicator, and the importance obtained; each sums to 1."""

    declared: Floats
    weights: Floats
    obtained: Floats

    @property
    def is_reached(self) -> bool:
        """Whether every importance obtained is the one declared, within 0.0001."""
        return bool((np.abs(self.obtained - self.declared) <= 1e-4).all())


def optimal_weights(x: ArrayLike, importance: ArrayLike, *, kind: str = "pearson") -> Optimal:
    """The weights under which each indicator moves the weighted sum by as much as is declared.

    A lens: never an official rule, for the weights change with the field. ``importance`` sums to 1. What is obtained is
    ``effective``: for ``pearson`` the squared correlations with the total as parts of their sum, counted negative where
    the correlation is; for ``share`` the parts of its variance. The sum of squared differences is minimized over
    weights of 0.000001 of the greatest and more; not every importance can be reached, so look at ``is_reached``. Where
    the columns cancel each other under the weights declared, the search starts a little beside them.

    Raises ``Refused`` on a constant column, or one whose spread is nothing (1e-100) beside the greatest. Source:
    Becker, Saisana, Paruolo and Vandecasteele (2017), Ecological Indicators 80; COINr's ``get_opt_weights`` does so
    with the correlations, not their squares.

    >>> found = optimal_weights([[1, 10], [2, 30], [3, 20], [4, 60]], [0.5, 0.5])
    >>> found.weights.round(3), found.is_reached
    (array([0.944, 0.056]), True)
    """
    from scipy.optimize import least_squares  # loading it takes longer than all else here

    choice(kind, "kind", ("pearson", "share"))
    centered = centered_of(x)
    _refuse_constant(np.where(np.abs(centered) < LEAST, 0, centered), "x")
    declared = weights_of(importance, centered.shape[1], "importance")
    scale = np.sqrt((centered**2).sum(axis=0))
    unit = centered / scale

    def obtained(logs: Floats) -> Floats:
        return _importance(unit, np.exp(logs), kind)

    start = np.clip(np.log(np.maximum(declared, 1e-3)), -13.0, -1e-3)
    if not obtained(start).any():
        start -= np.linspace(0, 0.1, len(start))
    logs = least_squares(lambda logs: obtained(logs) - declared, start, bounds=(-13.9, 0.0), xtol=1e-12, ftol=1e-14).x
    return Optimal(frozen(declared), frozen(to_one(np.exp(logs) / scale)), frozen(obtained(logs)))


def _importance(unit: Floats, weights: Floats, kind: str) -> Floats:
    total = unit @ weights
    if total @ total <= 1e-24 * (weights @ weights):
        return np.zeros(len(weights))  # columns that cancel each other move nothing
    if kind == "share":
        return np.asarray(weights * (total @ unit) / (total @ total))
    found = correlations(unit, total)
    return np.asarray(found * np.abs(found) / (found @ found))


def principal_components(matrix: ArrayLike, *, keep: float = 1.0, anyway: bool = False) -> Floats:
    """Weights from rotated principal components (Nicoletti and others 2000): a lens that warns with ``Unsound``.

    Components of the correlation matrix whose eigenvalue is ``keep`` or more are rotated by varimax; an indicator
    counts with its greatest squared loading, as a part of the component's, times the part of the variance that the
    component explains. Directions do not matter: they do not change a square. The Handbook's case keeps four components
    with ``keep`` of 0.894 or less: the fourth eigenvalue, printed as 0.9, lies a little below.

    Raises ``Refused`` with fewer than five entries an indicator, where the components are unstable, unless ``anyway``;
    on a constant column; for a ``keep`` of 0 or less, and one that no eigenvalue reaches.
    """
    found, least = complete(matrix, "matrix", rows=3), positive(keep, "keep")
    n, width = found.shape
    if n < 5 * width and not anyway:
        raise Refused("too_small", "matrix", f"{5 * width} entries for {width} indicators, or anyway=True", str(n))
    _refuse_constant(found, "matrix")
    warnings.warn("principal components weigh by correlation, not by importance", Unsound, stacklevel=2)
    standard = by_column(deviations, found)
    values, vectors = np.linalg.eigh(standard.T @ standard / (n - 1))
    kept = (values >= least - 1e-9) & (values > 1e-9)  # rounding leaves a little, on either side, of what is 0
    if not kept.any():
        raise Refused("out_of_range", "keep", f"at most {values.max():.3f}", f"{least:g}")
    squared = _varimax(vectors[:, kept] * np.sqrt(values[kept])) ** 2
    explained = squared.sum(axis=0)
    return to_one((squared / explained * (explained / explained.sum())).max(axis=1))


def _varimax(loadings: Floats, rounds: int = 200) -> Floats:
    """Rotate loadings so that the variance of their squares is greatest (Kaiser 1958)."""
    n, k = loadings.shape
    rotation, before = np.eye(k), 0.0
    for _ in range(rounds):
        turned = loadings @ rotation
        left, values, right = np.linalg.svd(loadings.T @ (turned**3 - turned * (turned**2).sum(axis=0) / n))
        rotation, now = left @ right, float(values.sum())
        if now <= before * (1 + 1e-12):
            break
        before = now
    return np.asarray(loadings @ rotation)


def _refuse_constant(columns: Floats, name: str) -> None:
    same = np.ptp(columns, axis=0) == 0
    if same.any():
        raise Refused("constant", f"{name}[:, {int(np.argmax(same))}]", "figures that differ", "all the same")


def _shared_out(
    parts: Floats, name: str = "matrix", expected: str = "at least one indicator that tells entries apart"
) -> Floats:
    """To a sum of 1, or a refusal where nothing is left to share."""
    if not parts.sum() > 0:
        raise Refused("constant", name, expected, "none")
    return to_one(parts)
