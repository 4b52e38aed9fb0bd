"""Marks for the lenses: a matrix judge by entry, or the long form, one row a mark.

A *lens* looks at the judged marks as floats and says how sure, how agreed or how fair they are; it never makes an
official total. In a matrix an absent mark is NaN: unscored is absent, never zero. In the long form it has no row.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.checks import LARGEST, matrix, numbers, place
from scoring.errors import Refused

SEED: Final = 20251108
"""The seed of every draw where ``rng`` is None, for numpy's PCG64."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, init=False)
class Marks:
    """Marks in the long form: three lists of shape ``(n_marks,)``, kept as arrays; labels are of one kind that sorts.

    Raises ``Refused`` for lists of unequal length, labels that cannot be told apart and sorted (text beside numbers,
    None, NaN), and marks that are not finite. No marks at all are refused where they are looked at.

    >>> Marks(["J1", None], ["T1", "T1"], [80, 82])
    Traceback (most recent call last):
        ...
    scoring.errors.Refused: marks.judge[1]: expected labels of one kind, such as text, found None [mixed_labels]
    """

    judge: NDArray[Any]
    entry: NDArray[Any]
    mark: Floats

    def __init__(self, judge: ArrayLike, entry: ArrayLike, mark: ArrayLike) -> None:
        object.__setattr__(self, "judge", labels_of(judge, "marks.judge"))
        object.__setattr__(self, "entry", labels_of(entry, "marks.entry"))
        object.__setattr__(self, "mark", numbers(mark, "marks.mark", gaps=True, most=inf))
        shapes = {self.judge.shape, self.entry.shape, self.mark.shape}
        if len(shapes) != 1 or self.mark.ndim != 1:
            raise Refused("unequal_lengths", "marks", "three lists of one length", f"shapes {sorted(map(str, shapes))}")
        if np.isnan(self.mark).any():
            at = int(np.argmax(np.isnan(self.mark)))
            raise Refused("not_finite", f"marks.mark[{at}]", "a finite number; an absent mark has no row", "none")


def labels_of(values: ArrayLike, name: str) -> NDArray[Any]:
    """Labels of one kind that sorts, such as text; a refusal names the first that is of another (``mixed_labels``)."""
    given = list(values) if isinstance(values, list | tuple) else values
    try:
        found = np.asarray(given)
        if found.dtype == object:
            np.sort(found)
    except (TypeError, ValueError) as error:
        raise _mixed(np.atleast_1d(np.array(given, dtype=object)).tolist(), name) from error
    if found.dtype.kind == "U" and isinstance(given, list) and not all(isinstance(each, str) for each in given):
        raise _mixed(given, name)
    none = np.asarray(found != found) if found.dtype.kind in "fcmMO" else np.zeros(found.shape, dtype=np.bool_)
    none = none | np.ma.getmaskarray(values) if isinstance(values, np.ma.MaskedArray) else none
    if none.any():
        raise Refused("mixed_labels", place(name, none), "a label, such as text", "none: NaN or a masked value")
    return found


def _mixed(given: list[Any], name: str) -> Refused:
    at = next((at for at, each in enumerate(given) if type(each) is not type(given[0])), 0)
    return Refused("mixed_labels", f"{name}[{at}]", "labels of one kind, such as text", repr(given[at]))


@dataclass(frozen=True, slots=True)
class Table:
    """Marks as a matrix ``(n_judges, n_entries)`` with the sorted labels of its rows and columns."""

    marks: Floats
    judges: NDArray[Any]
    entries: NDArray[Any]


def table_of(marks: Marks | ArrayLike, *, most: float = LARGEST) -> Table:
    """A matrix with its labels; those of a plain matrix are 0, 1, 2 ….

    Raises ``Refused`` where a judge marked an entry twice, where there is no mark at all (``nothing_to_score``), and
    for a mark that is more than ``most`` in size or no number; NaN in a matrix is what is absent.

    >>> table_of(Marks(["J1", "J2", "J1"], ["T1", "T1", "T2"], [80, 82, 75])).marks
    array([[80., 75.],
           [82., nan]])
    """
    if not isinstance(marks, Marks):
        found = matrix(marks, "marks", gaps=True, most=most)
        return Table(found, np.arange(len(found)), np.arange(found.shape[1]))
    _looked_at(marks, most)
    judges, row = np.unique(marks.judge, return_inverse=True)
    entries, column = np.unique(marks.entry, return_inverse=True)
    cells = row * len(entries) + column
    cell, row_of_cell = marked_once(cells, "one mark for each judge and entry")
    table = np.full(len(judges) * len(entries), np.nan)
    table[cell] = marks.mark[row_of_cell]
    return Table(table.reshape(len(judges), len(entries)), judges, entries)


def marked_once(cells: NDArray[np.intp], expected: str) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The cells that marks stand in, sorted, and the row of each; a refusal (``marked_twice``) where one has more."""
    cell, row, times = np.unique(cells, return_index=True, return_counts=True)
    if (times > 1).any():
        at = int(np.argmax(times > 1))
        raise Refused("marked_twice", f"marks[{row[at]}]", expected, f"{times[at]} marks")
    return cell, row


def _looked_at(marks: Marks, most: float) -> Marks:
    if marks.mark.size == 0:
        raise Refused("nothing_to_score", "marks", "at least one mark", "none")
    numbers(marks.mark, "marks.mark", most=most)
    return marks


def matrix_of(marks: Marks | ArrayLike) -> Floats:
    """The matrix ``(n_judges, n_entries)`` of marks in either form, NaN where absent; of any magnitude.

    Agreement asks for it, which looks at places or takes marks to their own spread first.
    """
    return table_of(marks, most=inf).marks


def long_of(marks: Marks | ArrayLike) -> Marks:
    """The long form of marks in either form, row by row of the matrix; labels of a plain matrix are 0, 1, 2 ….

    Raises ``Refused`` as ``table_of`` does, but for a judge who marked an entry twice.

    >>> long_of([[80.0, 75.0], [82.0, float("nan")]]).entry
    array([0, 1, 0])
    """
    if isinstance(marks, Marks):
        return _looked_at(marks, LARGEST)
    found = table_of(marks)
    row, column = np.nonzero(~np.isnan(found.marks))
    return Marks(found.judges[row], found.entries[column], found.marks[row, column])
