"""The marks of a round file, and how far each lies from its panel's mean.

A judge's *total* for an entry is the weighted mean of that judge's marks, on the scale of 0 to 100 under ``percent``.
It is set against the totals of the judges who marked the same indicators, combined as the rules make a panel mean
(mean, median, or the mean without the highest and lowest). Recused and struck marks are left out. All exact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Any

from competition.tally.records import Cell, Discrepancy, Fate, Level, PanelView

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When a mark is off: hundredths of a percent of the mean, and hundredths of a point on one indicator."""

    look: int
    explain: int
    points: int | None


class Marks:
    """The marks of a round file in its normal form, all defaults filled in."""

    def __init__(self, file: Mapping[str, Any]) -> None:
        self.file = file
        self.percent = file["method"]["weighting"] == "percent"
        self.panel: Mapping[str, Any] = file["method"]["panel"]
        self.drops_judges = (self.panel["combine"], self.panel["scope"]) == ("trimmed_mean", "judge_total")
        self.indicators = {
            leaf["code"]: leaf
            for branch in file["criteria"]
            for leaf in branch["indicators"]
            if leaf["kind"] == "judged"
        }
        self.judges = tuple(judge["code"] for judge in file["judges"])
        self.eligible = tuple(entry["code"] for entry in file["entries"] if entry["status"] == "eligible")
        self.recused = {(row["judge"], row["entry"]) for row in file["recusals"]}
        self.strikes = {(row["judge"], row["entry"], row["indicator"]) for row in file["struck"]}
        self.given = {(row["judge"], row["entry"]): row["marks"] for row in file["ballots"]}

    def weight(self, indicator: str) -> Fraction:
        """The weight of a judged indicator."""
        return Fraction(self.indicators[indicator]["weight"])

    def scaled(self, indicator: str, mark: str) -> Fraction:
        """A mark as the tally takes it: out of 100 under ``percent``, as given under ``factor``."""
        return (
            Fraction(mark) * 100 / Fraction(self.indicators[indicator]["scale"]["max"])
            if self.percent
            else Fraction(mark)
        )

    def mark(self, judge: str, entry: str, indicator: str) -> Fraction | None:
        """The mark as the tally takes it, struck ones included; None where none was given."""
        given = self.given.get((judge, entry), {}).get(indicator)
        return None if given is None else self.scaled(indicator, given)

    def counted(self, judge: str, entry: str) -> dict[str, Fraction]:
        """A judge's marks for an entry, without those a ruling struck."""
        marks = self.given.get((judge, entry), {})
        return {
            code: self.scaled(code, mark) for code, mark in marks.items() if (judge, entry, code) not in self.strikes
        }

    def total(self, judge: str, entry: str) -> Fraction | None:
        """A judge's weighted mean for an entry over the marks that count; None without any."""
        return self.mean(self.counted(judge, entry))

    def struck(self, judge: str, entry: str) -> Fraction | None:
        """The weighted mean of everything a judge gave for an entry, struck marks included; None where nothing was."""
        given = {code: mark for code in self.indicators if (mark := self.mark(judge, entry, code)) is not None}
        return self.mean(given)

    def mean(self, given: Mapping[str, Fraction]) -> Fraction | None:
        """The weighted mean of marks by indicator; None of none."""
        weights = sum((self.weight(code) for code in given), Fraction(0))
        return sum((self.weight(code) * mark for code, mark in given.items()), Fraction(0)) / weights if given else None


def panel_mean(marks: Sequence[Fraction], panel: Mapping[str, Any]) -> Fraction:
    """Combine marks as the rules make a panel's mark.

    >>> five = [Fraction(n) for n in (70, 80, 81, 82, 99)]
    >>> str(panel_mean(five, {"combine": "trimmed_mean", "trim": 1, "trim_from": 5}))
    '81'
    """
    if panel["combine"] == "median":
        return Fraction(median(marks))
    kept = sorted(marks)
    if panel["combine"] == "trimmed_mean" and len(marks) >= int(panel["trim_from"]):
        kept = kept[int(panel["trim"]) : len(kept) - int(panel["trim"])]
    return sum(kept, Fraction(0)) / len(kept)


