"""Krippendorff's alpha: how far the marks of one entry agree, against what the same marks shuffled would; gaps allowed.

``alpha = 1 - D_o / D_e``: 1 where judges never differ on an entry, 0 where they differ as much as marks of any two
entries do, below 0 where they differ more. Only entries with two marks or more count; their marks are the *pairable*
ones, N in all. What "differ" means is the level of measurement: nominal (another value), ordinal (squared difference of
mid-ranks), interval (squared difference), ratio (squared difference over the sum).

No level goes through pairs of marks where sums will do. Interval: with m marks in an entry and SSW their squares about
its mean, ``D_o = (2/N) Σ m/(m-1) SSW`` and ``D_e = 2 SST/(N-1)``, one pass over the marks. Ordinal: the same on
mid-ranks of the pairable marks, an identity. Nominal: counts of values. Ratio: pairs within an entry, and pairs of
distinct values for what is expected.

Source: Krippendorff 2011, Computing Krippendorff's Alpha-Reliability (University of Pennsylvania).
"""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.agreement.places import doubled_midranks
from scoring.checks import choice
from scoring.errors import Refused
from scoring.marks import Floats, Marks, matrix_of

Level = Literal["nominal", "ordinal", "interval", "ratio"]
LEVELS: Final = ("nominal", "ordinal", "interval", "ratio")
CELLS: Final = 1 << 17
"""So many marks at a time: a megabyte, near the processor, and long enough to outweigh what it costs to begin."""
MAGNITUDE: Final = (1 << 63) - 1
"""The bits of a double without its sign."""
INFINITE: Final = 0x7FF << 52
"""The bits of infinity."""
FEW: Final = 1 << 11
"""So many marks are looked at for one near their middle."""
WORTH_TRUSTING: Final = (1e-280, 1e280)
"""Sums of squares outside are of marks so small or large that squaring them lost digits: they are rescaled first."""
ROUNDING: Final = 1e-14
"""Differences within entries below this share of all are what rounding makes of marks that agree throughout."""


def krippendorff_alpha(marks: Marks | ArrayLike, *, level: Level = "interval") -> float:
    """Krippendorff's alpha of marks ``(n_judges, n_entries)`` with gaps (NaN) or in the long form.

    ``level`` is ``nominal``, ``ordinal``, ``interval`` or ``ratio``. For N marks the cost is O(N) for interval,
    O(N log N) for ordinal and nominal; for ratio each entry's pairs and the square of the number of distinct values.

    Raises ``Refused`` where no entry has two marks (``nothing_paired``), where all pairable marks are equal
    (``no_spread``: alpha is undefined then, not 1), and for a mark below 0 on a ratio scale (``negative``).

    Krippendorff 2011, example C, four observers and twelve units:

    >>> nan = float("nan")
    >>> example = [[1, 2, 3, 3, 2, 1, 4, 1, 2, nan, nan, nan], [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, nan, 3],
    ...            [nan, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, nan], [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, nan]]
    >>> [round(krippendorff_alpha(example, level=level), 3) for level in ("nominal", "ordinal", "interval", "ratio")]
    [0.743, 0.815, 0.849, 0.797]
    """
    choice(level, "level", LEVELS)
    found = alpha_of(_checked(_table(marks, level), level), level)
    if found is None:
        raise Refused("no_spread", "marks", "pairable marks that differ", "one value throughout")
    return found


def _table(marks: Marks | ArrayLike, level: str) -> Floats:
    # At interval level the sums themselves tell of an infinite mark: a matrix of floats is not read once more for it.
    is_plain = type(marks) is np.ndarray and marks.dtype == np.float64 and marks.ndim == 2 and marks.size > 0
    return np.asarray(marks) if level == "interval" and is_plain else matrix_of(marks)


def _checked(table: Floats, level: str) -> Floats:
    if _pivot(table) is None:
        raise Refused("nothing_paired", "marks", "an entry with two marks or more", "none")
    if level == "ratio" and (table < 0).any():
        row, column = (int(i) for i in np.argwhere(table < 0)[0])
        found = f"{table[row, column]:g}"
        raise Refused("negative", f"marks[{row}, {column}]", "a mark of 0 or more on a ratio scale", found)
    return table


def alpha_of(table: Floats, level: str) -> float | None:
    """Alpha of a matrix with gaps, or None where no marks are pairable or all that are are equal."""
    if level == "interval":
        return _interval(table)
    paired = table[:, (~np.isnan(table)).sum(axis=0) >= 2]
    if level == "ordinal":
        return _interval(_placed(paired))
    return _nominal(paired) if level == "nominal" else _ratio(paired)


