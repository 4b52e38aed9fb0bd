"""The round's marks and figures, looked up: built once, then only read.

A *mark* here is what counts: on 0-100 under ``percent`` weights, as given under ``factor``; struck and absent marks
are not in the book at all. A *cohort* is the eligible entries that have a figure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from scoring.columns import Integers, Mask, counted, fitted, in_common, integers, largest
from scoring.curves import Scorer, scorer
from scoring.errors import Refused
from scoring.reading import shown
from scoring.records import Dimension, Entry, Indicator, Method, Round, indicators_of
from scoring.severity_rule import Effects, effects_of


@dataclass(frozen=True, slots=True)
class Marks:
    """Every mark that counts: ``units · quantum`` where ``given``.

    ``units`` (whole numbers, 0 where there is no mark) and ``given`` have shape ``(n_judges, n_entries, n_judged)``;
    there is a quantum for each judged indicator.
    """

    units: Integers
    given: Mask
    quanta: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A round, indexed by entry and indicator."""

    round: Round
    place: Mapping[str, int]
    """Where each entry stands in the file, and in every array."""
    judges: tuple[str, ...]
    judged: tuple[Indicator, ...]
    marks: Marks
    levelled: Marks
    """The marks less their judges' effects; the same marks where the method corrects for no severity."""
    severity: Mapping[str, Effects]
    """By judged indicator: what each judge's marks were corrected by; empty where nothing is corrected."""
    figures: Mapping[tuple[str, str], Fraction]
    scorers: Mapping[str, Scorer]
    adjustment_sums: Mapping[str, Fraction]

    @classmethod
    def of(cls, round_: Round) -> Book:
        """Index a round; raises ``Refused`` for what is none, such as an object that was not read."""
        require_round(round_)
        leaves = indicators_of(round_.criteria)
        place = {entry.code: at for at, entry in enumerate(round_.entries)}
        judged = tuple(leaf for leaf in leaves.values() if leaf.kind == "judged")
        marks = _marks(round_, place, judged)
        severity = _severity(round_, judged, marks)
        figures = {(figure.entry, figure.indicator): Fraction(figure.value) for figure in round_.figures}
        return cls(
            round=round_,
            place=place,
            judges=tuple(judge.code for judge in round_.judges),
            judged=judged,
            marks=marks,
            levelled=_levelled(round_, judged, marks, severity),
            severity=severity,
            figures=figures,
            scorers=_scorers(round_, leaves, figures),
            adjustment_sums=_adjustment_sums(round_),
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
        """Each judge's mark for the entry on a judged indicator, less the judge's effect, as fractions.

        Empty where nobody gave one.
        """
        return self._of(self.levelled, entry, indicator)

    def _of(self, marks: Marks, entry: str, indicator: str) -> Mapping[str, Fraction]:
        at = next(at for at, leaf in enumerate(self.judged) if leaf.code == indicator)
        row, quantum = self.place[entry], marks.quanta[at]
        seats = np.flatnonzero(marks.given[:, row, at])
        return {self.judges[seat]: int(marks.units[seat, row, at]) * quantum for seat in seats}

    def judge_totals(self, entry: str) -> dict[str, Fraction]:
        """Σ weight·mark of each judge who marked every judged indicator of the entry; marks as they were given."""
        columns = [(Fraction(leaf.weight), self._of(self.marks, entry, leaf.code)) for leaf in self.judged]
        if not columns:
            return {}
        complete = set.intersection(*(set(marks) for _, marks in columns))
        return {judge: sum((w * marks[judge] for w, marks in columns), Fraction(0)) for judge in complete}

    def adjustment_sum(self, entry: str) -> Fraction:
        """The sum of the entry's adjustments, before the limits."""
        return self.adjustment_sums.get(entry, Fraction(0))

    def adjustment(self, entry: str) -> Fraction:
        """The sum of the entry's adjustments, kept within the declared limits."""
        limits = self.method.adjustments
        return min(max(self.adjustment_sum(entry), Fraction(limits.low)), Fraction(limits.high))

    @property
    def adjustments(self) -> list[Fraction]:
        """Each entry's adjustment, in the order of the file; those without one share one value."""
        others = self.adjustment("")
        sums = self.adjustment_sums
        return [self.adjustment(code) if code in sums else others for code in self.place]


def _marks(round_: Round, place: Mapping[str, int], judged: tuple[Indicator, ...]) -> Marks:
    seats = {judge.code: at for at, judge in enumerate(round_.judges)}
    by_ballot = [[ballot.marks.get(leaf.code) for ballot in round_.ballots] for leaf in judged]
    columns = [counted(marks) for marks in by_ballot]
    who = [seats[ballot.judge] for ballot in round_.ballots]
    whom = [place[ballot.entry] for ballot in round_.ballots]
    units = integers([unit for column, _ in columns for unit in column]).reshape(len(judged), len(round_.ballots))
    table = np.zeros((len(seats), len(place), len(judged)), dtype=units.dtype)
    given = np.zeros(table.shape, dtype=np.bool_)
    table[who, whom] = units.T
    given[who, whom] = np.array([[mark is not None for mark in marks] for marks in by_ballot], dtype=np.bool_).T
    at = {leaf.code: at for at, leaf in enumerate(judged)}
    for struck in round_.struck:
        cell = seats[struck.judge], place[struck.entry], at[struck.indicator]
        table[cell], given[cell] = 0, False
    quanta = (quantum * _factor(round_, leaf) for leaf, (_, quantum) in zip(judged, columns, strict=True))
    return Marks(table, given, tuple(quanta))


def _severity(round_: Round, judged: tuple[Indicator, ...], marks: Marks) -> dict[str, Effects]:
    """By judged indicator the judges' effects, found on the eligible entries; {} where the method asks for none."""
    if round_.method.severity == "none":
        return {}
    eligible = [at for at, entry in enumerate(round_.entries) if entry.is_eligible]
    found = {}
    for at, leaf in enumerate(judged):
        quantum, units, given = marks.quanta[at], marks.units[:, :, at], marks.given[:, :, at]
        rows = {
            judge.code: {
                round_.entries[row].code: int(units[seat, row]) * quantum for row in eligible if given[seat, row]
            }
            for seat, judge in enumerate(round_.judges)
        }
        try:
            found[leaf.code] = effects_of(rows, round_.method.severity)
        except Refused as refused:
            raise refused.at(f"/ballots (indicator {leaf.code})") from refused
    return found


def _levelled(
    round_: Round, judged: tuple[Indicator, ...], marks: Marks, severity: Mapping[str, Effects]
) -> Marks:  # fmt: skip
    """The marks less their judges' effects, every indicator in a quantum that holds both."""
    if not severity:
        return marks
    columns, quanta = [], []
    for at, leaf in enumerate(judged):
        effects = [severity[leaf.code].effects[judge.code] for judge in round_.judges]
        units, each = counted(effects)
        quantum, (per_mark, per_effect) = in_common([marks.quanta[at], each])
        bound = largest(marks.units[:, :, at]) * per_mark + largest(integers(units)) * per_effect
        shift = fitted(integers(units), bound)[:, np.newaxis] * per_effect
        level = fitted(marks.units[:, :, at], bound) * per_mark - shift
        columns.append(np.where(marks.given[:, :, at], level, 0))
        quanta.append(quantum)
    bound = max(map(largest, columns), default=1)
    return Marks(np.stack([fitted(column, bound) for column in columns], axis=2), marks.given, tuple(quanta))


def _factor(round_: Round, leaf: Indicator) -> Fraction:
    """What a given mark is multiplied by to count."""
    percent = round_.method.weighting == "percent"
    return 100 / Fraction(leaf.scale.max) if percent and leaf.scale else Fraction(1)


def _adjustment_sums(round_: Round) -> dict[str, Fraction]:
    sums: dict[str, Fraction] = defaultdict(Fraction)
    for item in round_.adjustments:
        sums[item.entry] += Fraction(item.points)
    return dict(sums)


def require_round(value: object) -> None:
    """Refuse (``wrong_type``) what is no round: a file or an object is read first."""
    if not isinstance(value, Round):
        raise Refused("wrong_type", "", "a round as read_round gives it", shown(value))


def _scorers(
    round_: Round, leaves: Mapping[str, Indicator], figures: Mapping[tuple[str, str], Fraction]
) -> dict[str, Scorer]:
    eligible = [entry.code for entry in round_.entries if entry.is_eligible]
    return {
        code: scorer(leaf.normalize, [figures[entry, code] for entry in eligible if (entry, code) in figures])
        for code, leaf in leaves.items()
        if leaf.normalize
    }
