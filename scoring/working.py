"""The working of one entry in fractions, as a reader with pencil and paper would make it: from its marks and figures
through every stage to its total.

The tally works on integers, all entries at once (``scoring.sheet``), and refuses what cannot be scored; here a number
that cannot be reckoned is None. Both arrive at the same numbers, which the tests hold them to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from scoring.book import Book
from scoring.course import Course
from scoring.exact import rounded
from scoring.exact_means import MEANS, spread_weights
from scoring.panel import Seating, Shares, seat, weighted_mean
from scoring.records import Dimension, Entry, Indicator


@dataclass(frozen=True, slots=True)
class Leaf:
    """An indicator in an entry's working; ``weight`` after what was left out has been spread."""

    indicator: Indicator
    weight: Fraction
    shares: Shares
    exact: Fraction | None
    score: Fraction | None
    weighted: Fraction | None


@dataclass(frozen=True, slots=True)
class Branch:
    """A dimension in an entry's working, without the indicators left out."""

    dimension: Dimension
    leaves: tuple[Leaf, ...]
    exact: Fraction | None
    score: Fraction | None


@dataclass(frozen=True, slots=True)
class Working:
    """``exact`` is the total with adjustments before its own rounding; None where it cannot be reckoned."""

    entry: Entry
    branches: tuple[Branch, ...]
    subtotal: Fraction | None
    adjustment: Fraction
    exact: Fraction | None
    total: Fraction | None


def work(book: Book, entry: str, course: Course) -> Working:
    """Work an entry's total out."""
    return _Worker(book, book.entry(entry), course).work()


_NO_SHARES: Final[Shares] = {}


class _Worker:
    """One pass through the stages for one entry."""

    def __init__(self, book: Book, entry: Entry, course: Course) -> None:
        self.book, self.entry, self.course = book, entry, course
        self.method = book.method
        self.mean = MEANS.get(book.method.aggregate)
        self.seating: Seating = seat(book, entry.code, course.panel)

    def work(self) -> Working:
        branches = tuple(self.branch(dimension) for dimension in self.book.criteria)
        subtotal = self.combined(
            [branch.score for branch in branches],
            [sum((Fraction(leaf.weight) for leaf in b.dimension.indicators), Fraction(0)) for b in branches],
        )
        adjustment = self.book.adjustment(self.entry.code)
        exact = None if subtotal is None else subtotal + adjustment
        return Working(self.entry, branches, subtotal, adjustment, exact, self.stage("total", exact))

    def branch(self, dimension: Dimension) -> Branch:
        weights = {leaf.code: Fraction(leaf.weight) for leaf in dimension.indicators}
        spread = spread_weights(weights, self.left_out(dimension))
        leaves = tuple(self.leaf(leaf, spread[leaf.code]) for leaf in dimension.indicators if leaf.code in spread)
        parts = [leaf.weighted if self.mean is None else leaf.score for leaf in leaves]
        exact = self.combined(parts, [leaf.weight for leaf in leaves])
        return Branch(dimension, leaves, exact, self.stage("dimension", exact))

    def left_out(self, dimension: Dimension) -> frozenset[str]:
        left_out = frozenset(leaf.code for leaf in dimension.indicators if self.lacks_figure(leaf))
        is_empty = len(left_out) == len(dimension.indicators)
        return frozenset() if self.method.missing != "exclude" or is_empty else left_out

    def leaf(self, indicator: Indicator, weight: Fraction) -> Leaf:
        shares = self.seating.shares.get(indicator.code, _NO_SHARES)
        exact = self.judged(indicator) if indicator.kind == "judged" else self.measured(indicator)
        score = self.stage("panel", exact)
        weighted = None
        if score is not None and self.mean is None:
            weighted = self.stage("weighted", score * weight / (100 if self.method.weighting == "percent" else 1))
        return Leaf(indicator, weight, shares, exact, score, weighted)

    def judged(self, indicator: Indicator) -> Fraction | None:
        marks = self.book.marks_of(self.entry.code, indicator.code)
        return weighted_mean(marks, self.seating.shares[indicator.code])

    def measured(self, indicator: Indicator) -> Fraction | None:
        if self.lacks_figure(indicator):
            return Fraction(0) if self.method.missing == "floor" else None
        figure = self.book.figures[self.entry.code, indicator.code]
        return self.book.scorers[indicator.code].score(figure, must_clamp=not self.entry.is_eligible)

    def lacks_figure(self, indicator: Indicator) -> bool:
        return indicator.kind == "measured" and (self.entry.code, indicator.code) not in self.book.figures

    def combined(self, parts: Sequence[Fraction | None], weights: Sequence[Fraction]) -> Fraction | None:
        values = [part for part in parts if part is not None]
        if len(values) < len(parts):
            return None
        if self.mean is None:
            return sum(values, Fraction(0))
        return None if min(values) < 0 else self.mean(values, weights)

    def stage(self, name: str, value: Fraction | None) -> Fraction | None:
        rounding = self.course.rounding
        if value is None or rounding is None or name not in rounding.at:
            return value
        return rounded(value, rounding.places, rounding.mode)
