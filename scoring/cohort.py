"""A cohort's figures, column by column: what the rules that look at the whole field have in common."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from scoring.checks import Floats, numbers
from scoring.errors import Refused


def figures(x: ArrayLike) -> Floats:
    """One indicator or a table of them as floats, NaN where absent, at least one figure in each column."""
    found = numbers(x, "x", gaps=True)
    if found.ndim not in (1, 2) or found.size == 0:
        raise Refused("wrong_shape", "x", "a list or a table of numbers, not empty", f"shape {found.shape}")
    if np.isnan(found).all(axis=0).any():
        raise Refused("absent", "x", "at least one figure in each column", "none")
    return found


def by_column(rule: Callable[[Floats], Floats], x: ArrayLike) -> Floats:
    """What a rule gives for the figures present, column by column; what is absent stays so."""
    found = figures(x)
    result = np.full(found.shape, np.nan)
    for column, into in zip(found.reshape(len(found), -1).T, result.reshape(len(found), -1).T, strict=True):
        present = ~np.isnan(column)
        into[present] = rule(column[present])
    return result


def ranks(column: Floats, ties: str) -> Floats:
    """Ranks from the lowest, 1, upward; ``ties`` is average, min, max or dense."""
    if ties == "dense":
        return np.asarray(np.unique(column, return_inverse=True)[1] + 1, dtype=np.float64)
    ordered = np.sort(column)
    least = np.searchsorted(ordered, column, side="left") + 1.0
    most = np.searchsorted(ordered, column, side="right").astype(np.float64)
    return np.asarray({"min": least, "max": most, "average": (least + most) / 2}[ties])


def deviations(column: Floats) -> Floats:
    """Standard deviations (ddof 1) above the mean; refused for one figure or a constant column."""
    if len(column) < 2 or np.ptp(column) == 0:
        raise Refused("constant", "x", "at least two figures that differ in each column", "no deviation")
    middle = column - column.mean()
    middle /= np.abs(middle).max()
    return np.asarray(middle / middle.std(ddof=1))
