"""The order that agrees most with all pairwise comparisons, found exactly, with every order that ties for it.

A set of entries each of which beats every entry outside it by a majority stands before them in every best order (the
extended Condorcet criterion; Truchon 1998). So the field is first cut at such sets, the Smith sets of what is left;
each piece is then solved over its subsets. What remains in one piece of more than ``LARGEST`` entries is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, product
from math import prod
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.aggregate.outranking import LEVEL, majorities, outranking_of
from scoring.checks import Floats, whole_from
from scoring.errors import Refused

LARGEST: Final = 18
"""Entries in one piece: 2^18 subsets take some tens of MB and less than a second."""

Order = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Kemeny:
    """Every best order, rows from first to last, and the weight of the pairwise preferences that each agrees with."""

    orders: tuple[Order, ...]
    score: float


def kemeny(preferred: ArrayLike, *, most: int = 10_000) -> Kemeny:
    """All orders with the greatest sum of ``preferred[j, k]`` over j before k; ``preferred`` comes from ``outranking``.

    Raises ``Refused`` where a piece has more than 18 entries, where more than ``most`` orders are best (n entries all
    level have n!), or the pairs do not sum to 1. Source: Kemeny (1959); Young and Levenglick (1978).

    >>> kemeny([[0, 0.55, 0.42], [0.45, 0, 0.7], [0.58, 0.3, 0]])
    Kemeny(orders=((1, 2, 0),), score=1.73)
    """
    found, most = outranking_of(preferred), whole_from(most, "most", 1)
    pieces = [_best_orders(found, piece, most) for piece in smith_pieces(found)]
    n_orders = prod(len(piece) for piece in pieces)
    if n_orders > most:
        raise _too_many(n_orders, most)
    orders = tuple(sorted(tuple(chain.from_iterable(parts)) for parts in product(*pieces)))
    ordered = found[np.ix_(orders[0], orders[0])]
    return Kemeny(orders, float(np.triu(ordered, 1).sum().round(12)))


def smith_pieces(preferred: Floats) -> list[NDArray[np.intp]]:
    """Rows cut wherever everyone before the cut beats everyone after it, in that order.

    A row of such a leading set wins more pairs than any row outside it, so cuts can only lie between rows sorted by
    wins: there is one after the k-th row when no row up to it fails to beat any row behind it.
    """
    beats = majorities(preferred)
    order = np.argsort(-beats.sum(axis=1), kind="stable")
    fails = ~beats[np.ix_(order, order)]
    last_failed = len(order) - 1 - np.argmax(fails[:, ::-1], axis=1)
    cuts = np.flatnonzero(np.maximum.accumulate(last_failed) == np.arange(len(order))) + 1
    return np.split(order, cuts[:-1])


def _best_orders(preferred: Floats, piece: NDArray[np.intp], most: int) -> list[Order]:
    rows = np.sort(piece)
    if len(rows) > LARGEST:
        raise Refused("too_large", "preferred", f"no cycle of more than {LARGEST} entries", f"{len(rows)}")
    local = preferred[np.ix_(rows, rows)]
    gains = _gains(local)
    best = _best_by_subset(gains)
    tails: list[tuple[int, Order]] = [(len(best) - 1, ())]
    for _ in rows:
        tails = [
            (before, (at, *tail))
            for subset, tail in tails
            for at in range(len(rows))
            if subset >> at & 1
            and best[before := subset ^ (1 << at)] + gains[at, before] >= best[subset] - LEVEL
        ]  # fmt: skip
        if len(tails) > most:
            raise _too_many(len(tails), most)
    return [tuple(int(rows[at]) for at in tail) for _, tail in tails]


def _gains(preferred: Floats) -> Floats:
    """What an entry adds when it follows a subset: the preferences of the subset's members to it, ``(n, 2^n)``."""
    n = len(preferred)
    gains = np.zeros((n, 1 << n))
    for member in range(n):
        half = 1 << member
        gains[:, half : 2 * half] = gains[:, :half] + preferred[member][:, np.newaxis]
    return gains


def _best_by_subset(gains: Floats) -> Floats:
    """The best score of each subset, every member placed first or after a smaller subset already known."""
    n = len(gains)
    subsets = np.arange(1 << n)
    sizes = np.zeros(1 << n, dtype=np.int8)
    for member in range(n):
        sizes[1 << member : 2 << member] = sizes[: 1 << member] + 1
    best = np.full(1 << n, -np.inf)
    best[0] = 0
    for size in range(1, n + 1):
        level = subsets[sizes == size]
        for member in range(n):
            having = level[(level >> member & 1) == 1]
            before = having ^ (1 << member)
            best[having] = np.maximum(best[having], best[before] + gains[member, before])
    return best


def _too_many(n_orders: int, most: int) -> Refused:
    return Refused("too_many_orders", "preferred", f"at most {most} orders that are best", f"{n_orders} or more")
