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
from scoring.uncertainty.drawing import Chance, between, frozen, generator, places, raised, whole_from

MOST_INPUTS: Final = 10_600
"""Half the dimensions that the direction numbers of Joe and Kuo (2008) reach: each input is drawn twice."""
MOST_NUMBERS: Final = 2**27
"""Drawn at once: a gigabyte."""
_BOOTSTRAPS: Final = 100
Model = Callable[[Floats], ArrayLike]


@dataclass(frozen=True, slots=True)
class Sobol:
    """The ``first`` and ``total`` index of each input, shape ``(n_inputs,)``, and the model's mean and variance.

    ``first_se`` and ``total_se`` are their standard errors, by a seeded bootstrap over rows. Indices are estimates and
    not cut off: by chance a first one may come out below 0, and a total one above 1, the more so where the model seldom
    moves. A constant model has indices and errors of 0.
    """

    first: Floats
    total: Floats
    first_se: Floats
    total_se: Floats
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
    chance = generator(rng)
    sequence = qmc.Sobol(2 * n_inputs, scramble=True, seed=chance)
    points = sequence.random_base2((draws - 1).bit_length())
    a, b = points[:, :n_inputs], points[:, n_inputs:]
    of_a, of_b = _outcome(model, a), _outcome(model, b)
    both = np.append(of_a, of_b)
    mean, variance = float(both.mean()), float(both.var())
    none = frozen(np.zeros(n_inputs))
    if variance <= np.finfo(float).eps * mean**2 or variance == 0:
        return Sobol(none, none, none, none, mean, 0.0)
    moved = np.empty((n_inputs, len(a)))
    for at in range(n_inputs):
        mixed = a.copy()
        mixed[:, at] = b[:, at]
        moved[at] = _outcome(model, mixed) - of_a
    terms = _terms(of_a - mean, of_b - mean, moved)
    first, total = _indices(terms.mean(axis=0))
    first_se, total_se = _errors(terms, chance.spawn(1)[0])
    return Sobol(frozen(first), frozen(total), frozen(first_se), frozen(total_se), mean, variance)


def _terms(of_a: Floats, of_b: Floats, moved: Floats) -> Floats:
    """What the indices are means of, row by row: outcomes less their mean, and by how much each input moves them."""
    own = np.stack([(of_a + of_b) / 2, (of_a**2 + of_b**2) / 2])
    return np.ascontiguousarray(np.concatenate([own, moved, of_b * moved, moved**2 / 2]).T)


def _indices(means: Floats) -> tuple[Floats, Floats]:
    """The first and total indices from the means of the terms; 0 where the rows do not differ."""
    mean, square = means[:2]
    moved, together, apart = means[2:].reshape(3, -1)
    variance = square - mean**2
    if not variance > 0:
        return np.zeros_like(moved), np.zeros_like(moved)
    return (together - mean * moved) / variance, apart / variance


def _errors(terms: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """The standard deviations of the indices over rows drawn with replacement."""
    n = len(terms)
    again = (np.bincount(rng.integers(n, size=n), minlength=n) @ terms / n for _ in range(_BOOTSTRAPS))
    first, total = np.array([_indices(means) for means in again]).std(axis=0, ddof=1)
    return first, total


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
    scores: ArrayLike, *, weights: ArrayLike, spread: float = 0.25, draws: int = 2**10, rng: Chance = None,
    offset: ArrayLike | None = None,
) -> Sobol:  # fmt: skip
    """Which weight the ranks hang on: the indices of the average shift of places, one input for each weight.

    Each weight varies evenly by ± ``spread`` of itself and all are brought back to a sum of 1. ``scores`` has shape
    ``(n_entries, n_indicators)``, higher is better; ``offset`` ``(n_entries,)``, in their unit, is added to each total.
    """
    found = raised(complete(scores, "scores"), offset)
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
