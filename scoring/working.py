"""The working of one entry: from its marks and figures through every stage to its total.

A *course* is one way through the method: as declared; with no stage rounded; with plain means and no stage rounded.
The last two serve the tie chain. A *quantity* remembers whether it rests on an irrational step, since only such a
value can stand nearer to a rounding boundary than its own twelve decimals tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from scoring.aggregate import MEANS, spread_weights
from scoring.book import Book
from scoring.errors import Refused
from scoring.exact import is_near_boundary, rounded
from scoring.normalize import QUANTIZED
from scoring.outcome import Notice
from scoring.panel import PLAIN_MEAN, Seating, Shares, seat, weighted_mean
from scoring.records import Dimension, Entry, Indicator, Method, Panel, Rounding


@dataclass(frozen=True, slots=True)
class Course:
    """One way through the method: which panel rule, and how stages round (None: not at all)."""

    panel: Panel
    rounding: Rounding | None


def as_declared(method: Method) -> Course:
    """The course that makes the official total."""
    return Course(method.panel, method.rounding)


def unrounded(method: Method) -> Course:
    """The declared panel rule, with no stage rounded."""
    return Course(method.panel, None)


def untrimmed(method: Method) -> Course:
    """Plain means of all marks, with no stage rounded."""
    return Course(PLAIN_MEAN, None)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number on its way to the total, and whether it rests on an irrational step."""

    value: Fraction
    is_quantized: bool = False


@dataclass(frozen=True, slots=True)
class Leaf:
    """An indicator in an entry's working; ``weight`` after what was left out has been spread."""

    indicator: Indicator
    weight: Fraction
    shares: Shares
    exact: Quantity | None
    score: Quantity | None
    weighted: Quantity | None


@dataclass(frozen=True, slots=True)
class Branch:
    """A dimension in an entry's working, without the indicators left out."""

    dimension: Dimension
    leaves: tuple[Leaf, ...]
    left_out: tuple[str, ...]
    exact: Quantity | None
    score: Quantity | None


@dataclass(frozen=True, slots=True)
class Working:
    """``exact`` is the total with adjustments before its own rounding; None where it cannot be reckoned."""

    entry: Entry
    branches: tuple[Branch, ...]
    subtotal: Quantity | None
    adjustment: Fraction
    exact: Quantity | None
    total: Quantity | None
    notices: tuple[Notice, ...]


def work(book: Book, entry: str, course: Course) -> Working:
    """Work an entry's total out; raises ``Refused`` where an eligible entry lacks what the method needs."""
    return _Worker(book, book.entry(entry), course).work()


_NO_SHARES: Final[Shares] = {}


