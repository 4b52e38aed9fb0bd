"""Confidence sets for ranks: which places an entry may hold, given the covariance of the estimated effects.

Two entries are told apart where their difference over its standard error passes a critical value: the ``level``
quantile of the largest such ratio among draws from the normal (or multivariate t) with that covariance. An entry may
stand anywhere between the entries told above it and those told below it. After Mogstad, Romano, Shaikh and Wilhelm,
Inference for Ranks, Review of Economic Studies 91 (2024). Their normal critical values are too small for five judges:
give ``df``. What is inferred about is another draw of the same judges' errors, not other judges.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.checks import LARGEST, Floats, matrix, number, vector
from scoring.errors import Refused
from scoring.uncertainty.drawing import Chance, between, frozen, generator

DRAWS: Final = 10_000
"""How many draws a critical value rests on; its own error is then about 0.02."""
LEAST_DF: Final = 1
"""Two judges of two entries leave one degree of freedom, and no panel fewer."""
_SLACK: Final = 1e-10

Pairs = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class RankSets:
    """The best (``low``) and worst (``high``) place of each entry, in input order; shape ``(n_entries,)``."""

    low: NDArray[np.int64]
    high: NDArray[np.int64]


def rank_sets(
    effects: ArrayLike, covariance: ArrayLike, *, level: float = 0.95, simultaneous: bool = True,
    stepdown: bool = True, df: float | None = None, rng: Chance = None,
) -> RankSets:  # fmt: skip
    """The places each entry may hold at a confidence of ``level``; a higher effect is a better place.

    ``effects`` has shape ``(n_entries,)``, ``covariance`` ``(n_entries, n_entries)``, in the square of their unit. With
    ``simultaneous`` all sets hold together, else each for itself. ``stepdown`` repeats the test among the pairs not yet
    told apart, which never widens a set. ``df`` takes the multivariate t. Level entries are never told apart; a pair
    whose difference has no error is told apart by any difference. ``DRAWS`` draws; ``rng=None`` is the fixed seed.

    Raises ``Refused`` for gaps, unequal lengths, a covariance that is not symmetric or has a negative variance in some
    direction, a ``level`` out of range and a ``df`` below ``LEAST_DF``.

    >>> sets = rank_sets([90.0, 80.0, 79.0], np.eye(3))
    >>> sets.low, sets.high
    (array([1, 2, 2]), array([1, 3, 3]))
    """
    found, spread = vector(effects, "effects"), _covariance(covariance)
    if len(found) != len(spread):
        raise Refused("wrong_length", "effects", f"{len(spread)} effects", f"{len(found)}")
    difference, error = found[:, np.newaxis] - found, _errors(spread)
    uncertain = error > 0
    ratio = np.divide(abs(difference), error, out=np.where(difference != 0, np.inf, 0.0), where=uncertain)
    draws = _draws(spread, df, generator(rng))
    told = _told_apart(ratio, error, draws, between(level, "level", 0, 1), simultaneous, stepdown)
    low = 1 + (told & (difference < 0)).sum(axis=1)
    high = len(found) - (told & (difference > 0)).sum(axis=1)
    return RankSets(frozen(low), frozen(high))


def max_t_critical(covariance: ArrayLike, *, level: float = 0.95, df: float | None = None, rng: Chance = None) -> float:
    """The single-step critical value for all pairs of effects at once; 0 where no difference has an error.

    For equal variances without correlation it is the studentized range over √2 (Tukey): 3.314/√2 = 2.344 for three.

    >>> abs(max_t_critical(np.eye(3)) - 2.344) < 0.05
    True
    """
    spread = _covariance(covariance)
    error = _errors(spread)
    draws = _draws(spread, df, generator(rng))
    return _critical(draws, error, error > 0, between(level, "level", 0, 1))


def _covariance(covariance: ArrayLike) -> Floats:
    spread = matrix(covariance, "covariance")
    if spread.shape[0] != spread.shape[1]:
        raise Refused("wrong_shape", "covariance", "a square table", f"shape {spread.shape}")
    slack = _SLACK * max(float(abs(spread).max()), np.finfo(float).tiny)
    if (abs(spread - spread.T) > slack).any():
        raise Refused("not_symmetric", "covariance", "a symmetric table", "one that is not")
    spread = (spread + spread.T) / 2
    least = float(np.linalg.eigvalsh(spread)[0])
    if least < -slack * len(spread):
        raise Refused("negative", "covariance", "no direction of negative variance", f"{least:g}")
    return spread


def _errors(spread: Floats) -> Floats:
    """The standard error of each difference; what is left of one by rounding alone counts as 0."""
    own = np.diag(spread)
    both = own[:, np.newaxis] + own
    square = both - 2 * spread
    return np.sqrt(np.where(square > _SLACK * both, square, 0.0))


def _draws(spread: Floats, df: float | None, rng: np.random.Generator) -> Floats:
    """Errors of the effects, shape ``(n_entries, DRAWS)``."""
    values, vectors = np.linalg.eigh(spread)
    drawn: Floats = (vectors * np.sqrt(np.maximum(values, 0))) @ rng.standard_normal((len(spread), DRAWS))
    if df is not None:
        drawn /= np.sqrt(rng.chisquare(number(df, "df", LEAST_DF, LARGEST), DRAWS) / df)
    return drawn


def _told_apart(ratio: Floats, error: Floats, draws: Floats, level: float, simultaneous: bool, stepdown: bool) -> Pairs:
    n_entries = len(ratio)
    everyone = np.arange(n_entries)
    families = [everyone] if simultaneous else [everyone[at : at + 1] for at in everyone]
    told = ~(error > 0) & (ratio > 0)
    for rows in families:
        open_pairs = np.zeros_like(told)
        open_pairs[rows] = error[rows] > 0
        while open_pairs.any():
            apart = open_pairs & (ratio > _critical(draws, error, open_pairs, level))
            told |= apart
            open_pairs &= ~apart
            if not (stepdown and apart.any()):
                break
    return told


def _critical(draws: Floats, error: Floats, pairs: Pairs, level: float) -> float:
    """The quantile of the largest ratio over some pairs; no less than any quantile over fewer of them."""
    most = np.zeros(draws.shape[1])
    both_ways = bool((pairs == pairs.T).all())
    for row in np.flatnonzero(pairs.any(axis=1)).tolist():
        others = np.flatnonzero(pairs[row])
        others = others[others > row] if both_ways else others
        if len(others):
            apart = abs(draws[others] - draws[row]) / error[row, others, np.newaxis]
            np.maximum(most, apart.max(axis=0), out=most)
    return float(np.quantile(most, level, method="higher"))
