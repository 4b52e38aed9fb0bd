"""Mid-ranks: every value's place among all, tied values sharing the mean of the places they take up."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def doubled_midranks(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Twice the mid-rank of each of the values ``(n,)``, lowest first, so that halves stay whole numbers.

    >>> doubled_midranks(np.array([7.0, 5.0, 7.0]))
    array([5, 2, 5])
    """
    _, place, times = np.unique(values, return_inverse=True, return_counts=True)
    doubled = 2 * np.cumsum(times, dtype=np.int64) - times + 1
    return np.asarray(doubled[place], dtype=np.int64)
