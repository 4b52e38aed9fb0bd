"""Figures that are absent: who lacks too many of them to be looked at, and what a guess in their place would do.

Lenses only. In a round an absent figure is refused, left out or the floor, by the rule that was published; a guess
from the other entries' figures would hand one entry what the others achieved.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.checks import Floats, choice, frozen, matrix, number
from scoring.cohort import figures
from scoring.errors import Refused, Unsound
from scoring.marks import labels_of

MIDDLES: Final[dict[str, Callable[[Floats], np.floating]]] = {"mean": np.mean, "median": np.median}


@dataclass(frozen=True, slots=True)
class Screened:
    """Which entries have figures enough, and the part of the indicators absent from each; shapes ``(n_entries,)``."""

    is_kept: NDArray[np.bool_]
    absent: Floats


def screen(x: ArrayLike, *, most_absent: float) -> Screened:
    """Entries of a table ``(n_entries, n_indicators)`` that lack at most the part ``most_absent``, 0-1, of the figures.

    Zeros are figures. COINr's ``Screen`` by availability, of which ``most_absent`` is the complement. Raises
    ``Refused`` for what is no table, and a part outside 0-1.

    >>> nan = float("nan")
    >>> screen([[1, nan, nan], [1, 2, nan], [0, 0, 0]], most_absent=1/3).is_kept
    array([False,  True,  True])
    """
    absent = np.isnan(matrix(x, "x", gaps=True)).mean(axis=1)
    return Screened(frozen(absent <= number(most_absent, "most_absent", 0, 1) + 1e-12), frozen(absent))


def impute(x: ArrayLike, *, how: str, groups: ArrayLike | None = None) -> Floats:
    """Absent figures set to the ``mean`` or ``median`` of their column: a lens that warns with ``Unsound``.

    With ``groups``, one label an entry, to that of the entry's group alone. ``x`` is one indicator or a table with one
    in each column. COINr's ``i_mean``, ``i_median``, ``i_mean_grp`` and ``i_median_grp``.

    Raises ``Refused`` where a column, or a group that lacks a figure of it, has no figure at all.

    >>> with warnings.catch_warnings(action="ignore"):
    ...     impute([1, 3, float("nan"), 8], how="median"), impute([1, float("nan"), 8], how="mean", groups=list("aab"))
    (array([1., 3., 3., 8.]), array([1., 1., 8.]))
    """
    middle = MIDDLES[choice(how, "how", tuple(MIDDLES))]
    found = figures(x).copy()
    for column in found.reshape(len(found), -1).T:
        for member in _members(groups, len(found)):
            column[member] = _filled(column[member], middle)
    warnings.warn("a figure put in for an absent one is nobody's achievement", Unsound, stacklevel=2)
    return found


def _members(groups: ArrayLike | None, n: int) -> Iterator[NDArray[np.bool_]]:
    labels = np.zeros(n) if groups is None else labels_of(groups, "groups")
    if labels.shape != (n,):
        raise Refused("wrong_length", "groups", f"{n} labels", f"shape {labels.shape}")
    for label in np.unique(labels):
        yield labels == label


def _filled(column: Floats, middle: Callable[[Floats], np.floating]) -> Floats:
    absent = np.isnan(column)
    if absent.all():
        raise Refused("absent", "x", "a figure in each group that lacks one", "none")
    return np.where(absent, middle(column[~absent]), column)
