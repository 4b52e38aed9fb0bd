"""What pairwise comparison alone can say: for each pair of entries, the weight of the indicators that prefer one.

A *majority* is more than half of the weight; weights that differ from half by no more than 1e-9 are level.
"""

from __future__ import annotations

import warnings
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.checks import Floats, complete, directions_of, first, place, weights_of
from scoring.errors import Refused, Unsound

LEVEL: Final = 1e-9


def outranking(x: ArrayLike, weights: ArrayLike, *, directions: ArrayLike | None = None) -> Floats:
    """The weight with which entry j is preferred to entry k, shape ``(n_entries, n_entries)``, 0 on the diagonal.

    A tie on an indicator gives half its weight to each, so that ``e[j, k] + e[k, j]`` is 1. Only the order within a
    column counts. Source: OECD/JRC Handbook (2008), equation 32. Raises ``Refused`` on a gap, weights or directions.

    >>> outranking([[3, 1], [2, 1], [1, 2]], [0.6, 0.4])
    array([[0. , 0.8, 0.6],
           [0.2, 0. , 0.6],
           [0.4, 0.4, 0. ]])
    """
    found = complete(x, "x")
    signed = found * directions_of(directions, found.shape[1])
    shares = weights_of(weights, found.shape[1])
    preferred = np.zeros((len(found), len(found)))
    for column, share in zip(signed.T, shares, strict=True):
        above = column[:, np.newaxis] > column
        preferred += share * (0.5 + 0.5 * above - 0.5 * above.T)
    np.fill_diagonal(preferred, 0)
    return preferred


def outranking_of(preferred: ArrayLike) -> Floats:
    """The pairwise weights given, or a refusal: square, 0-1, and each pair summing to 1 within 1e-9."""
    found = complete(preferred, "preferred")
    if found.shape[0] != found.shape[1]:
        raise Refused("wrong_shape", "preferred", "as many rows as columns", f"shape {found.shape}")
    off = np.abs(found + found.T - 1) > LEVEL
    np.fill_diagonal(off, val=False)
    off |= found < -LEVEL
    if off.any():
        expected = "weights of 0-1 that sum to 1 a pair"
        raise Refused("not_pairwise", place("preferred", off), expected, f"{found[first(off)]:g}")
    return found


def majorities(preferred: Floats) -> NDArray[np.bool_]:
    """Whether j beats k by more than half of the weight, shape ``(n_entries, n_entries)``."""
    beats = preferred > 0.5 + LEVEL
    np.fill_diagonal(beats, val=False)
    return beats


def copeland(preferred: ArrayLike) -> NDArray[np.int64]:
    """Majorities won less majorities lost, shape ``(n_entries,)``; ``preferred`` comes from ``outranking``.

    From scores at once, as COINr's ``a_copeland``: ``copeland(outranking(x, weights))``.

    >>> copeland([[0, 0.8, 0.6], [0.2, 0, 0.5], [0.4, 0.5, 0]])
    array([ 2, -1, -1])
    """
    beats = majorities(outranking_of(preferred))
    return np.asarray(beats.sum(axis=1) - beats.sum(axis=0), dtype=np.int64)


def condorcet(preferred: ArrayLike) -> int | None:
    """The row of the entry that beats every other; None where there is none.

    >>> condorcet([[0, 0.8, 0.6], [0.2, 0, 0.6], [0.4, 0.4, 0]])
    0
    """
    wins = majorities(outranking_of(preferred)).sum(axis=1)
    leader = int(np.argmax(wins))
    return leader if wins[leader] == len(wins) - 1 else None


def borda(x: ArrayLike, weights: ArrayLike, *, directions: ArrayLike | None = None) -> Floats:
    """How many entries one stands above on average over the weights, ties half; a lens that warns with ``Unsound``.

    Equal to the row sums of ``outranking``. Deleting an entry that comes last can turn the others' order round
    (Fishburn 1984, in the Handbook's Tables 31-33), so it cannot decide an award.
    """
    warnings.warn("Borda: an entry that withdraws can turn the others' order round", Unsound, stacklevel=2)
    return np.asarray(outranking(x, weights, directions=directions).sum(axis=1))
