"""Marks for the lenses: a matrix judge by entry, or the long form, one row a mark.

A *lens* looks at the judged marks as floats and says how sure, how agreed or how fair they are; it never makes an
official total. In a matrix an absent mark is NaN: unscored is absent, never zero. In the long form it has no row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.checks import matrix
from scoring.errors import Refused

SEED: Final = 20251108
"""The seed of every draw where ``rng`` is None, for numpy's PCG64."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Marks:
    """Marks in the long form: three arrays of shape ``(n_marks,)``; labels may be whatever numpy can sort."""

    judge: NDArray[Any]
    entry: NDArray[Any]
    mark: Floats

    def __post_init__(self) -> None:
        """Take lists too; refuse arrays of unequal length and marks that are not finite."""
        object.__setattr__(self, "judge", np.asarray(self.judge))
        object.__setattr__(self, "entry", np.asarray(self.entry))
        object.__setattr__(self, "mark", np.asarray(self.mark, dtype=np.float64))
        shapes = {self.judge.shape, self.entry.shape, self.mark.shape}
        if len(shapes) != 1 or self.mark.ndim != 1:
            raise Refused("unequal_lengths", "marks", "three lists of one length", f"shapes {sorted(map(str, shapes))}")
        if not np.isfinite(self.mark).all():
            at = int(np.flatnonzero(~np.isfinite(self.mark))[0])
            raise Refused("not_finite", f"marks.mark[{at}]", "a finite number; an absent mark has no row", "none")


@dataclass(frozen=True, slots=True)
class Table:
    """Marks as a matrix ``(n_judges, n_entries)`` with the sorted labels of its rows and columns."""

    marks: Floats
    judges: NDArray[Any]
    entries: NDArray[Any]


def table_of(marks: Marks | ArrayLike) -> Table:
    """A matrix with its labels; those of a plain matrix are 0, 1, 2 ….

    Raises ``Refused`` where a judge marked an entry twice, or a matrix is not one of finite numbers and NaN.

    >>> table_of(Marks(["J1", "J2", "J1"], ["T1", "T1", "T2"], [80, 82, 75])).marks
    array([[80., 75.],
           [82., nan]])
    """
    if not isinstance(marks, Marks):
        found = matrix(marks, "marks", gaps=True)
        return Table(found, np.arange(len(found)), np.arange(found.shape[1]))
    judges, row = np.unique(marks.judge, return_inverse=True)
    entries, column = np.unique(marks.entry, return_inverse=True)
    cells = row * len(entries) + column
    cell, first, times = np.unique(cells, return_index=True, return_counts=True)
    if (times > 1).any():
        at = int(first[np.argmax(times > 1)])
        raise Refused("marked_twice", f"marks[{at}]", "one mark for each judge and entry", f"{times.max()} marks")
    table = np.full(len(judges) * len(entries), np.nan)
    table[cell] = marks.mark[first]
    return Table(table.reshape(len(judges), len(entries)), judges, entries)


def matrix_of(marks: Marks | ArrayLike) -> Floats:
    """The matrix ``(n_judges, n_entries)`` of marks in either form, NaN where absent."""
    return table_of(marks).marks


def long_of(marks: Marks | ArrayLike) -> Marks:
    """The long form of marks in either form, row by row of the matrix; labels of a plain matrix are 0, 1, 2 ….

    >>> long_of([[80.0, 75.0], [82.0, float("nan")]]).entry
    array([0, 1, 0])
    """
    if isinstance(marks, Marks):
        return marks
    found = table_of(marks)
    row, column = np.nonzero(~np.isnan(found.marks))
    return Marks(found.judges[row], found.entries[column], found.marks[row, column])
