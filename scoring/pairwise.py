"""Weights from pairwise judgments: the analytic hierarchy process, for one expert and for a group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from scoring.checks import Floats, choice, complete, first, frozen, numbers, place, weights_of
from scoring.errors import Refused

RANDOM_INDEX: Final = {
    "saaty": (0, 0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59),
    "alonso_lamata": (0, 0, 0.5247, 0.8816, 1.1086, 1.2479, 1.3417, 1.4057, 1.4499, 1.4854),
}
"""The mean CI of random matrices of 1, 2, 3 … rows: Saaty (1980), and Alonso and Lamata (2006)."""
RECIPROCITY: Final = 1e-9
CR_LIMIT: Final = {3: 0.05, 4: 0.08}
GCI_LIMIT: Final = {3: 0.31, 4: 0.35}


@dataclass(frozen=True, slots=True)
class AHP:
    """Weights from pairwise judgments with their consistency; ``index`` names the random index that CR stands on.

    ``weights`` is the principal eigenvector, ``geometric`` the geometric means of rows (least squares of logarithms),
    to which ``gci`` belongs. With one or two rows nothing can be inconsistent: ``ci``, ``cr`` and ``gci`` are 0.
    """

    weights: Floats
    lambda_max: float
    ci: float
    cr: float
    gci: float
    geometric: Floats
    index: str

    @property
    def is_consistent(self) -> bool:
        """Whether CR is below 0.10 (three rows 0.05, four 0.08)."""
        return self.cr < CR_LIMIT.get(len(self.weights), 0.10)

    @property
    def is_geometrically_consistent(self) -> bool:
        """Whether GCI is within 0.37 (three rows 0.31, four 0.35), as Aguarón and Moreno-Jiménez (2003) set it."""
        return self.gci <= GCI_LIMIT.get(len(self.weights), 0.37)


def to_one(values: Floats) -> Floats:
    """The values as parts of their sum."""
    return np.asarray(values / values.sum())


def ahp(matrix: ArrayLike, *, index: str = "saaty") -> AHP:
    """Weights from a reciprocal matrix, whose [i, j] says how many times as important i is as j.

    Raises ``Refused`` unless the matrix is square (``wrong_shape``), without gaps (``absent``), positive
    (``not_positive``), reciprocal within 1e-9 (``not_reciprocal``: give 1/3 in full, not 0.333), and of at most 15 rows
    (``saaty``) or 10 (``alonso_lamata``; ``too_large``); ``unknown_choice`` for another index. Source: Saaty (1980);
    the doctest's matrix, what Americans drink, is in Saaty (2008).

    >>> drinks = [[1, 9, 5, 2, 1, 1, 1/2], [1/9, 1, 1/3, 1/9, 1/9, 1/9, 1/9],
    ...           [1/5, 3, 1, 1/3, 1/4, 1/3, 1/9], [1/2, 9, 3, 1, 1/2, 1, 1/3], [1, 9, 4, 2, 1, 2, 1/2],
    ...           [1, 9, 3, 1, 1/2, 1, 1/3], [2, 9, 9, 3, 2, 3, 1]]
    >>> found = ahp(drinks)
    >>> found.weights.round(3), round(found.cr, 3)
    (array([0.177, 0.019, 0.042, 0.116, 0.19 , 0.129, 0.327]), 0.022)
    """
    a = _reciprocal(matrix, "matrix")
    n = len(a)
    random = RANDOM_INDEX[choice(index, "index", tuple(RANDOM_INDEX))]
    if n > len(random):
        raise Refused("too_large", "matrix", f"at most {len(random)} rows for the index {index}", str(n))
    values, vectors = np.linalg.eig(a)
    principal = int(np.argmax(values.real))
    weights = to_one(np.abs(vectors[:, principal].real))
    geometric = to_one(np.exp(np.log(a).mean(axis=1)))
    largest = float(max(values[principal].real, n))
    ci = (largest - n) / (n - 1) if n > 2 else 0.0
    cr = ci / random[n - 1] if n > 2 else 0.0
    return AHP(frozen(weights), largest, ci, cr, _gci(a, geometric), frozen(geometric), index)


def ahp_group(matrices: ArrayLike, *, experts: ArrayLike | None = None, index: str = "saaty") -> AHP:
    """Weights of a group: the geometric mean of the experts' judgments, cell by cell, then ``ahp``.

    ``matrices`` has the shape ``(n_experts, n, n)``; ``experts`` are the experts' own weights, equal where None. Only
    this mean keeps the matrix reciprocal (Aczél and Saaty 1983). Raises ``Refused`` as ``ahp`` does.

    >>> ahp_group([[[1, 2], [1/2, 1]], [[1, 8], [1/8, 1]]]).weights
    array([0.8, 0.2])
    """
    found = numbers(matrices, "matrices")
    if found.ndim != 3 or found.size == 0:
        raise Refused("wrong_shape", "matrices", "one square matrix an expert", f"shape {found.shape}")
    judged = np.array([_reciprocal(each, f"matrices[{at}]") for at, each in enumerate(found)])
    shares = np.full(len(judged), 1 / len(judged)) if experts is None else weights_of(experts, len(judged), "experts")
    return ahp(np.exp(np.tensordot(shares, np.log(judged), axes=1)), index=index)


def _reciprocal(matrix: ArrayLike, name: str) -> Floats:
    a = complete(matrix, name)
    if a.shape[0] != a.shape[1]:
        raise Refused("wrong_shape", name, "as many rows as columns", f"shape {a.shape}")
    if (a <= 0).any():
        raise Refused("not_positive", place(name, a <= 0), "a judgment above 0", f"{a[first(a <= 0)]:g}")
    off = np.abs(a * a.T - 1) >= RECIPROCITY
    if off.any():
        at = first(off)
        wanted = f"1 over {a.T[at]:g}, within {RECIPROCITY:g}: give reciprocals in full, 1/3 and not 0.333"
        raise Refused("not_reciprocal", place(name, off), wanted, f"{a[at]:g}")
    return a


def _gci(a: Floats, weights: Floats) -> float:
    n = len(a)
    if n < 3:
        return 0.0
    errors = np.log(a * weights / weights[:, np.newaxis])
    return float(2 / ((n - 1) * (n - 2)) * (np.triu(errors, 1) ** 2).sum())
