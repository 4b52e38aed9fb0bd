"""How sure an alpha is: entries drawn again with replacement, alpha worked out anew each time.

On a ratio scale every pair of distinct marks has a distance of its own, and going through all pairs again for each draw
would take minutes. They are gone through once: the distances between every two entries (or every two values, whichever
are fewer) are summed, and a draw that holds entry u ``c_u`` times has ``Σ c_u own_u`` within and ``Σ c_u c_v all_uv``
over all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from scoring.agreement.alpha import Level, alpha_of, apart, krippendorff_alpha, within_entries
from scoring.chance import Chance, generator
from scoring.checks import between, whole_from
from scoring.errors import Refused
from scoring.marks import Floats, Marks, matrix_of

FEWEST_DRAWS: Final = 100
WORK_LIMIT: Final = 200_000_000_000
"""So many multiplications at most for the pairs of a ratio scale, some twenty seconds; a distance costs 200 of them."""
_CELLS: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class AlphaInterval:
    """Alpha, its percentile interval, the draws made, and how many of them had no alpha (all marks equal)."""

    alpha: float
    low: float
    high: float
    draws: int
    undefined: int


def alpha_interval(
    marks: Marks | ArrayLike, *, level: Level = "interval", confidence: float = 0.95, draws: int = 1000,
    rng: Chance = None,
) -> AlphaInterval:  # fmt: skip
    """Krippendorff's alpha with a bootstrap interval over entries; mid-ranks are taken anew in every draw.

    ``rng`` is a generator, a seed, or None for the fixed seed ``scoring.marks.SEED``. The judges stay as they are: the
    interval tells how alpha would vary with other entries of the same kind, not with another panel. With few entries it
    is too narrow. A draw in which all marks are equal has no alpha and is left out, and counted. The cost is that of
    ``draws`` alphas; of a ratio scale the square of the number of distinct marks, and ``draws`` times the square of the
    number of entries or of distinct marks, whichever is less.

    Raises ``Refused`` as ``krippendorff_alpha`` does, for a confidence not between 0 and 1, for fewer than 100 draws
    (``too_small``), for what is no chance (``wrong_chance``), and where the pairs of a ratio scale are too many
    (``too_large``).
    """
    between(confidence, "confidence", 0, 1)
    if whole_from(draws, "draws", 0) < FEWEST_DRAWS:
        raise Refused("too_small", "draws", f"{FEWEST_DRAWS} draws or more", f"{draws}")
    chance = generator(rng)
    table = matrix_of(marks)
    if level == "ratio":
        _require_few_pairs(table, draws)
    alpha = krippendorff_alpha(table, level=level)
    table = table[:, (~np.isnan(table)).sum(axis=0) >= 2]
    picks = chance.integers(table.shape[1], size=(draws, table.shape[1]))
    found = _ratios(table, picks) if level == "ratio" else [alpha_of(table[:, pick], level) for pick in picks]
    told = [each for each in found if each is not None]
    tail = (1 - confidence) / 2
    low, high = (float(limit) for limit in np.quantile(told or [alpha], [tail, 1 - tail]))
    return AlphaInterval(alpha, low, high, int(draws), len(found) - len(told))


def _require_few_pairs(table: Floats, draws: int) -> None:
    n_values = len(np.unique(table[~np.isnan(table)]))
    work = 200 * n_values**2 + draws * min(n_values, table.shape[1]) ** 2
    if work > WORK_LIMIT:
        wanted = "fewer distinct marks or entries on a ratio scale, or level='interval'"
        raise Refused("too_large", "marks", wanted, f"{n_values} distinct marks of {table.shape[1]} entries")


def _ratios(table: Floats, picks: NDArray[np.int64]) -> list[float | None]:
    """Alpha of every draw on a ratio scale, None where all its marks are equal."""
    n_entries = table.shape[1]
    times = np.stack([np.bincount(pick, minlength=n_entries) for pick in picks]).astype(np.float64)
    n_marks = times @ (~np.isnan(table)).sum(axis=0)
    observed = times @ within_entries(table)
    entry, judge = np.nonzero(~np.isnan(table.T))
    values, code = np.unique(table.T[entry, judge], return_inverse=True)
    met = csr_array((np.ones(code.size), (entry, code)), shape=(n_entries, len(values)))
    by_entry = n_entries <= len(values)
    drawn = times if by_entry else np.asarray((met.T @ times.T).T)
    expected, at = np.zeros(len(picks)), 0
    for block in _pairs_by_entry(values, code, entry, met) if by_entry else _pairs_by_value(values):
        expected += np.einsum("dr,dr->d", drawn[:, at : at + len(block)], drawn @ block.T)
        at += len(block)
    return [
        1 - float(own) * (float(n) - 1) / float(all_pairs) if all_pairs > 0 else None
        for own, n, all_pairs in zip(observed, n_marks, expected, strict=True)
    ]


def _pairs_by_value(values: Floats) -> Iterator[Floats]:
    """Distances of all values from some, block by block: (rows, n_values)."""
    rows = max(1, _CELLS // len(values))
    for at in range(0, len(values), rows):
        yield apart(values[at : at + rows, np.newaxis], values)


def _pairs_by_entry(
    values: Floats, code: NDArray[np.intp], entry: NDArray[np.intp], met: csr_array
) -> Iterator[Floats]:
    """Distances summed over the pairs of marks of some entries with those of all, block by block: (rows, n_entries)."""
    n_entries = met.shape[0]
    begin = np.searchsorted(entry, np.arange(n_entries + 1))
    rows = max(1, _CELLS * n_entries // (len(values) * len(code)))
    for at in range(0, n_entries, rows):
        ends = begin[at : at + rows + 1]
        distances = apart(values[code[ends[0] : ends[-1]], np.newaxis], values)
        yield np.asarray((met @ np.add.reduceat(distances, ends[:-1] - ends[0], axis=0).T).T)
