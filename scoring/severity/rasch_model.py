"""The rating scale model itself: chances of each category, their moments, and fit by mean squares.

``log(P_k / P_(k-1)) = eta - F_k`` for categories 0 … m, where ``eta`` is entry - criterion - judge. Everything here is
a pure function of ``eta`` (any shape) and the thresholds ``F`` (m,).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.marks import Floats

Whole = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Moments:
    """Of each mark: mean, variance, third and fourth central moments, in categories."""

    mean: Floats
    variance: Floats
    third: Floats
    fourth: Floats


def chances(eta: Floats, thresholds: Floats) -> Floats:
    """The chance of each category, shape ``eta.shape + (m + 1,)``.

    >>> chances(np.array(0.0), np.array([-1.0, 1.0])).round(4).tolist()
    [0.2119, 0.5761, 0.2119]
    """
    steps = np.concatenate([[0.0], np.cumsum(thresholds)])
    logits = np.asarray(eta)[..., np.newaxis] * np.arange(len(steps)) - steps
    found: Floats = np.exp(logits - logits.max(axis=-1, keepdims=True))
    found /= found.sum(axis=-1, keepdims=True)
    return found


def moments(eta: Floats, thresholds: Floats) -> Moments:
    """Mean and central moments of the category."""
    chance = chances(eta, thresholds)
    category = np.arange(chance.shape[-1])
    mean = chance @ category
    off = category - mean[..., np.newaxis]
    square = off**2
    return Moments(
        mean,
        (chance * square).sum(axis=-1),
        (chance * square * off).sum(axis=-1),
        (chance * square**2).sum(axis=-1),
    )


def root(function: Callable[[Floats], Floats], n: int, low: float, high: float) -> Floats:
    """Where each of ``n`` functions falls through 0 between the limits, by halving."""
    below, above = np.full(n, low), np.full(n, high)
    for _ in range(60):
        middle = (below + above) / 2
        positive = function(middle) > 0
        below, above = np.where(positive, middle, below), np.where(positive, above, middle)
    found: Floats = (below + above) / 2
    return found


@dataclass(frozen=True, slots=True)
class MeanSquares:
    """Fit of the elements of one facet, each array (n_elements,)."""

    infit: Floats
    outfit: Floats
    infit_z: Floats
    outfit_z: Floats


def mean_squares(observed: Floats, known: Moments, element: Whole, counted: NDArray[np.bool_], n: int) -> MeanSquares:
    """Infit ``Σ(x-E)²/ΣVar`` and outfit ``mean((x-E)²/Var)`` over the marks counted, with z by Wilson and Hilferty.

    Source: Wright and Masters, Rating Scale Analysis (1982), ch. 5.
    """
    at = element[counted]

    def total(values: Floats) -> Floats:
        return np.bincount(at, values[counted], minlength=n).astype(np.float64)

    number = np.bincount(at, minlength=n)
    squares = (observed - known.mean) ** 2
    variance = total(known.variance)
    infit = total(squares) / variance
    outfit = total(squares / known.variance) / number
    q_in = np.sqrt(np.maximum(total(known.fourth - known.variance**2), 0)) / variance
    q_out = np.sqrt(np.maximum(total(known.fourth / known.variance**2 - 1), 0)) / number
    return MeanSquares(infit, outfit, wilson_hilferty(infit, q_in), wilson_hilferty(outfit, q_out))


def wilson_hilferty(mean_square: Floats, spread: Floats) -> Floats:
    """``(MS^(1/3) - 1)(3/q) + q/3``; 0 where the mean square cannot vary (q = 0).

    >>> wilson_hilferty(np.array([1.0, 1.728]), np.array([0.3, 0.6])).round(6).tolist()
    [0.1, 1.2]
    """
    varies = spread > 1e-6
    q = np.where(varies, spread, 1.0)
    return np.where(varies, (np.cbrt(mean_square) - 1) * 3 / q + q / 3, 0.0)