def _pivot(table: Floats) -> float | None:
    # A pairable mark in the middle of the first few, to count from: squares stay small, and marks all equal give 0.
    width = max(1, FEW // len(table))
    for start in range(0, table.shape[1], width):
        block = table[:, start : start + width]
        present = ~np.isnan(block)
        paired = present & (present.sum(axis=0) >= 2)
        if paired.any():
            found = block[paired]
            middle = found.size // 2
            return float(np.partition(found, middle)[middle])
    return None


def _interval(table: Floats) -> float | None:
    pivot = _pivot(table)
    if pivot is None:
        return None
    n, observed, total = _sums(table, pivot, 1.0)
    least, most = WORTH_TRUSTING
    if not least < total < most:
        matrix_of(table)
        reach = float(np.nanmax(np.abs(table)))
        unit = float(np.nanmax(np.abs(table / reach - pivot / reach))) if reach else 0.0
        n, observed, total = _sums(table / reach, pivot / reach, unit) if unit else (n, 0.0, 0.0)
    if total <= 0:
        return None
    return 1 - (n - 1) / n * observed / total if observed > ROUNDING * total else 1.0


def _sums(table: Floats, pivot: float, unit: float) -> tuple[int, float, float]:
    # Of the pairable marks: how many, Σ m/(m-1) SSW, and the sum of squares about their mean, in unit².
    width = max(1, CELLS // len(table))
    room, mask = np.empty((len(table), width)), np.empty((len(table), width), dtype=np.int64)
    parts = []
    with np.errstate(over="ignore", invalid="ignore"):  # told by the total, and done again in another unit
        for at in range(0, table.shape[1], width):
            block = table[:, at : at + width]
            x = np.subtract(block, pivot, out=room[:, : block.shape[1]])
            if unit != 1:
                x /= unit
            parts.append(_block_sums(x, mask[:, : block.shape[1]]))
    n, observed, first, second = (float(part) for part in np.sum(parts, axis=0))
    return int(n), observed, second - first * first / n


def _block_sums(x: Floats, mask: NDArray[np.int64]) -> tuple[float, float, float, float]:
    # Pairable marks, weighted squares within entries, sum, sum of squares; einsum, for a dot product starts threads.
    sums = x.sum(axis=0)
    if np.isnan(sums).any():
        return _gapped_sums(x, mask)
    m = len(x)
    if m < 2:
        return 0.0, 0.0, 0.0, 0.0
    squares = float(np.einsum("ju,ju->", x, x))
    within = max(0.0, squares - float(np.einsum("u,u->", sums, sums)) / m)
    return x.size, m / (m - 1) * within, float(sums.sum()), squares


def _gapped_sums(x: Floats, mask: NDArray[np.int64]) -> tuple[float, float, float, float]:
    # Without its sign, a NaN is the only number whose bits stand above those of infinity: what is below keeps all of
    # its bits, and a NaN none, which makes it 0 faster than choosing would.
    bits = x.view(np.int64)
    np.bitwise_and(bits, MAGNITUDE, out=mask)
    mask -= INFINITE + 1
    mask >>= 63
    m = -mask.sum(axis=0)
    paired = m >= 2
    bits &= mask
    sums = x.sum(axis=0)
    is_finite = np.isfinite(sums).all()
    m, sums, squares = m[paired], sums[paired], np.einsum("ju,ju->u", x, x)[paired]
    within = np.maximum(squares - sums * sums / m, 0.0)
    whole = float(squares.sum()) if is_finite else np.inf
    return float(m.sum()), float((within * (m / (m - 1))).sum()), float(sums.sum()), whole


def _placed(paired: Floats) -> Floats:
    placed = np.full(paired.shape, np.nan)
    present = ~np.isnan(paired)
    placed[present] = doubled_midranks(paired[present])
    return placed


def _nominal(paired: Floats) -> float | None:
    # Pairs of equal marks, in order: n(n-1) of each value, within entries and over all.
    present = ~np.isnan(paired)
    values, code = np.unique(paired[present], return_inverse=True)
    n = code.size
    if len(values) < 2:
        return None
    entry = np.nonzero(present)[1]
    cell, same = np.unique(entry * len(values) + code, return_counts=True)
    m = present.sum(axis=0)[cell // len(values)]
    observed = n - float(np.sum(same * (same - 1) / (m - 1)))
    times = np.bincount(code).astype(np.float64)
    expected = n - float(np.sum(times * (times - 1))) / (n - 1)
    return 1 - observed / expected


def _ratio(paired: Floats) -> float | None:
    values, times = np.unique(paired[~np.isnan(paired)], return_counts=True)
    if len(values) < 2:
        return None
    n = int(times.sum())
    observed = float(within_entries(paired).sum())
    rows = max(1, CELLS // len(values))
    counts = times.astype(np.float64)
    expected = sum(
        float(counts[at : at + rows] @ apart(values[at : at + rows, np.newaxis], values) @ counts)
        for at in range(0, len(values), rows)
    )
    return 1 - observed * (n - 1) / expected


def within_entries(paired: Floats) -> Floats:
    """Of each entry, all of two marks or more: ratio distances over its ordered pairs of marks, over m - 1."""
    found = np.zeros(paired.shape[1])
    width = max(1, CELLS // len(paired))
    for at in range(0, paired.shape[1], width):
        block = paired[:, at : at + width]
        for lag in range(1, len(paired)):
            found[at : at + width] += np.nansum(apart(block[lag:], block[:-lag]), axis=0)
    m = (~np.isnan(paired)).sum(axis=0)
    return np.asarray(2 * found / (m - 1))


def apart(a: Floats, b: Floats) -> Floats:
    """The distance of marks on a ratio scale, ``((a - b) / (a + b))²``; two zeros are no distance apart."""
    half, other = a / 2, b / 2  # halves first, so that the sum of two large marks is finite
    total = half + other
    return np.asarray(((half - other) / np.where(total == 0, 1.0, total)) ** 2)
