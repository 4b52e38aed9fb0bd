"""Counting places over many draws of weights: blocks that stay in the cache, two threads, single precision.

Each draw is sorted with the row's number in the lowest bits of its total, in the very memory it will be counted from: a
thread asks for its memory once. Scores are centered first, so that single precision is spent on what tells entries
apart.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scoring.checks import Floats

_THREADS: Final = 2
_COUNTED: Final = 2**17
"""Totals counted at once, and a count of all places has to be worth its while: twice as many draws as places."""
_DIGITS: Final = 12
_SMALL: Final = 2**18
"""Multiplications in a product that the BLAS does not spread over threads; its totals stay in the cache."""

Singles = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Counts:
    """How often entry i took place r, ``ranks`` ``(n_entries, n_entries)``; the sum of the weights that put it first.

    ``alike`` gives entries that are the same wherever there is weight the same number; they share ``weights``.
    """

    ranks: NDArray[np.int64]
    weights: Floats
    alike: NDArray[np.intp]


def alike_rows(rows: Floats) -> NDArray[np.intp]:
    """The same number for rows that are the same but for the last digits of floats, shape ``(n_rows,)``."""
    size = float(np.abs(rows).max(initial=0)) or 1.0
    return np.unique(np.round(rows / size, _DIGITS), axis=0, return_inverse=True)[1].reshape(-1)


def counted(
    scores: Floats, shares: Floats, draws: int, rng: np.random.Generator, spread: float | None = None
) -> Counts:
    """Count the places under ``draws`` weights from the Dirichlet distribution with parameters ``shares``.

    With ``spread`` each of the ``shares`` varies evenly by ± that part of itself instead.
    """
    n_entries = len(scores)
    alike = alike_rows(scores[:, shares > 0])
    centered = scores - scores.mean(axis=0)
    peak = float(abs(centered).max())
    table = (centered / peak if peak > 0 else centered).astype(np.float32)
    table = table[np.unique(alike, return_index=True)[1][alike]]
    size = max(_COUNTED // n_entries, 2 * n_entries)
    sizes = [min(size, draws - start) for start in range(0, draws, size)]
    jobs = list(zip(sizes, rng.spawn(len(sizes)), strict=True))
    with ThreadPoolExecutor(_THREADS) as pool:
        parts = [jobs[at::_THREADS] for at in range(_THREADS)]
        found = list(pool.map(lambda part: _part(table, shares, part, spread), parts))
    ranks, weights = sum(part[0] for part in found), sum(part[1] for part in found)
    return Counts(ranks, weights, alike)


def _part(table: Singles, shares: Floats, jobs: list[tuple[int, np.random.Generator]], spread: float | None) -> Any:
    """The counts and the weights of some blocks; what is added is whole numbers, or summed block by block."""
    n_entries, n_indicators = table.shape
    ranks = np.zeros(n_entries * n_entries, dtype=np.int64)
    weights = np.zeros(table.shape)
    most = max((size for size, _ in jobs), default=0)
    room = np.empty((most, n_entries), dtype=np.int64)
    drawn_room = np.empty((most, n_indicators), dtype=np.float32)
    for size, stream in jobs:
        drawn, cells = _weights(shares, drawn_room[:size], stream, spread), room[:size]
        _sorted(table, drawn, cells)
        winners = cells[:, 0].copy()
        cells *= n_entries
        cells += np.arange(n_entries)
        ranks += np.bincount(cells.reshape(-1), minlength=len(ranks))
        for at in range(n_indicators):
            weights[:, at] += np.bincount(winners, drawn[:, at], minlength=n_entries)
    return ranks.reshape(n_entries, n_entries), weights


def _weights(shares: Floats, drawn: Singles, stream: np.random.Generator, spread: float | None) -> Singles:
    """Fill ``drawn``, of shape ``(size, n_indicators)``: gamma variates (or even ones) over their sum."""
    if spread is not None:
        stream.random(dtype=np.float32, out=drawn)
        drawn *= 2 * spread
        drawn += 1 - spread
        drawn *= shares
    elif (shares == 1).all():
        stream.standard_exponential(dtype=np.float32, out=drawn)
    else:
        stream.standard_gamma(shares, dtype=np.float32, out=drawn)
    whole = drawn.sum(axis=1, keepdims=True)
    if not (whole > 0).all():
        lost = np.flatnonzero(whole[:, 0] == 0)
        drawn[lost, stream.choice(len(shares), len(lost), p=shares / shares.sum())] = 1
        whole = drawn.sum(axis=1, keepdims=True)
    drawn /= whole
    return drawn


def _sorted(table: Singles, drawn: Singles, cells: NDArray[np.int64]) -> None:
    """Fill ``cells`` with the rows by place under each draw, the best first.

    A single widened to a double leaves its lowest 29 bits free: the row's number goes there and is sorted along.
    """
    n_entries, rows = len(table), np.arange(len(table))
    mask = (1 << (n_entries - 1).bit_length()) - 1
    columns = np.ascontiguousarray(table.T)
    step = max(1, _SMALL // table.size)
    totals = np.empty((step, n_entries), dtype=np.float32)
    for start in range(0, len(drawn), step):
        some, keys = drawn[start : start + step], cells[start : start + step]
        found = np.matmul(some, columns, out=totals[: len(some)])
        np.subtract(2.0, found, out=keys.view(np.float64))
        keys &= ~mask
        keys |= rows
        keys.view(np.float64).sort(axis=1)
        keys &= mask