def panel_view(marks: Marks, entry: str, lines: Thresholds) -> PanelView | None:
    """The judges' totals for an entry beside the panel's mean, struck ones included; None where none counts."""
    given = {judge: total for judge in marks.judges if (total := marks.total(judge, entry)) is not None}
    if not given:
        return None
    mean = panel_mean(list(given.values()), marks.panel)
    room = abs(mean) * lines.look / 10_000
    struck = {
        judge: mark for judge in marks.judges if judge not in given and (mark := marks.struck(judge, entry)) is not None
    }
    shown_marks, fates = given | struck, _ends(given, marks.panel) | dict.fromkeys(struck, Fate.STRUCK)
    cells = tuple(
        Cell(judge, shown(shown_marks[judge]), fates[judge])
        if judge in shown_marks
        else Cell(judge, None, Fate.RECUSED if (judge, entry) in marks.recused else Fate.ABSENT)
        for judge in marks.judges
    )
    return PanelView(entry, cells, shown(mean), shown(mean - room), shown(mean + room))


def _ends(given: Mapping[str, Fraction], panel: Mapping[str, Any]) -> dict[str, Fate]:
    fates = dict.fromkeys(given, Fate.COUNTED)
    trim = int(panel["trim"])
    if panel["combine"] == "trimmed_mean" and trim and len(given) >= int(panel["trim_from"]):
        ascending = sorted(given, key=lambda judge: (given[judge], judge))
        fates |= dict.fromkeys(ascending[:trim], Fate.LOWEST) | dict.fromkeys(ascending[-trim:], Fate.HIGHEST)
    return fates


def _given(marks: Marks, entry: str, indicator: str) -> dict[str, Fraction]:
    counted = {judge: marks.counted(judge, entry) for judge in marks.judges}
    return {judge: found[indicator] for judge, found in counted.items() if indicator in found}


def deviations(marks: Marks, thresholds: Thresholds) -> tuple[Discrepancy, ...]:
    """The marks of eligible entries that are off by more than the thresholds, by entry and judge; totals come first."""
    found = [
        row
        for entry in marks.eligible
        for row in (*_totals(marks, entry, thresholds), *_single(marks, entry, thresholds))
    ]
    return tuple(sorted(found, key=lambda row: (row.entry, row.judge, row.indicator or "")))


def residuals(marks: Marks, entry: str) -> dict[str, tuple[Fraction, Fraction]]:
    """Each judge's total for the entry, and the panel's mean it is set against."""
    peers: dict[frozenset[str], dict[str, Fraction]] = defaultdict(dict)
    for judge in marks.judges:
        total = marks.total(judge, entry)
        if total is not None:
            peers[frozenset(marks.counted(judge, entry))][judge] = total
    return {
        judge: (total, panel_mean(list(totals.values()), marks.panel))
        for totals in peers.values() if len(totals) > 1
        for judge, total in totals.items()
    }  # fmt: skip


def _totals(marks: Marks, entry: str, thresholds: Thresholds) -> Iterator[Discrepancy]:
    for judge, (total, mean) in residuals(marks, entry).items():
        off = abs(total - mean) * 10_000
        if off > thresholds.look * abs(mean):
            level = Level.RED if off > thresholds.explain * abs(mean) else Level.YELLOW
            yield _discrepancy(judge, entry, None, total, mean, level)


def _single(marks: Marks, entry: str, thresholds: Thresholds) -> Iterator[Discrepancy]:
    if thresholds.points is None:
        return
    for indicator in marks.indicators:
        given = _given(marks, entry, indicator)
        if len(given) < 2:
            continue
        mean = panel_mean(list(given.values()), marks.panel)
        for judge, mark in given.items():
            if abs(mark - mean) * 100 > thresholds.points:
                yield _discrepancy(judge, entry, indicator, mark, mean, Level.YELLOW)


def _discrepancy(
    judge: str, entry: str, indicator: str | None, mark: Fraction, mean: Fraction, level: Level
) -> Discrepancy:
    percent = shown((mark - mean) * 100 / mean) if mean else None
    return Discrepancy(judge, entry, indicator, shown(mark), shown(mean), shown(mark - mean), percent, level)


def shown(number: Fraction, step: Decimal = HUNDREDTH) -> Decimal:
    """A fraction rounded half up for reading."""
    places = -int(step.as_tuple().exponent)
    scaled = abs(number) * 10**places
    whole = int(scaled + Fraction(1, 2))
    exact = Decimal(whole).scaleb(-places)
    return -exact if number < 0 and exact else exact
