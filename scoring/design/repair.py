"""Swaps that link panels more firmly without changing any load or the size of any panel.

Judge ``a`` marks ``x`` and ``b`` marks ``y``: afterward ``a`` marks ``y`` and ``b`` marks ``x``. The two come from the
two ends of the vector that belongs to the second eigenvalue, the judges least linked to each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.design.linked import articulation, normalized_gap
from scoring.design.program import Demands, Panel

TRIES: Final = 600
GAIN: Final = 1e-9


def linked(panel: Panel, floor: float) -> bool:
    """Whether the judges who mark anything are linked at the floor or above, and none of them alone holds two parts."""
    gap, _ = normalized_gap(panel[panel.any(axis=1)])
    return gap >= floor and not articulation(panel).any()


def repaired(panel: Panel, demands: Demands, floor: float, rng: np.random.Generator) -> Panel:
    """The panels after the swaps that raised the second eigenvalue, until linked or after 600 tries."""
    panel = panel.copy()
    working = np.flatnonzero(panel.any(axis=1))
    tries = 0
    while tries < TRIES and not linked(panel, floor):
        gap, vector = normalized_gap(panel[working])
        for a, b, x, y in _swaps(panel, demands.allowed, working[np.argsort(vector)], rng):
            tries += 1
            _swap(panel, a, b, x, y)
            if demands.fields_kept_by(panel) and normalized_gap(panel[working])[0] > gap + GAIN:
                break
            _swap(panel, a, b, x, y)
            if tries >= TRIES:
                break
        else:
            break
    return panel


def _swaps(
    panel: Panel, allowed: Panel, order: NDArray[np.intp], rng: np.random.Generator
) -> Iterator[tuple[int, int, int, int]]:
    reach = max(1, len(order) // 2)
    for apart in range(2 * reach - 1):
        for step in range(apart + 1):
            if step >= reach or apart - step >= reach:
                continue
            a, b = int(order[step]), int(order[len(order) - 1 - (apart - step)])
            gives = np.flatnonzero(panel[a] & ~panel[b] & allowed[b])
            takes = np.flatnonzero(panel[b] & ~panel[a] & allowed[a])
            if gives.size and takes.size:
                yield a, b, int(rng.choice(gives)), int(rng.choice(takes))


def _swap(panel: Panel, a: int, b: int, x: int, y: int) -> None:
    # Its own inverse.
    panel[[a, b], x] = panel[[b, a], x]
    panel[[a, b], y] = panel[[b, a], y]
