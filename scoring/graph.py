"""Which judges and entries hang together: the graph with an edge for each mark, split into its connected parts.

Two entries can be compared only along a chain of shared judges. Where the graph falls into parts, a severe panel and a
weak field look alike, and whatever compares across them is refused with the parts named.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.errors import Refused

Whole = NDArray[np.intp]
_NAMED = 8


def components(n_judges: int, n_entries: int, judge_index: Whole, entry_index: Whole) -> tuple[Whole, Whole]:
    """The part of every judge and of every entry, numbered from 0 by the first judge in it.

    ``judge_index`` and ``entry_index`` have shape ``(n_marks,)``: mark by mark, who gave it and to whom. A judge or an
    entry without a mark is a part of its own; entries without marks come last. Every node takes the smallest number
    among its neighbors until nothing moves, with pointer jumping, so a long chain takes few rounds.

    >>> [part.tolist() for part in components(3, 3, np.array([0, 0, 1, 2]), np.array([0, 1, 1, 2]))]
    [[0, 0, 1], [0, 0, 1]]
    """
    root = np.arange(n_judges + n_entries)
    left, right = np.asarray(judge_index, dtype=np.intp), np.asarray(entry_index, dtype=np.intp) + n_judges
    while not np.array_equal(root[left], root[right]):
        low = np.minimum(root[left], root[right])
        np.minimum.at(root, root[left], low)
        np.minimum.at(root, root[right], low)
        while not np.array_equal(root, root[root]):
            root = root[root]
    part = np.unique(root, return_inverse=True)[1].astype(np.intp)
    return part[:n_judges], part[n_judges:]


def require_connected(judges: ArrayLike, entries: ArrayLike, parts: tuple[Whole, Whole], place: str) -> None:
    """Refuse (``disconnected``) a design in more than one part, each named by its judges and entries.

    >>> parts = components(2, 2, np.array([0, 1]), np.array([0, 1]))
    >>> require_connected([1, 2], [3, 4], parts, "A")
    Traceback (most recent call last):
        ...
    scoring.errors.Refused: A: expected entries that judges link, found 2 parts: 1 with 3; 2 with 4 [disconnected]
    """
    of_judge, of_entry = parts
    count = int(max(of_judge.max(initial=-1), of_entry.max(initial=-1))) + 1
    if count <= 1:
        return
    shown = []
    for part in range(count):
        theirs = [_names(judges, of_judge == part), _names(entries, of_entry == part)]
        shown.append(" with ".join(theirs))
    names = "; ".join(shown)
    raise Refused(
        "disconnected", place, "entries that judges link", f"{count} parts: {names}",
        count=str(count), parts=names,
    )  # fmt: skip


def _names(labels: ArrayLike, chosen: NDArray[np.bool_]) -> str:
    names = [str(label) for label in np.asarray(labels)[chosen]]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return (", ".join(names[:_NAMED]) or "nobody") + more
