"""Weights of indicators: from experts' judgments, from the figures themselves, and what weights come to in effect.

Weights are positional and sum to 1. Those from figures (entropy, CRITIC, principal components) measure how much the
entries differ, not what matters, and change when an entry withdraws: lenses beside weights fixed in the rules.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from scoring.checks import Floats, choice, complete, directions_of, weights_of
from scoring.errors import Refused, Unsound
from scoring.pairwise import AHP, ahp, ahp_group, to_one

__all__ = [
    "AHP",
    "Budget",
    "ahp",
    "ahp_group",
    "budget",
    "combine",
    "critic",
    "effective",
    "entropy",
    "principal_components",
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
    found = _at_least_zero(points, "points")
    given = found.sum(axis=1, keepdims=True)
    if (given == 0).any():
        raise Refused("nothing_given", f"points[{int(np.argmin(given))}]", "at least one point above 0", "none")
    shares = found / given
    weights = shares.mean(axis=0)
    sd = shares.std(axis=0, ddof=1) if len(shares) > 1 else np.zeros(shares.shape[1])
    return Budget(weights, sd, tuple(int(at) for at in np.flatnonzero(weights > 0.5 + 1e-12)))


def entropy(matrix: ArrayLike) -> Floats:
    """Weights by how unequal a column is: 1 less its entropy over ln n, to the sum of them; a constant column gets 0.

    ``matrix`` holds figures of 0 or more, ``(n_entries, n_indicators)``; 0 · ln 0 is 0. A constant added to a column
    changes the weights. Raises ``Refused`` on a negative figure, a column of zeros, one entry, or columns all constant.

    >>> entropy([[1, 1, 0], [1, 3, 4]]).round(4)
    array([0.    , 0.1588, 0.8412])
    """
    found = _at_least_zero(complete(matrix, "matrix", rows=2), "matrix")
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

    Directions are applied first: turning a column round turns its correlations. A constant column has no correlation,
    gets 0 and is no conflict to others. Raises ``Refused`` where nothing differs: one entry, or all columns constant or
    (for two or more) perfectly correlated. Source: Diakoulaki and others (1995).

    >>> critic([[1, 2], [2, 1], [3, 3]])
    array([0.5, 0.5])
    """
    found = complete(matrix, "matrix", rows=2)
    signed = found * directions_of(directions, found.shape[1])
    span = np.ptp(signed, axis=0)
    varies = span > 0
    scaled = (signed[:, varies] - signed[:, varies].min(axis=0)) / span[varies]
    if scaled.shape[1] == 1:
        return np.asarray(varies, dtype=np.float64)
    if not varies.any():
        return _shared_out(np.zeros(found.shape[1]))
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
        return _shared_out(given.prod(axis=0))
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


def effective(x: ArrayLike, weights: ArrayLike, *, kind: str = "pearson", n_groups: int = 5) -> Floats:
    """How much each indicator really moves the weighted sum, shape ``(n_indicators,)``; nominal weights seldom say.

    ``pearson``: the squared correlation with the total. ``ratio``: the correlation ratio, that part of the total's
    variance which lies between ``n_groups`` groups of entries of about equal size in the order of the indicator, level
    entries together. ``share``: its part of the total's variance, w·cov(x, total) / var(total), which sums to 1 and may
    be negative. ``x`` is on the scale that is summed, higher better. A constant column gets 0.

    Raises ``Refused`` where all totals are the same. Source: Paruolo, Saisana and Saltelli (2013), JRSS A 176.

    >>> effective([[10, 3], [20, 1], [30, 2]], [0.5, 0.5], kind="share").round(3)
    array([ 1.044, -0.044])
    """
    choice(kind, "kind", ("pearson", "ratio", "share"))
    found = complete(x, "x", rows=2)
    shares = weights_of(weights, found.shape[1])
    centered = found - found.mean(axis=0)
    centered[:, np.ptp(found, axis=0) == 0] = 0
    total = centered @ shares
    spread = float(total @ total)
    if spread <= 1e-24 * float((centered**2).sum()) or spread == 0:
        raise Refused("constant", "x", "totals that differ", "all the same")
    if kind == "ratio":
        return np.array([_between(column, total, n_groups) / spread for column in centered.T])
    joint = total @ centered
    if kind == "share":
        return np.asarray(shares * joint / spread)
    squares = (centered**2).sum(axis=0)
    return np.asarray(np.divide(joint**2, squares * spread, out=np.zeros_like(joint), where=squares > 0))


def _between(column: Floats, total: Floats, n_groups: int) -> float:
    """The sum of squares of a centered total between groups in a column's order; level entries go with the first."""
    if n_groups < 2:
        raise Refused("out_of_range", "n_groups", "at least 2 groups", str(n_groups))
    below = np.searchsorted(np.sort(column), column, side="left")
    group = below * n_groups // len(column)
    size, sums = np.bincount(group), np.bincount(group, weights=total)
    return float((sums[size > 0] ** 2 / size[size > 0]).sum())


def principal_components(matrix: ArrayLike, *, keep: float = 1.0, anyway: bool = False) -> Floats:
    """Weights from rotated principal components (Nicoletti and others 2000): a lens that warns with ``Unsound``.

    Components of the correlation matrix whose eigenvalue is ``keep`` or more are rotated by varimax; an indicator
    counts with its greatest squared loading, as a part of the component's, times the part of the variance that the
    component explains. Directions do not matter: they do not change a square.

    Raises ``Refused`` with fewer than five entries an indicator, where the components are unstable, unless ``anyway``;
    on a constant column; and where no eigenvalue reaches ``keep``.
    """
    found = complete(matrix, "matrix", rows=3)
    n, width = found.shape
    if n < 5 * width and not anyway:
        raise Refused("too_small", "matrix", f"{5 * width} entries for {width} indicators, or anyway=True", str(n))
    if (np.ptp(found, axis=0) == 0).any():
        at = int(np.argmin(np.ptp(found, axis=0)))
        raise Refused("constant", f"matrix[:, {at}]", "figures that differ", "all the same")
    warnings.warn("principal components weigh by correlation, not by importance", Unsound, stacklevel=2)
    values, vectors = np.linalg.eigh(np.atleast_2d(np.corrcoef(found, rowvar=False)))
    kept = values >= keep - 1e-9
    if not kept.any():
        raise Refused("out_of_range", "keep", f"at most {values.max():.3f}", f"{keep:g}")
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


def _at_least_zero(values: ArrayLike, name: str) -> Floats:
    found = complete(values, name)
    if (found < 0).any():
        at = tuple(int(i) for i in np.argwhere(found < 0)[0])
        raise Refused("negative", f"{name}{list(at)}", "a number of 0 or more", f"{found[at]:g}")
    return found


def _shared_out(parts: Floats) -> Floats:
    """To a sum of 1, or a refusal where nothing is left to share."""
    if not parts.sum() > 0:
        raise Refused("constant", "matrix", "at least one indicator that tells entries apart", "none")
    return to_one(parts)
