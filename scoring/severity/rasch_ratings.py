"""Marks made ready for the Rasch model: categories, element numbers, extreme elements set aside, and what is refused.

An *element* is one entry, criterion or judge. An element whose marks all stand in the lowest or all in the highest
category is *extreme*: its maximum likelihood measure is infinite and its marks tell nothing of the others. It is set
aside, which may make others extreme; what stays is the *core*. Elements set aside are measured afterward, last first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.checks import vector
from scoring.errors import Refused
from scoring.graph import components, require_connected
from scoring.marks import Floats, Marks, labels_of, long_of, marked_once
from scoring.severity.rasch_model import Whole

FACETS: Final = ("entry", "criterion", "judge")
MOST_CATEGORIES: Final = 9
_NAMED = 8
Truth = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Ratings:
    """Category of each mark (n_marks,), its three element numbers (3, n_marks), and the labels of each facet.

    ``categories`` holds what each category is called: the mark itself, or the number of the bin from 0.
    """

    category: Whole
    element: Whole
    labels: tuple[NDArray[Any], NDArray[Any], NDArray[Any]]
    categories: Floats

    @property
    def sizes(self) -> tuple[int, int, int]:
        """How many entries, criteria and judges."""
        entries, criteria, judges = self.labels
        return len(entries), len(criteria), len(judges)

    def named(self, facet: int, chosen: Truth) -> str:
        """The labels chosen, the first eight of them."""
        names = [str(label) for label in self.labels[facet][chosen]]
        return ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")


@dataclass(frozen=True, slots=True)
class Layer:
    """Extreme elements of one facet set aside at once, and the marks (n_marks,) that then still counted."""

    facet: int
    extreme: Truth
    live: Truth


@dataclass(frozen=True, slots=True)
class Peeled:
    """The marks of the core (n_marks,) and the layers set aside, first to last."""

    core: Truth
    layers: tuple[Layer, ...]

    def extreme(self, facet: int, n: int) -> Truth:
        """Which elements of a facet were set aside."""
        found = np.zeros(n, dtype=np.bool_)
        for layer in self.layers:
            if layer.facet == facet:
                found |= layer.extreme
        return found

    def counted(self, ratings: Ratings, facet: int) -> Truth:
        """The marks that an element's measure rests on: the core's, or those that counted when it was set aside."""
        found = self.core.copy()
        for layer in self.layers:
            if layer.facet == facet:
                found |= layer.live & layer.extreme[ratings.element[facet]]
        return found


def ratings_of(marks: Marks | ArrayLike, criterion: ArrayLike | None, cuts: ArrayLike | None) -> Ratings:
    """Categories and numbers; refuses what the model cannot take (codes in ``rasch``)."""
    long = long_of(marks)
    n = len(long.mark)
    label = np.zeros(n, dtype=np.intp) if criterion is None else labels_of(criterion, "criterion")
    if criterion is not None and (not isinstance(marks, Marks) or label.shape != (n,)):
        raise Refused(
            "unequal_lengths", "criterion", "marks in the long form, and one criterion for each", f"shape {label.shape}"
        )
    if n == 0:
        raise Refused("nothing_to_score", "marks", "at least one mark", "none")
    category, categories = _categories(long.mark, cuts)
    found = [np.unique(each, return_inverse=True) for each in (long.entry, label, long.judge)]
    element = np.stack([index for _, index in found])
    cell = np.ravel_multi_index(tuple(element), tuple(len(labels) for labels, _ in found))
    marked_once(cell, "one mark for each judge, entry and criterion")
    return Ratings(category, element, (found[0][0], found[1][0], found[2][0]), categories)


def _categories(mark: Floats, cuts: ArrayLike | None) -> tuple[Whole, Floats]:
    if cuts is None:
        categories, category = np.unique(mark, return_inverse=True)
    else:
        lines = vector(cuts, "cuts")
        if (np.diff(lines) <= 0).any():
            raise Refused("not_ascending", "cuts", "cut points that rise", str(lines.tolist()))
        category = np.searchsorted(lines, mark, side="right")
        categories = np.arange(len(lines) + 1, dtype=np.float64)
    if len(categories) > MOST_CATEGORIES:
        wanted = f"at most {MOST_CATEGORIES} categories; bin the marks by declared cut points (cuts)"
        raise Refused("too_many_categories", "marks" if cuts is None else "cuts", wanted, f"{len(categories)}")
    if len(np.unique(category)) == 1:
        raise Refused("one_category", "marks", "marks of two categories at least", f"{len(mark)} marks of one")
    _require_all(np.bincount(category, minlength=len(categories)), categories, "cuts")
    return category.astype(np.intp), categories


def _require_all(counts: Whole, categories: Floats, place: str, when: str = "") -> None:
    if (counts == 0).any():
        at = int(np.argmin(counts))
        wanted = "a mark in every category" + when + "; merge categories by cut points (cuts)"
        raise Refused("empty_category", place, wanted, f"none in category {categories[at]:g}")


def peel(ratings: Ratings, facets: tuple[int, ...]) -> Peeled:
    """Set aside the extreme elements of these facets, one facet at a time, until none is left.

    Raises ``empty_category`` where only extreme elements have a category, and ``all_extreme`` where nothing is left or
    an element has marks with extreme elements only.
    """
    core, layers = np.ones(len(ratings.category), dtype=np.bool_), []
    found = True
    while found:
        found = False
        for facet in facets:
            extreme = _extreme(ratings, facet, core)
            if extreme.any():
                layers.append(Layer(facet, extreme, core))
                core, found = core & ~extreme[ratings.element[facet]], True
    peeled = Peeled(core, tuple(layers))
    _require_core(ratings, peeled)
    return peeled


def _extreme(ratings: Ratings, facet: int, live: Truth) -> Truth:
    element, top, n = ratings.element[facet][live], len(ratings.categories) - 1, ratings.sizes[facet]
    number = np.bincount(element, minlength=n)
    total = np.bincount(element, ratings.category[live], minlength=n)
    found: Truth = (number > 0) & ((total == 0) | (total == top * number))
    return found


def _require_core(ratings: Ratings, peeled: Peeled) -> None:
    counts = np.bincount(ratings.category[peeled.core], minlength=len(ratings.categories))
    for facet, size in enumerate(ratings.sizes):
        alone = ~peeled.extreme(facet, size)
        alone[ratings.element[facet][peeled.core]] = False
        if alone.any() or not peeled.core.any():
            who = ratings.named(facet, alone if alone.any() else peeled.extreme(facet, size))
            wanted = f"for each {FACETS[facet]} a mark given by and to elements that are not extreme"
            raise Refused("all_extreme", "marks", wanted, f"none for {who}")
    _require_all(counts, ratings.categories, "marks", " given by and to elements that are not extreme")


def require_linked(ratings: Ratings, core: Truth) -> None:
    """Refuse (``disconnected``) what the marks of the core cannot compare, with the elements named."""
    entry, criterion, judge = (each[core] for each in ratings.element)
    entries, criteria, judges = ratings.labels
    for other, labels in ((judge, judges), (criterion, criteria)):
        here, at_other = np.unique(other, return_inverse=True)
        there, at_entry = np.unique(entry, return_inverse=True)
        parts = components(len(here), len(there), at_other, at_entry)
        require_connected(labels[here].tolist(), entries[there].tolist(), parts, "marks")
    _require_rank(ratings, core)


def _require_rank(ratings: Ratings, core: Truth) -> None:
    """Judges and criteria may hang together by entries and yet be confounded with one another."""
    n_criteria, n_judges = ratings.sizes[1:]
    entry, criterion, judge = (each[core] for each in ratings.element)
    free = np.zeros((ratings.sizes[0], n_criteria + n_judges))
    np.add.at(free, (entry, criterion), 1)
    np.add.at(free, (entry, n_criteria + judge), 1)
    both = np.zeros((n_criteria + n_judges,) * 2)
    for left in (criterion, n_criteria + judge):
        for right in (criterion, n_criteria + judge):
            np.add.at(both, (left, right), 1)
    marks_each = np.maximum(np.bincount(entry, minlength=len(free)), 1)
    rest = both - free.T @ (free / marks_each[:, np.newaxis])
    present = np.diag(both) > 0
    for block in (slice(0, n_criteria), slice(n_criteria, None)):
        one = np.zeros(len(rest))
        one[block] = present[block]
        rest += np.outer(one, one)
    rest[~present, ~present] = 1
    value, axis = np.linalg.eigh(rest)
    if value[0] < 1e-9 * value[-1]:
        mixed = np.abs(axis[:, 0]) > 1e-6
        who = f"criteria {ratings.named(1, mixed[:n_criteria])} with judges {ratings.named(2, mixed[n_criteria:])}"
        raise Refused("disconnected", "marks", "criteria and judges that the marks tell apart", f"confounded: {who}")
