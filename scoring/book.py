"""The round's marks and figures, looked up: built once, then only read.

A *mark* here is what counts: on 0-100 under ``percent`` weights, as given under ``factor``; struck and absent marks
are not in the book at all. A *cohort* is the eligible entries that have a figure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from scoring.normalize import Scorer, scorer
from scoring.records import Dimension, Entry, Indicator, Method, Round, indicators_of


@dataclass(frozen=True, slots=True)
class Book:
    """A round, indexed by entry and indicator."""

    round: Round
    place: Mapping[str, int]
    """Where each entry stands in the file."""
    judged: tuple[Indicator, ...]
    marks: Mapping[tuple[str, str], Mapping[str, Fraction]]
    """By entry and indicator: each judge's mark."""
    figures: Mapping[tuple[str, str], Fraction]
    scorers: Mapping[str, Scorer]

    @classmethod
    def of(cls, round_: Round) -> Book:
        """Index a round."""
        leaves = indicators_of(round_.criteria)
        figures = {(figure.entry, figure.indicator): Fraction(figure.value) for figure in round_.figures}
        return cls(
            round=round_,
            place={entry.code: at for at, entry in enumerate(round_.entries)},
            judged=tuple(leaf for leaf in leaves.values() if leaf.kind == "judged"),
            marks=_marks(round_, leaves),
            figures=figures,
            scorers=_scorers(round_, leaves, figures),
        )

    @property
    def method(self) -> Method:
        """The method the round is tallied by."""
        return self.round.method

    @property
    def criteria(self) -> tuple[Dimension, ...]:
        """The dimensions, in the order of the file."""
        return self.round.criteria

    def entry(self, code: str) -> Entry:
        """The entry of that code."""
        return self.round.entries[self.place[code]]

    def marks_of(self, entry: str, indicator: str) -> Mapping[str, Fraction]:
        """Each judge's mark for the entry on a judged indicator; empty where nobody gave one."""
        return self.marks.get((entry, indicator), {})

    def judge_totals(self, entry: str) -> dict[str, Fraction]:
        """Σ weight·mark of each judge who marked every judged indicator of the entry."""
        columns = [(Fraction(leaf.weight), self.marks_of(entry, leaf.code)) for leaf in self.judged]
        if not columns:
            return {}
        complete = set.intersection(*(set(marks) for _, marks in columns))
        return {judge: sum((w * marks[judge] for w, marks in columns), Fraction(0)) for judge in complete}

    def adjustment_sum(self, entry: str) -> Fraction:
        """The sum of the entry's adjustments, before the limits."""
        return sum((Fraction(item.points) for item in self.round.adjustments if item.entry == entry), Fraction(0))

    def adjustment(self, entry: str) -> Fraction:
        """The sum of the entry's adjustments, kept within the declared limits."""
        limits = self.method.adjustments
        return min(max(self.adjustment_sum(entry), Fraction(limits.low)), Fraction(limits.high))


def _marks(round_: Round, leaves: Mapping[str, Indicator]) -> dict[tuple[str, str], dict[str, Fraction]]:
    struck = {(item.judge, item.entry, item.indicator) for item in round_.struck}
    percent = round_.method.weighting == "percent"
    factors = {
        code: 100 / Fraction(leaf.scale.max) if percent else Fraction(1) for code, leaf in leaves.items() if leaf.scale
    }
    marks: dict[tuple[str, str], dict[str, Fraction]] = defaultdict(dict)
    for ballot in round_.ballots:
        for code, mark in ballot.marks.items():
            if (ballot.judge, ballot.entry, code) not in struck:
                marks[ballot.entry, code][ballot.judge] = Fraction(mark) * factors[code]
    return dict(marks)


def _scorers(
    round_: Round, leaves: Mapping[str, Indicator], figures: Mapping[tuple[str, str], Fraction]
) -> dict[str, Scorer]:
    eligible = [entry.code for entry in round_.entries if entry.is_eligible]
    return {
        code: scorer(leaf.normalize, [figures[entry, code] for entry in eligible if (entry, code) in figures])
        for code, leaf in leaves.items()
        if leaf.normalize
    }