class _Worker:
    """One pass through the stages for one entry, gathering notices on the way."""

    def __init__(self, book: Book, entry: Entry, course: Course) -> None:
        self.book, self.entry, self.course = book, entry, course
        self.method = book.method
        self.mean = MEANS.get(book.method.aggregate)
        self.seating: Seating = seat(book, entry.code, course.panel)
        self.notices: list[Notice] = list(self.seating.notices)

    def work(self) -> Working:
        branches = tuple(self.branch(dimension) for dimension in self.book.criteria)
        subtotal = self.combined(
            [branch.score for branch in branches],
            [sum((Fraction(leaf.weight) for leaf in b.dimension.indicators), Fraction(0)) for b in branches],
        )
        adjustment = self.book.adjustment(self.entry.code)
        exact = None if subtotal is None else replace(subtotal, value=subtotal.value + adjustment)
        total = self.stage("total", exact, Notice("near_rounding_boundary"))
        return Working(self.entry, branches, subtotal, adjustment, exact, total, tuple(self.notices))

    def branch(self, dimension: Dimension) -> Branch:
        left_out = self.left_out(dimension)
        weights = {leaf.code: Fraction(leaf.weight) for leaf in dimension.indicators}
        spread = spread_weights(weights, frozenset(left_out))
        leaves = tuple(self.leaf(leaf, spread[leaf.code]) for leaf in dimension.indicators if leaf.code in spread)
        parts = [leaf.weighted if self.mean is None else leaf.score for leaf in leaves]
        exact = self.combined(parts, [leaf.weight for leaf in leaves])
        score = self.stage("dimension", exact, Notice("near_rounding_boundary", dimension=dimension.code))
        return Branch(dimension, leaves, left_out, exact, score)

    def left_out(self, dimension: Dimension) -> tuple[str, ...]:
        if self.method.missing != "exclude":
            return ()
        left_out = tuple(leaf.code for leaf in dimension.indicators if self.lacks_figure(leaf))
        if len(left_out) == len(dimension.indicators):
            self.refuse_if_eligible(
                "dimension_empty", f"a figure for at least one indicator of dimension {dimension.code}", dimension.code
            )
            return ()
        self.notices += [Notice("indicator_left_out", indicator=code) for code in left_out]
        return left_out

    def leaf(self, indicator: Indicator, weight: Fraction) -> Leaf:
        shares = self.seating.shares.get(indicator.code, _NO_SHARES)
        exact = self.judged(indicator) if indicator.kind == "judged" else self.measured(indicator)
        score = self.stage("panel", exact, Notice("near_rounding_boundary", indicator=indicator.code))
        weighted = None
        if score is not None and self.mean is None:
            points = score.value * weight / (100 if self.method.weighting == "percent" else 1)
            place = Notice("near_rounding_boundary", indicator=indicator.code)
            weighted = self.stage("weighted", replace(score, value=points), place)
        return Leaf(indicator, weight, shares, exact, score, weighted)

    def judged(self, indicator: Indicator) -> Quantity | None:
        marks = self.book.marks_of(self.entry.code, indicator.code)
        mean = weighted_mean(marks, self.seating.shares[indicator.code])
        if mean is None:
            whole = "in a complete ballot " if marks else ""
            self.refuse_if_eligible("no_mark", f"a mark {whole}for judged indicator {indicator.code}", indicator.code)
            return None
        return Quantity(mean)

    def measured(self, indicator: Indicator) -> Quantity | None:
        if self.lacks_figure(indicator):
            return self.missing(indicator)
        scorer = self.book.scorers[indicator.code]
        figure = self.book.figures[self.entry.code, indicator.code]
        score = scorer.score(figure, must_clamp=not self.entry.is_eligible)
        quantized = scorer.rule.by in QUANTIZED and not scorer.is_constant
        return None if score is None else Quantity(score, quantized)

    def missing(self, indicator: Indicator) -> Quantity | None:
        if self.method.missing == "floor":
            self.notices.append(Notice("figure_missing_floor", indicator=indicator.code))
            return Quantity(Fraction(0))
        self.refuse_if_eligible("figure_missing", f"a figure for indicator {indicator.code}", indicator.code)
        return None

    def lacks_figure(self, indicator: Indicator) -> bool:
        return indicator.kind == "measured" and (self.entry.code, indicator.code) not in self.book.figures

    def combined(self, parts: Sequence[Quantity | None], weights: Sequence[Fraction]) -> Quantity | None:
        known = [part for part in parts if part is not None]
        if len(known) < len(parts):
            return None
        values = [part.value for part in known]
        if self.mean is None:
            return Quantity(sum(values, Fraction(0)), any(part.is_quantized for part in known))
        if min(values) < 0:
            name = self.method.aggregate
            self.refuse("negative_score", f"scores of at least 0, as the {name} mean asks", "a negative score", name)
        return Quantity(self.mean(values, weights), is_quantized=True)

    def stage(self, name: str, quantity: Quantity | None, near: Notice) -> Quantity | None:
        rounding = self.course.rounding
        if quantity is None or rounding is None or name not in rounding.at:
            return quantity
        if quantity.is_quantized and is_near_boundary(quantity.value, rounding.places):
            self.notices.append(replace(near, stage=name))
        return Quantity(rounded(quantity.value, rounding.places, rounding.mode))

    def refuse_if_eligible(self, code: str, expected: str, subject: str) -> None:
        if self.entry.is_eligible:
            self.refuse(code, expected, f"none for entry {self.entry.code}", subject)

    def refuse(self, code: str, expected: str, found: str, subject: str) -> None:
        place = f"/entries/{self.book.place[self.entry.code]}"
        raise Refused(code, place, expected, found, entry=self.entry.code, subject=subject)
