"""Counting places over many draws of weights: blocks that stay in the cache, two threads, single precision.

A block holds the totals of all entries under some thousands of draws. Up to ``_FEW`` entries every pair is compared, a
row against all later rows at once; beyond, each draw is sorted with the row's number in the lowest bits of its total.
Scores are centered first, so that single precision is spent on what tells entries apart.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scoring.checks import Floats

_FEW: Final = 64
_THREADS: Final = 2
_CELLS: Final = 2**17
"""Totals worked on at once: half a megabyte."""
_SMALL: Final = 2**18
"""Multiplications in a product that the BLAS does not spread over threads."""

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
    """The same number for rows that are the same, shape ``(n_rows,)``."""
    return np.unique(rows, axis=0, return_inverse=True)[1].reshape(-1)


def counted(scores: Floats, shares: Floats, draws: int, rng: np.random.Generator) -> Counts:
    """Count the places under ``draws`` weights from the Dirichlet distribution with parameters ``shares``."""
    n_entries = len(scores)
    alike = alike_rows(scores[:, shares > 0])
    centered = scores - scores.mean(axis=0)
    peak = float(abs(centered).max())
    table = (centered / peak if peak > 0 else centered).astype(np.float32)
    table = table[np.unique(alike, return_index=True)[1][alike]]
    size = max(_CELLS // n_entries, 2 * n_entries)
    sizes = [min(size, draws - start) for start in range(0, draws, size)]
    jobs = list(zip(sizes, rng.spawn(len(sizes)), strict=True))
    parts = [jobs[at::_THREADS] for at in range(_THREADS)]
    with ThreadPoolExecutor(_THREADS) as pool:
        found = list(pool.map(lambda part: _part(table, shares, part), parts))
    ranks, weights = sum(part[0] for part in found), sum(part[1] for part in found)
    return Counts(ranks, weights, alike)


def _part(table: Singles, shares: Floats, jobs: list[tuple[int, np.random.Generator]]) -> Any:
    """The counts and the weights of some blocks; what is added is whole numbers, or summed block by block."""
    n_entries, n_indicators = table.shape
    count = _by_pairs if n_entries <= _FEW else _by_sorting
    ranks = np.zeros(n_entries * n_entries, dtype=np.int64)
    weights = np.zeros(table.shape)
    for size, stream in jobs:
        drawn = _weights(shares, size, stream)
        cells, winners = count(_totals(table, drawn))
        ranks += np.bincount(cells, minlength=len(ranks))
        for at in range(n_indicators):
            weights[:, at] += np.bincount(winners, drawn[:, at], minlength=n_entries)
    return ranks.reshape(n_entries, n_entries), weights


def _weights(shares: Floats, size: int, stream: np.random.Generator) -> Singles:
    """Weights of shape ``(size, n_indicators)``: gamma variates over their sum."""
    if (shares == 1).all():
        drawn = stream.standard_exponential((size, len(shares)), dtype=np.float32)
    else:
        drawn = stream.standard_gamma(shares, (size, len(shares)), dtype=np.float32)
    whole = drawn.sum(axis=1, keepdims=True)
    if not (whole > 0).all():
        lost = np.flatnonzero(whole[:, 0] == 0)
        drawn[lost, stream.choice(len(shares), len(lost), p=shares / shares.sum())] = 1
        whole = drawn.sum(axis=1, keepdims=True)
    return np.asarray(drawn / whole)


def _totals(table: Singles, drawn: Singles) -> Singles:
    """Totals of shape ``(size, n_entries)``, in products small enough that the BLAS starts no threads of its own."""
    totals = np.empty((len(drawn), len(table)), dtype=np.float32)
    columns = np.ascontiguousarray(table.T)
    step = max(1, _SMALL // table.size)
    for start in range(0, len(drawn), step):
        np.matmul(drawn[start : start + step], columns, out=totals[start : start + step])
    return totals


def _by_pairs(totals: Singles) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Each row starts behind all earlier ones, and changes places with every earlier one that it beats."""
    size, n_entries = totals.shape
    rows = np.ascontiguousarray(totals.T)
    rank = np.repeat(np.arange(n_entries, dtype=np.uint8)[:, np.newaxis], size, axis=1)
    beats = np.empty((n_entries, size), dtype=np.bool_)
    for row in range(n_entries - 1):
        better = np.greater(rows[row + 1 :], rows[row], out=beats[row + 1 :]).view(np.uint8)
        rank[row] += np.add.reduce(better, axis=0, dtype=np.uint8)
        rank[row + 1 :] -= better
    cells = np.add(rank, (np.arange(n_entries) * n_entries)[:, np.newaxis], dtype=np.intp)
    return cells.reshape(-1), rank.argmin(axis=0)


def _by_sorting(totals: Singles) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """A single widened to a double leaves its lowest 29 bits free: the row's number goes there and is sorted along."""
    size, n_entries = totals.shape
    mask = (1 << (n_entries - 1).bit_length()) - 1
    cells = np.empty((size, n_entries), dtype=np.int64)
    step = max(1, _CELLS // n_entries)
    for start in range(0, size, step):
        wide = 2.0 - totals[start : start + step].astype(np.float64)
        keys = wide.view(np.int64)
        keys &= ~mask
        keys |= np.arange(n_entries)
        wide.sort(axis=1)
        keys &= mask
        cells[start : start + step] = keys
    winners = cells[:, 0].copy()
    cells *= n_entries
    cells += np.arange(n_entries)
    return cells.reshape(-1), winners
