"""Places by totals that are floats, where two totals a rounding error apart are level.

Added up in another order, or in another unit, the same marks give floats that differ in their last digits; taken for
different totals they would place one entry above another for nothing. The official places are exact and not made here.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.checks import Floats

LEVEL: Final = 1e-12
"""Totals that differ by no more than this part of the greatest size in their row are level."""


def places(totals: Floats) -> NDArray[np.int64]:
    """Places along the last axis, highest total first, level ones sharing the best place (1-2-2-4).

    >>> places(np.array([[70.0, 90.0, 70.0, 60.0], [0.1 + 0.2, 0.3, 0.0, -0.1]]))
    array([[2, 1, 2, 4],
           [1, 1, 3, 4]])
    """
    n_entries = totals.shape[-1]
    rows, reached = totals.reshape(-1, n_entries), (totals + _hair(totals)).reshape(-1, n_entries)
    not_above = [np.searchsorted(np.sort(row), own, "right") for row, own in zip(rows, reached, strict=True)]
    found: NDArray[np.int64] = n_entries - np.array(not_above, dtype=np.int64) + 1
    return found.reshape(totals.shape)


def firsts(totals: Floats) -> NDArray[np.bool_]:
    """Who is first along the last axis, level ones all.

    >>> firsts(np.array([0.1 + 0.2, 0.3, 0.0]))
    array([ True,  True, False])
    """
    return np.asarray(totals >= totals.max(axis=-1, keepdims=True) - _hair(totals))


def _hair(totals: Floats) -> Floats:
    """How far totals of a row may be apart and still be level, shape ``(…, 1)``."""
    return np.asarray(LEVEL * np.abs(totals).max(axis=-1, keepdims=True))
