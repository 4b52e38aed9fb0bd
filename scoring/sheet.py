"""A whole round worked out along one course: every score, dimension and total of all entries, as columns of integers.

The stages are taken in the order of the tree, so the first fault found for an entry is the first in its working; it is
refused only when a result rests on that entry. Figures are normalized, and geometric and harmonic means taken, as
fractions: those steps are not sums of integers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from itertools import compress

import numpy as np

from scoring.book import Book
from scoring.columns import Column, Mask, total_of
from scoring.course import Course, as_declared
from scoring.curves import QUANTIZED
from scoring.errors import Refused
from scoring.exact import is_near_boundary
from scoring.exact_means import MEANS, spread_weights
from scoring.outcome import Notice
from scoring.panel_means import panel_means, panel_notices
from scoring.records import Dimension, Indicator

Weight = Fraction | Column
"""One weight for all entries, or one for each."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a course makes of a round; rows are the entries in the order of the file.

    ``scores`` and ``left_out`` are by indicator (left out: figure missing, weight spread), ``dimensions`` by dimension.
    ``exact`` is the total with adjustments before its own rounding. ``faults`` holds, by entry, why it has no total.
    """

    scores: Mapping[str, Column]
    left_out: Mapping[str, Mask]
    dimensions: Mapping[str, Column]
    adjustment: Column
    exact: Column
    total: Column
    notices: tuple[Notice, ...]
    faults: Mapping[str, Refused]

    def refuse(self, entries: Iterable[str]) -> None:
        """Raise the fault of the first of these entries that has one."""
        for entry in entries:
            if entry in self.faults:
                raise self.faults[entry]


class Sheets:
    """The sheets of a book: each course is worked once; figures and adjustments are put in columns once for all."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._measured, self._adjustment = _measured(book), Column.of(book.adjustments)
        self.of = cache(self._work)

    @property
    def declared(self) -> Sheet:
        """The sheet of the official total."""
        return self.of(as_declared(self.book.method))

    def _work(self, course: Course) -> Sheet:
        return _Work(self.book, course, self._measured).sheet(self._adjustment)


def _measured(book: Book) -> dict[str, Column]:
    """By measured indicator: the score of each entry's figure; a missing one scores 0 where the method says so."""
    columns = {}
    absent = Fraction(0) if book.method.missing == "floor" else None
    for code, scorer in book.scorers.items():
        is_irrational = scorer.rule.by in QUANTIZED and not scorer.is_constant
        found = [book.figures.get((entry.code, code)) for entry in book.round.entries]
        scores = [
            absent if figure is None else scorer.score(figure, must_clamp=not entry.is_eligible)
            for figure, entry in zip(found, book.round.entries, strict=True)
        ]
        quantized = [figure is not None and is_irrational for figure in found]
        columns[code] = Column.of(scores, np.array(quantized, dtype=np.bool_))
    return columns


