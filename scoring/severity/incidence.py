"""Who met whom: the table of counts ``K`` (small factor, large factor) and the two products that the likelihood needs.

``K diag(w) Kᵀ`` and ``kᵀ M k`` for every column ``k`` of ``K`` and a symmetric ``M``. In a sparse design both are sums
over the pairs of levels of the small factor that meet in one level of the large one; in a full one, matrix products.
Symmetric matrices are lower triangles in column order, as LAPACK takes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from scoring.marks import Floats

Whole = NDArray[np.intp]
_FULL_IF_PAIRS = 6_000_000


def added(level: Whole, values: Floats, n_levels: int = 0) -> Floats:
    """The values summed by level."""
    return np.bincount(level, values, minlength=n_levels).astype(np.float64, copy=False)


class Incidence(Protocol):
    """The products, in either way."""

    def weighted(self, weight: Floats) -> Floats:
        """The lower triangle of ``K diag(weight) Kᵀ``; the upper one is 0."""

    def forms(self, lower: Floats) -> Floats:
        """``kᵀ M k`` for each level of the large factor, from the lower triangle of ``M``."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """The sparse way: where each pair stands in the triangle, in which level it meets, and its count.

    ``twice`` is the count, doubled off the diagonal, for sums over the whole of a symmetric matrix.
    """

    n_small: int
    n_large: int
    place: Whole
    large: Whole
    count: Floats
    twice: Floats

    def weighted(self, weight: Floats) -> Floats:
        """See ``Incidence``."""
        flat = added(self.place, weight[self.large] * self.count, self.n_small**2)
        return flat.reshape(self.n_small, self.n_small, order="F")

    def forms(self, lower: Floats) -> Floats:
        """See ``Incidence``."""
        flat = lower.ravel(order="F")
        return added(self.large, flat[self.place] * self.twice, self.n_large)


@dataclass(frozen=True, slots=True)
class Full:
    """The full way: the counts themselves, shape (n_small, n_large)."""

    counts: Floats

    def weighted(self, weight: Floats) -> Floats:
        """See ``Incidence``."""
        return np.asfortranarray(np.tril((self.counts * weight) @ self.counts.T))

    def forms(self, lower: Floats) -> Floats:
        """See ``Incidence``."""
        triangle = np.tril(lower)
        whole = triangle + np.tril(triangle, -1).T
        forms: Floats = np.einsum("ij,ij->j", whole @ self.counts, self.counts)
        return forms


def incidence_of(small: Whole, large: Whole, n_small: int, n_large: int) -> Incidence:
    """The way that costs less for marks by levels ``small[i]`` and ``large[i]``."""
    cell, count = np.unique(large * n_small + small, return_counts=True)
    met_large, met_small = np.divmod(cell, n_small)
    degree = np.bincount(met_large, minlength=n_large)
    if int((degree * (degree + 1) // 2).sum()) > min(_FULL_IF_PAIRS, n_small * n_large + n_small**2):
        counts = np.zeros((n_small, n_large))
        counts[met_small, met_large] = count
        return Full(counts)
    first, second = _pairs(degree)
    place = met_small[second] * n_small + met_small[first]
    both = (count[first] * count[second]).astype(np.float64)
    return Pairs(n_small, n_large, place, met_large[first], both, np.where(first == second, both, 2 * both))


def _pairs(degree: Whole) -> tuple[Whole, Whole]:
    """The cells of every pair within one level, the later one first; cells are sorted by level."""
    start = np.cumsum(degree) - degree
    firsts, seconds = [], []
    for size in np.unique(degree[degree > 0]):
        later, earlier = np.tril_indices(int(size))
        at = start[degree == size][:, np.newaxis]
        firsts.append((at + later).ravel())
        seconds.append((at + earlier).ravel())
    return np.concatenate(firsts), np.concatenate(seconds)
