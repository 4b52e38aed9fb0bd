"""Side by side in one run: ours and a peer take turns, and what is printed is a ratio of medians.

Times differ from machine to machine; the ratio of two medians taken in turn in one process is what can be compared. The
*memory pass* beside it is the time to read the input once, the floor of anything that has to look at all of it.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Row:
    """What was timed: medians in seconds, None where there is no peer."""

    work: str
    ours: float
    peer: float | None
    memory_pass: float | None

    def line(self) -> str:
        """One line of the table: the work, our median, the peer's over ours, ours over the memory pass."""
        ratio = "" if self.peer is None else f"peer ÷ ours {self.peer / self.ours:9.1f}"
        floor = "" if self.memory_pass is None else f"ours ÷ pass {self.ours / self.memory_pass:9.1f}"
        return f"{self.work:<58} {self.ours * 1000:10.3f} ms   {ratio:<24} {floor}".rstrip()


def compare(
    work: str, ours: Callable[[], object], peer: Callable[[], object] | None = None, *,
    reads: NDArray[np.float64] | None = None, times: int = 7,
) -> Row:  # fmt: skip
    """Time ours and the peer in turn, after one warm-up of each; ``reads`` is the input for the memory pass."""
    acts = [ours, *([peer] if peer else []), *([lambda: float(np.sum(reads))] if reads is not None else [])]
    taken: list[list[float]] = [[] for _ in acts]
    for act in acts:
        act()
    for _ in range(times):
        for act, row in zip(acts, taken, strict=True):
            gc.collect()
            start = time.perf_counter()
            act()
            row.append(time.perf_counter() - start)
    medians = [median(row) for row in taken]
    return Row(work, medians[0], medians[1] if peer else None, medians[-1] if reads is not None else None)


def show(*rows: Row) -> None:
    """Print the rows."""
    for row in rows:
        print(row.line())
