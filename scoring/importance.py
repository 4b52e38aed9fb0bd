"""What weights come to in effect: how much each indicator moves the totals, and the places if it were not there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.checks import Floats, choice, complete, directions_of, frozen, weights_of, whole_from
from scoring.errors import Refused
from scoring.levels import LEVEL, places


def effective(x: ArrayLike, weights: ArrayLike, *, kind: str = "pearson", n_groups: int = 5) -> Floats:
    """How much each indicator really moves the weighted sum, shape ``(n_indicators,)``; nominal weights seldom say.

    ``pearson``: the squared correlation with the total. ``ratio``: the correlation ratio, that part of the total's
    variance which lies between ``n_groups`` groups of entries of about equal size in the order of the indicator, level
    entries together. ``share``: its part of the total's variance, w·cov(x, total) / var(total), which sums to 1 and may
    be negative. ``x`` is on the scale that is summed, higher better. A constant column gets 0.

    Raises ``Refused`` where all totals are the same, for fewer than two groups or a part of one, and for a ``ratio``
    of groups with fewer than two entries each (``too_small``): an entry that is a group of its own explains itself, and
    every indicator would get 1. Source: Paruolo, Saisana and Saltelli (2013), JRSS A 176.

    >>> effective([[10, 3], [20, 1], [30, 2]], [0.5, 0.5], kind="share").round(3)
    array([ 1.044, -0.044])
    """
    choice(kind, "kind", ("pearson", "ratio", "share"))
    groups = whole_from(n_groups, "n_groups", 2)
    centered = centered_of(x)
    if kind == "ratio" and len(centered) < 2 * groups:
        wanted = f"at least {2 * groups} entries for {groups} groups, or fewer groups (n_groups)"
        raise Refused("too_small", "x", wanted, str(len(centered)))
    shares = weights_of(weights, centered.shape[1])
    total = centered @ shares
    spread = float(total @ total)
    if spread <= 1e-24 * float((centered**2).sum()):
        raise Refused("constant", "x", "totals that differ", "all the same")
    if kind == "ratio":
        return np.array([_between(column, total, groups) / spread for column in centered.T])
    return shares * (total @ centered) / spread if kind == "share" else correlations(centered, total) ** 2


def centered_of(x: ArrayLike) -> Floats:
    """A table of two entries or more, each column less its mean, all over the greatest size; a constant column is 0."""
    found = complete(x, "x", rows=2)
    centered = found - found.mean(axis=0)
    centered[:, np.ptp(found, axis=0) == 0] = 0
    return np.asarray(centered / (np.abs(centered).max() or 1.0))


def correlations(centered: Floats, total: Floats) -> Floats:
    """The correlation of each centered column with a centered total, 0 where the column is constant."""
    lengths = np.sqrt((centered**2).sum(axis=0) * (total @ total))
    return np.asarray(np.divide(total @ centered, lengths, out=np.zeros(len(lengths)), where=lengths > 0))


def _between(column: Floats, total: Floats, n_groups: int) -> float:
    """The sum of squares of a centered total between groups in a column's order; level entries go with the first."""
    below = np.searchsorted(np.sort(column), column, side="left")
    group = below * n_groups // len(column)
    size, sums = np.bincount(group), np.bincount(group, weights=total)
    return float((sums[size > 0] ** 2 / size[size > 0]).sum())


@dataclass(frozen=True, slots=True)
class Removed:
    """Places with all indicators, ``(n_entries,)``, and how far each entry falls without each of them.

    ``shifts`` has shape ``(n_indicators, n_entries)``: places without the indicator less places with all; a fall is
    positive. ``mean_shift`` is the mean size of an indicator's shifts.
    """

    places: NDArray[np.int64]
    shifts: NDArray[np.int64]
    mean_shift: Floats


def remove_elements(x: ArrayLike, weights: ArrayLike, *, directions: ArrayLike | None = None) -> Removed:
    """What the removal of each indicator in turn does to the places by weighted sum, the other weights taken to 1.

    ``x`` is on the scale that is summed. Places are 1-2-2-4. COINr's ``remove_elements``. Raises ``Refused`` for fewer
    than two indicators, and where one has all the weight.

    >>> remove_elements([[90, 60], [80, 80], [70, 90]], [0.5, 0.5]).shifts
    array([[ 0,  1,  0],
           [-2,  1,  2]])
    """
    found = complete(x, "x", columns=2)
    signed = found * directions_of(directions, found.shape[1])
    shares = weights_of(weights, found.shape[1])
    if (1 - shares <= LEVEL).any():
        raise Refused("nothing_left", f"weights[{int(np.argmax(shares))}]", "weight on two indicators at least", "1")
    usual = places(signed @ shares)
    left = [np.delete(signed, at, axis=1) @ (np.delete(shares, at) / (1 - share)) for at, share in enumerate(shares)]
    shifts = np.array([places(total) - usual for total in left])
    return Removed(frozen(usual), frozen(shifts), frozen(np.abs(shifts).mean(axis=1)))
