"""The panel's mean on every judged indicator of every entry, at once.

All arrays have the shape ``(n_judges, n_entries, n_judged)`` of the marks, or that without its first axis. Trimmed by
indicator, each rule keeps one span of the marks in ascending order; trimmed by judge, each judge keeps a share of all
their marks. ``scoring.panel`` tells the same for one entry, judge by judge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from math import lcm
from typing import Final

import numpy as np

from scoring.book import Book, Marks
from scoring.columns import Column, Integers, Mask, fitted, in_common, integers, largest
from scoring.outcome import Notice
from scoring.panel import drops_judges
from scoring.records import Panel

Span = tuple[Integers, Integers]


def panel_means(book: Book, panel: Panel) -> dict[str, Column]:
    """By judged indicator: the panel's mean for each entry, unknown where no mark is kept."""
    sums, shares = _by_judge(book, panel) if drops_judges(panel) else _by_indicator(book.levelled, panel)
    columns = Column.quotients(sums, shares, book.levelled.quanta)
    return {leaf.code: column for leaf, column in zip(book.judged, columns, strict=True)}


def judge_totals(book: Book) -> tuple[Integers, Mask]:
    """Σ weight·mark by judge and entry, all of one quantum, and who marked every judged indicator of the entry.

    The marks are those given, whatever severity they are corrected for.

    Both have shape ``(n_judges, n_entries)``.
    """
    marks = book.marks
    weights = [Fraction(leaf.weight) for leaf in book.judged]
    _, factors = in_common(weight * quantum for weight, quantum in zip(weights, marks.quanta, strict=True))
    bound = largest(marks.units) * max(sum(factors), 1)
    totals = fitted(marks.units, bound) @ fitted(integers(factors), bound)
    return totals, np.logical_and(marks.given.any(axis=2), marks.given.all(axis=2))


def panel_notices(book: Book, panel: Panel) -> Iterator[Notice]:
    """What a reader should know of the panel: too few marks to trim, and ballots left out for a gap."""
    if panel.combine != "trimmed_mean":
        return
    codes = [entry.code for entry in book.round.entries]
    if drops_judges(panel):
        complete = judge_totals(book)[1]
        for seat, row in np.argwhere(book.marks.given.any(axis=2) & ~complete).tolist():
            yield Notice("incomplete_ballot_left_out", entry=codes[row], judge=book.judges[seat])
        n_ballots = complete.sum(axis=0, dtype=np.int64)
        for row in np.flatnonzero((n_ballots > 0) & (n_ballots < panel.trim_from)).tolist():
            yield Notice("too_few_marks_to_trim", entry=codes[row], marks=int(n_ballots[row]))
        return
    n_marks = book.marks.given.sum(axis=0, dtype=np.int64)
    for row, at in np.argwhere((n_marks > 0) & (n_marks < panel.trim_from)).tolist():
        yield Notice(
            "too_few_marks_to_trim", entry=codes[row], indicator=book.judged[at].code, marks=int(n_marks[row, at])
        )


def _by_indicator(marks: Marks, panel: Panel) -> tuple[Integers, Integers]:
    """The sum and the number of the marks kept; absent ones are sorted behind all others."""
    n_judges = len(marks.units)
    n_marks = marks.given.sum(axis=0, dtype=np.int64)
    first, end = _SPANS[panel.combine](n_marks, panel)
    ascending = np.sort(np.where(marks.given, marks.units, marks.units.max(initial=0)), axis=0)
    at = np.arange(n_judges).reshape(-1, 1, 1)
    kept = (first <= at) & (at < end) & (n_marks > 0)
    ascending = fitted(ascending, largest(marks.units) * max(n_judges, 1))
    return np.where(kept, ascending, 0).sum(axis=0), kept.sum(axis=0, dtype=np.int64)


def _all(n_marks: Integers, _panel: Panel) -> Span:
    return np.zeros_like(n_marks), n_marks


def _middle(n_marks: Integers, _panel: Panel) -> Span:
    return (n_marks - 1) // 2, n_marks // 2 + 1


def _trimmed(n_marks: Integers, panel: Panel) -> Span:
    trim = np.where(n_marks >= panel.trim_from, min(panel.trim, int(n_marks.max(initial=0))), 0)
    return trim, n_marks - trim


_SPANS: Final[Mapping[str, Callable[[Integers, Panel], Span]]] = {
    "mean": _all,
    "median": _middle,
    "trimmed_mean": _trimmed,
}
"""By rule: from which place to before which the marks in ascending order are kept."""


def _by_judge(book: Book, panel: Panel) -> tuple[Integers, Integers]:
    """The sum of the marks by their judges' shares, and the sum of the shares."""
    shares, whole = _shares(*judge_totals(book), panel)
    bound = largest(book.levelled.units) * whole * max(len(shares), 1)
    sums = (fitted(book.levelled.units, bound) * fitted(shares, bound)[:, :, np.newaxis]).sum(axis=0)
    return sums, np.broadcast_to(shares.sum(axis=0)[:, np.newaxis], sums.shape)


def _shares(totals: Integers, complete: Mask, panel: Panel) -> tuple[Integers, int]:
    """What each judge keeps, in parts of ``whole``; judges level at a cut share the dropped weight equally.

    A judge with ``below`` others below drops what of the ``trim`` lowest is left for the ``level`` ones, and so above.
    """
    rivals = complete[:, np.newaxis] & complete
    level = (rivals & (totals[:, np.newaxis] == totals)).sum(axis=1, dtype=np.int64)
    below = (rivals & (totals[:, np.newaxis] > totals)).sum(axis=1, dtype=np.int64)
    above = (rivals & (totals[:, np.newaxis] < totals)).sum(axis=1, dtype=np.int64)
    trim, _ = _trimmed(complete.sum(axis=0, dtype=np.int64), panel)
    dropped = np.clip(trim - below, 0, level) + np.clip(trim - above, 0, level)
    level_or_one = np.maximum(level, 1)
    whole = lcm(*np.unique(level_or_one).tolist())
    bound = whole * max(len(totals), 1)
    return (whole // fitted(level_or_one, bound)) * fitted(level - dropped, bound), whole
