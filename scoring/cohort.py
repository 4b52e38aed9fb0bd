"""A cohort's figures, column by column: what the rules that look at the whole field have in common."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from scoring.checks import LEAST, Floats, first, numbers, place
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


def limits_of(found: Floats, low: ArrayLike, high: ArrayLike) -> tuple[Floats, Floats]:
    """A lower and an upper limit for the figures, one each or one a column; the upper above the lower by 1e-100."""
    least, most = numbers(low, "low"), numbers(high, "high")
    for name, limit in (("low", least), ("high", most)):
        if limit.ndim > 0 and limit.shape != found.shape[1:]:
            raise Refused("wrong_length", name, "one limit, or one for each column", f"shape {limit.shape}")
    level = most - least < LEAST
    if level.any():
        low_at, high_at = (np.broadcast_to(limit, level.shape)[first(level)] for limit in (least, most))
        where = place("high", level) if most.ndim else "high"
        raise Refused("not_rising", where, f"more than {low_at:g}", f"{high_at:g}")
    return least, most


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
