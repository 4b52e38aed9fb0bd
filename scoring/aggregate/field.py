"""A decision matrix read once: its lowest and highest figures, and sums over its rows a block at a time.

Rows of 20 figures are too short for the processor's wide registers. A contiguous matrix can be looked at as rows of
``STRIDE`` entries each without being copied; work on those runs near the speed of memory, and a block of them stays in
the cache between one step and the next. From ``MANY`` figures on, both halves are worked on at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from scoring.abreast import abreast
from scoring.checks import Floats, complete, directions_of
from scoring.errors import Refused

STRIDE: Final = 64
"""Entries side by side in one wide row."""
BLOCK: Final = 36_000
"""Figures in a block: 288 KB stay in the cache."""
LOOKED_AT: Final = 4 * BLOCK
"""Figures in a block that nothing is made of: as many as outweigh what it costs to begin one."""
MANY: Final = 500_000
"""Figures from which a second thread is worth its start."""
SAFE: Final = (1e-100, 1e100)
"""Between these a figure's square neither overflows nor vanishes, even beside a span of a rounding error."""


@dataclass(frozen=True, slots=True)
class Field:
    """The figures with the best and worst of each indicator.

    ``size`` is the greatest magnitude of each, ``squares`` the sum of its squares.
    """

    x: Floats
    best: Floats
    worst: Floats
    size: Floats
    squares: Floats

    @property
    def span(self) -> Floats:
        """Best less worst, shape ``(n_indicators,)``: negative where lower is better, 0 where constant."""
        return self.best - self.worst

    def per_span(self, weights: Floats) -> Floats:
        """Weights over the spans: what min-max scaling and weighing come to together; 0 where constant."""
        return np.asarray(np.divide(weights, self.span, out=np.zeros_like(weights), where=self.span != 0))


def field_of(x: ArrayLike, directions: ArrayLike | None) -> Field:
    """Read a decision matrix of any magnitude; extreme columns are divided by theirs, which no lens here can notice.

    Raises ``Refused`` where a figure is absent or not finite, or a direction is neither +1 nor -1.
    """
    found = _plain(x)
    signs = directions_of(directions, found.shape[1])
    looks = abreast(lambda rows: _looked_at(found[rows]), len(found), step=STRIDE, is_long=found.size >= MANY)
    low, high = np.min([look[0] for look in looks], axis=0), np.max([look[1] for look in looks], axis=0)
    if not (np.isfinite(low) & np.isfinite(high)).all():
        complete(found, "x", most=np.inf)
    size = np.maximum(np.abs(low), np.abs(high))
    if ((size > SAFE[1]) | ((size > 0) & (size < SAFE[0]))).any():
        return field_of(found / np.where(size > 0, size, 1), signs)
    squares = np.sum([look[2] for look in looks], axis=0)
    return Field(found, np.where(signs > 0, high, low), np.where(signs > 0, low, high), size, squares)


def blocks(x: Floats, figures: int = BLOCK) -> Iterator[tuple[slice, Floats]]:
    """The rows that a block holds, and the block as wide rows of ``STRIDE`` entries, the last ones entry by entry."""
    n, width = x.shape
    whole = n - n % STRIDE
    step = STRIDE * max(1, figures // (STRIDE * width))
    for start in range(0, whole, step):
        stop = min(start + step, whole)
        yield slice(start, stop), x[start:stop].reshape(-1, STRIDE * width)
    if whole < n:
        yield slice(whole, n), x[whole:]


def wide(values: Floats, block: Floats) -> Floats:
    """A value an indicator, repeated to the width of a block."""
    return np.tile(values, block.shape[1] // len(values))


def _plain(x: ArrayLike) -> Floats:
    try:
        found = np.ascontiguousarray(x, dtype=np.float64)
    except (TypeError, ValueError):
        return complete(x, "x", most=np.inf)
    if np.ndim(x) != 2 or found.size == 0:
        raise Refused("wrong_shape", "x", "a table of numbers, not empty", f"shape {np.shape(x)}")
    return found


def _looked_at(x: Floats) -> tuple[Floats, Floats, Floats]:
    """The lowest, the highest and the sum of squares of each column; squares too great to hold are inf."""
    width = x.shape[1]
    lows, highs, squares = [], [], np.zeros(width)
    with np.errstate(over="ignore", invalid="ignore"):
        for _rows, block in blocks(x, LOOKED_AT):
            lows.append(np.minimum.reduce(block, axis=0).reshape(-1, width).min(axis=0))
            highs.append(np.maximum.reduce(block, axis=0).reshape(-1, width).max(axis=0))
            squares += np.einsum("ij,ij->j", block, block).reshape(-1, width).sum(axis=0)
    return np.min(lows, axis=0), np.max(highs, axis=0), squares
