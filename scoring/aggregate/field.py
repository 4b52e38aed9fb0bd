"""A decision matrix read once: its lowest and highest figures, and sums over its rows a block at a time.

Rows of 20 figures are too short for the processor's wide registers. A contiguous matrix can be looked at as rows of
``STRIDE`` entries each without being copied; work on those runs near the speed of memory, and a block of them stays in
the cache between one step and the next. From ``MANY`` figures on, both halves are worked on at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from scoring.checks import Floats, complete, directions_of, floats
from scoring.errors import Refused

STRIDE: Final = 64
"""Entries side by side in one wide row."""
BLOCK: Final = 72_000
"""Figures in a block: half a megabyte, near the processor, and long enough to outweigh what it costs to begin."""
MANY: Final = 500_000
"""Figures from which a second thread is worth its start."""
SAFE: Final = (1e-100, 1e100)
"""Between these a figure's square neither overflows nor vanishes, even beside a span of a rounding error."""


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Field:
    """The figures with the best and worst of each indicator; ``size`` is the greatest magnitude of each."""

    x: Floats
    best: Floats
    worst: Floats
    size: Floats

    @property
    def span(self) -> Floats:
        """Best less worst, shape ``(n_indicators,)``: negative where lower is better, 0 where constant."""
        return self.best - self.worst

    @property
    def squares(self) -> Floats:
        """The sum of squares of each indicator, shape ``(n_indicators,)``."""
        runs, rest = _runs(self.x)
        sums = halves(runs, lambda rows: np.einsum("ij,ij->j", runs[rows], runs[rows]))
        return np.asarray(sum(sums).reshape(STRIDE, -1).sum(axis=0) + (rest**2).sum(axis=0))

    def per_span(self, weights: Floats) -> Floats:
        """Weights over the spans: what min-max scaling and weighing come to together; 0 where constant."""
        return np.asarray(np.divide(weights, self.span, out=np.zeros_like(weights), where=self.span != 0))


def field_of(x: ArrayLike, directions: ArrayLike | None) -> Field:
    """Read a decision matrix of any magnitude; extreme columns are divided by theirs, which no lens here can notice.

    Raises ``Refused`` where a figure is absent or not finite, or a direction is neither +1 nor -1.
    """
    found = _plain(x)
    signs = directions_of(directions, found.shape[1])
    low, high = _extremes(found)
    if not (np.isfinite(low) & np.isfinite(high)).all():
        complete(found, "x", most=np.inf)
    size = np.maximum(np.abs(low), np.abs(high))
    if ((size > SAFE[1]) | ((size > 0) & (size < SAFE[0]))).any():
        return field_of(found / np.where(size > 0, size, 1), signs)
    return Field(found, np.where(signs > 0, high, low), np.where(signs > 0, low, high), size)


def blocks(x: Floats) -> Iterator[tuple[slice, Floats]]:
    """The rows that a block holds, and the block as wide rows of ``STRIDE`` entries, the last ones entry by entry."""
    n, width = x.shape
    whole, step = n - n % STRIDE, _rows(width)
    for start in range(0, whole, step):
        stop = min(start + step, whole)
        yield slice(start, stop), x[start:stop].reshape(-1, STRIDE * width)
    if whole < n:
        yield slice(whole, n), x[whole:]


def wide(values: Floats, x: Floats) -> Floats:
    """A value an indicator, repeated as often as the largest block of ``x`` has entries; shape ``(n_figures,)``.

    One row stretched over a block by broadcasting would cost four times what the subtraction itself does.
    """
    return np.tile(values, min(len(x), _rows(x.shape[1])))


def _rows(width: int) -> int:
    return STRIDE * max(1, BLOCK // (STRIDE * width))


def _plain(x: ArrayLike) -> Floats:
    found = floats(x, "x", most=np.inf)
    if found.ndim != 2 or found.size == 0:
        raise Refused("wrong_shape", "x", "a table of numbers, not empty", f"shape {found.shape}")
    return np.ascontiguousarray(found)


def halves(x: Floats, act: Callable[[slice], T], *, step: int = 1) -> list[T]:
    """What ``act`` makes of the rows of ``x``: of all, or of each half at once where there is much of it.

    They part at a multiple of ``step`` that depends on the shape alone, so that no machine comes to another result.
    """
    middle = len(x) // 2 - len(x) // 2 % step if x.size >= MANY else 0
    if not middle:
        return [act(slice(0, len(x)))]
    with ThreadPoolExecutor(1) as beside:
        second = beside.submit(act, slice(middle, len(x)))
        return [act(slice(0, middle)), second.result()]


def _extremes(x: Floats) -> tuple[Floats, Floats]:
    runs, rest = _runs(x)
    lows, highs = zip(*halves(runs, lambda rows: _least_and_greatest(runs[rows])), strict=True)
    low = np.concatenate([np.min(lows, axis=0).reshape(STRIDE, -1), rest])
    high = np.concatenate([np.max(highs, axis=0).reshape(STRIDE, -1), rest])
    return low.min(axis=0), high.max(axis=0)


def _least_and_greatest(runs: Floats) -> tuple[Floats, Floats]:
    return np.minimum.reduce(runs, axis=0, initial=np.inf), np.maximum.reduce(runs, axis=0, initial=-np.inf)


def _runs(x: Floats) -> tuple[Floats, Floats]:
    """All whole wide rows at once, and the entries left over."""
    whole = len(x) - len(x) % STRIDE
    return x[:whole].reshape(-1, STRIDE * x.shape[1]), x[whole:]
