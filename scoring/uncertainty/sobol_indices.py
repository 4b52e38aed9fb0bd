"""Variance-based sensitivity: how much of a model's variance each of its inputs brings, alone and with the others.

``S_1`` by Saltelli and others, Variance based sensitivity analysis of model output, Computer Physics Communications 181
(2010), table 2 (b); ``S_T`` by Jansen (1999), table 2 (f). The inputs are independent and uniform on [0, 1): a model
turns them into what it needs. The points are a scrambled Sobol sequence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from scoring.checks import Floats, complete, matrix, number, numbers, vector, weights_of
from scoring.errors import Refused
from scoring.uncertainty.drawing import Chance, between, frozen, generator, places, whole_from

MOST_INPUTS: Final = 10_600
"""Half the dimensions that the direction numbers of Joe and Kuo (2008) reach: each input is drawn twice."""
MOST_NUMBERS: Final = 2**27
"""Drawn at once: a gigabyte."""
Model = Callable[[Floats], ArrayLike]


@dataclass(frozen=True, slots=True)
class Sobol:
    """The ``first`` and ``total`` index of each input, shape ``(n_inputs,)``, and the model's mean and variance.

    A first index may come out a little below 0, and is not cut off. A constant model has indices of 0.
    """

    first: Floats
    total: Floats
    mean: float
    variance: float


def sobol(model: Model, n_inputs: int, *, draws: int = 2**13, rng: Chance = None) -> Sobol:
    """The indices of a vectorized model: it takes shape ``(n, n_inputs)`` and gives ``(n,)``.

    It is called n_inputs + 2 times with ``draws`` rows, rounded up to a power of 2. Raises ``Refused`` where the model
    gives anything but finite numbers, one for each row, and for more than ``MOST_INPUTS`` inputs or ``MOST_NUMBERS``
    numbers drawn.

    >>> found = sobol(lambda x: x[:, 0] + 2 * x[:, 1], 2)
    >>> found.first.round(2), found.total.round(2)
    (array([0.2, 0.8]), array([0.2, 0.8]))
    """
    from scipy.stats import qmc  # only here

    n_inputs = int(number(whole_from(n_inputs, "n_inputs", 1), "n_inputs", 1, MOST_INPUTS))
    draws = int(number(whole_from(draws, "draws", 2), "draws", 2, MOST_NUMBERS // (2 * n_inputs)))
    sequence = qmc.Sobol(2 * n_inputs, scramble=True, seed=generator(rng))
    points = sequence.random_base2((draws - 1).bit_length())
    a, b = points[:, :n_inputs], points[:, n_inputs:]
    of_a, of_b = _outcome(model, a), _outcome(model, b)
    both = np.append(of_a, of_b)
    mean, variance = float(both.mean()), float(both.var())
    first, total = np.zeros(n_inputs), np.zeros(n_inputs)
    if variance <= np.finfo(float).eps * mean**2 or variance == 0:
        return Sobol(frozen(first), frozen(total), mean, 0.0)
    for at in range(n_inputs):
        mixed = a.copy()
        mixed[:, at] = b[:, at]
        of_mixed = _outcome(model, mixed)
        first[at] = ((of_b - mean) * (of_mixed - of_a)).mean() / variance
        total[at] = ((of_a - of_mixed) ** 2).mean() / (2 * variance)
    return Sobol(frozen(first), frozen(total), mean, variance)


def rank_shift(totals: ArrayLike, reference: ArrayLike) -> Floats:
    """By how many places entries move on average: the mean of |place - reference place| for each row of totals.

    ``totals`` has shape ``(n_draws, n_entries)``, higher is better; ``reference`` holds totals too, shape
    ``(n_entries,)``. It is the output that the OECD/JRC Handbook on composite indicators (2008, step 7) analyses.

    >>> rank_shift([[3.0, 2.0, 1.0], [1.0, 2.0, 3.0]], [30.0, 20.0, 10.0])
    array([0.        , 1.33333333])
    """
    found, usual = matrix(totals, "totals"), vector(reference, "reference")
    if found.shape[1] != len(usual):
        raise Refused("wrong_length", "reference", f"{found.shape[1]} totals", f"{len(usual)}")
    return np.asarray(abs(places(found) - places(usual)).mean(axis=1))


def rank_stability(
    scores: ArrayLike, *, weights: ArrayLike, spread: float = 0.25, draws: int = 2**10, rng: Chance = None
) -> Sobol:
    """Which weight the ranks hang on: the indices of the average shift of places, one input for each weight.

    Each weight varies evenly by ± ``spread`` of itself and all are brought back to a sum of 1. ``scores`` has shape
    ``(n_entries, n_indicators)``, higher is better.
    """
    found = complete(scores, "scores")
    usual = weights_of(weights, found.shape[1])
    between(spread, "spread", 0, 1)

    def model(inputs: Floats) -> Floats:
        moved = usual * (1 + spread * (2 * inputs - 1))
        return rank_shift((moved / moved.sum(axis=1, keepdims=True)) @ found.T, found @ usual)

    return sobol(model, found.shape[1], draws=draws, rng=rng)


def _outcome(model: Model, inputs: Floats) -> Floats:
    found = numbers(model(inputs), "model")
    if found.shape != (len(inputs),):
        raise Refused("not_finite", "model", "one finite number for each row", f"shape {found.shape}")
    return found