class _Work:
    """One pass through the stages for all entries, gathering notices and faults on the way."""

    def __init__(self, book: Book, course: Course, measured: Mapping[str, Column]) -> None:
        self.book, self.course, self.method = book, course, book.method
        self.entries = book.round.entries
        self.eligible: Mask = np.array([entry.is_eligible for entry in self.entries], dtype=np.bool_)
        self.exact_scores = {**panel_means(book, course.panel), **measured}
        self.notices: list[Notice] = list(panel_notices(book, course.panel))
        self.faults: dict[str, Refused] = {}
        self.scores: dict[str, Column] = {}
        self.left_out: dict[str, Mask] = {}

    def sheet(self, adjustment: Column) -> Sheet:
        dimensions = {dimension.code: self.dimension(dimension) for dimension in self.book.criteria}
        weights = [sum((Fraction(leaf.weight) for leaf in d.indicators), Fraction(0)) for d in self.book.criteria]
        subtotal = self.combined([*dimensions.values()], weights)
        exact = total_of([subtotal, adjustment])
        total = self.stage("total", exact, Notice("near_rounding_boundary"))
        return Sheet(self.scores, self.left_out, dimensions, adjustment, exact, total, tuple(self.notices), self.faults)

    def dimension(self, dimension: Dimension) -> Column:
        left_out = self.left_out_of(dimension)
        weights = self.spread(dimension, left_out)
        scores = [self.score(leaf, left_out[:, at]) for at, leaf in enumerate(dimension.indicators)]
        if self.method.aggregate == "arithmetic":
            scores = [
                self.weighted(leaf, score, weight)
                for leaf, score, weight in zip(dimension.indicators, scores, weights, strict=True)
            ]
        exact = self.combined(scores, weights)
        return self.stage("dimension", exact, Notice("near_rounding_boundary", dimension=dimension.code))

    def left_out_of(self, dimension: Dimension) -> Mask:
        """Which figures are missing and left out, shape ``(n_entries, n_indicators)``; never a whole dimension."""
        n_indicators = len(dimension.indicators)
        left_out = np.zeros((len(self.entries), n_indicators), dtype=np.bool_)
        if self.method.missing != "exclude":
            return left_out
        for at, leaf in enumerate(dimension.indicators):
            left_out[:, at] = self.lacks_figure(leaf)
        empty = left_out.sum(axis=1, dtype=np.int64) == n_indicators
        expected = f"a figure for at least one indicator of dimension {dimension.code}"
        self.fault_if_eligible("dimension_empty", empty, expected, dimension.code)
        left_out[empty] = False
        return left_out

    def spread(self, dimension: Dimension, left_out: Mask) -> Sequence[Weight]:
        """The weight of each indicator: one for all entries, or by entry where some leave indicators out (0 there)."""
        weights = {leaf.code: Fraction(leaf.weight) for leaf in dimension.indicators}
        if not left_out.any():
            return [*weights.values()]
        spread = cache(lambda codes: spread_weights(weights, codes))
        rows = [spread(frozenset(compress(weights, row))) for row in left_out.tolist()]
        return [Column.of([row.get(code, Fraction(0)) for row in rows]) for code in weights]

    def score(self, leaf: Indicator, left_out: Mask) -> Column:
        exact = self.exact_scores[leaf.code]
        self.tell_missing(leaf, ~exact.known & ~left_out, left_out)
        score = self.stage("panel", exact, Notice("near_rounding_boundary", indicator=leaf.code))
        self.scores[leaf.code], self.left_out[leaf.code] = score, left_out
        return replace(score, known=score.known | left_out) if left_out.any() else score

    def tell_missing(self, leaf: Indicator, unknown: Mask, left_out: Mask) -> None:
        self.note(Notice("indicator_left_out", indicator=leaf.code), left_out)
        if not unknown.any() and self.method.missing != "floor":
            return
        if leaf.kind == "measured":
            if self.method.missing == "floor":
                self.note(Notice("figure_missing_floor", indicator=leaf.code), self.lacks_figure(leaf))
            self.fault_if_eligible("figure_missing", unknown, f"a figure for indicator {leaf.code}", leaf.code)
            return
        marked = self.book.marks.given[:, :, self.book.judged.index(leaf)].any(axis=0)
        for is_marked, whole in ((False, ""), (True, "in a complete ballot ")):
            expected = f"a mark {whole}for judged indicator {leaf.code}"
            self.fault_if_eligible("no_mark", unknown & (marked == is_marked), expected, leaf.code)

    def weighted(self, leaf: Indicator, score: Column, weight: Weight) -> Column:
        per = 100 if self.method.weighting == "percent" else 1
        points = score.times(weight, per) if isinstance(weight, Column) else score.scaled(weight / per)
        return self.stage("weighted", points, Notice("near_rounding_boundary", indicator=leaf.code))

    def combined(self, parts: Sequence[Column], weights: Sequence[Weight]) -> Column:
        """The sum of points already weighted, or the declared mean of scores."""
        if self.method.aggregate == "arithmetic":
            return total_of(parts)
        known = np.logical_and.reduce([part.known for part in parts])
        by_entry = [w if isinstance(w, Column) else Column.alike(w, len(self.entries)) for w in weights]
        means = [self.mean(row, parts, by_entry) if known[row] else None for row in range(len(self.entries))]
        return Column.of(means, np.array([mean is not None for mean in means], dtype=np.bool_))

    def mean(self, row: int, parts: Sequence[Column], weights: Sequence[Column]) -> Fraction | None:
        both = [(part.fraction(row), weight.fraction(row)) for part, weight in zip(parts, weights, strict=True)]
        values = [value for value, weight in both if weight > 0]
        if min(values) < 0:
            name = self.method.aggregate
            expected = f"scores of at least 0, as the {name} mean asks"
            self.fault("negative_score", row, expected, "a negative score", name)
            return None
        return MEANS[self.method.aggregate](values, [weight for _, weight in both if weight > 0])

    def stage(self, name: str, column: Column, near: Notice) -> Column:
        rounding = self.course.rounding
        if rounding is None or name not in rounding.at:
            return column
        is_near = column.quantized & column.known
        if is_near.any():
            for row in np.flatnonzero(is_near).tolist():
                is_near[row] = is_near_boundary(column.fraction(row), rounding.places)
            self.note(replace(near, stage=name), is_near)
        return column.rounded(rounding.places, rounding.mode)

    def lacks_figure(self, leaf: Indicator) -> Mask:
        figures = self.book.figures
        lacks = [leaf.kind == "measured" and (entry.code, leaf.code) not in figures for entry in self.entries]
        return np.array(lacks, dtype=np.bool_)

    def note(self, notice: Notice, rows: Mask) -> None:
        if not rows.any():
            return
        self.notices += [replace(notice, entry=self.entries[row].code) for row in np.flatnonzero(rows).tolist()]

    def fault_if_eligible(self, code: str, rows: Mask, expected: str, subject: str) -> None:
        for row in np.flatnonzero(rows & self.eligible).tolist():
            self.fault(code, row, expected, f"none for entry {self.entries[row].code}", subject)

    def fault(self, code: str, row: int, expected: str, found: str, subject: str) -> None:
        entry = self.entries[row].code
        refused = Refused(code, f"/entries/{row}", expected, found, entry=entry, subject=subject)
        self.faults.setdefault(entry, refused)
