"""A round file and its result as tables: places, every judge's marks with what became of each, and the summary.

All of it is read from a stored round and result, never computed anew beside them: the places and scores are those of
the result, and the shares that marks have in a panel's mean come from the engine itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any

import scoring
from competition.core.amounts import plain
from competition.core.records import Text
from competition.tally.marks import Marks, shown
from competition.tally.records import Cell, Fate, MarkRow, MarkTable, Rounding, Standing, Summary, SummaryRow, Unranked
from scoring.book import Book
from scoring.panel import Shares, seat

MILLIONTH = Decimal("0.000001")
"""What unrounded scores are written to, here as in the result file."""


def text(found: Mapping[str, str]) -> Text:
    """A text of the round file."""
    return Text(found["zh"], found["en"])


def names(file: Mapping[str, Any]) -> dict[str, Text]:
    """The entries' names by code."""
    return {entry["code"]: text(entry["name"]) for entry in file["entries"]}


def standings(file: Mapping[str, Any], result: Mapping[str, Any]) -> tuple[Standing, ...]:
    """The ranked entries, best first, level ones by code."""
    called = names(file)
    return tuple(
        Standing(
            rank=row["rank"], entry=row["entry"], name=called[row["entry"]], total=row["total"], tied=row["tied"],
            decided_by=row["decided_by"], adjustment=row["adjustment"], dimensions=row["dimensions"],
            indicators=row["indicators"],
        )
        for row in sorted(result["standings"], key=lambda row: (row["rank"], row["entry"]))
    )  # fmt: skip


def unranked(file: Mapping[str, Any], result: Mapping[str, Any]) -> tuple[Unranked, ...]:
    """The entries scored for the record, by code."""
    called = names(file)
    return tuple(
        Unranked(
            entry=row["entry"], name=called[row["entry"]], status=row["status"], total=row["total"],
            adjustment=row["adjustment"], dimensions=row["dimensions"], indicators=row["indicators"],
        )
        for row in sorted(result["unranked"], key=lambda row: str(row["entry"]))
    )  # fmt: skip


def shared(found: Iterable[Standing]) -> tuple[tuple[str, ...], ...]:
    """The groups of entries that share a place, best first."""
    groups = [[row.entry for row in rows] for _, rows in groupby(found, key=lambda row: row.rank)]
    return tuple(tuple(group) for group in groups if len(group) > 1)


def across(found: tuple[Standing, ...], quota: int) -> tuple[str, ...]:
    """The entries that share a place across the award line; none when it falls between two places."""
    at_line = [row for row in found if row.rank <= quota]
    if not at_line or len(at_line) <= quota:
        return ()
    return tuple(row.entry for row in at_line if row.rank == at_line[-1].rank)


def mark_tables(file: Mapping[str, Any], result: Mapping[str, Any]) -> tuple[MarkTable, ...]:
    """A table for each judged indicator, in the order of the tree."""
    book, marks, called = Book.of(scoring.read_round(file)), Marks(file), names(file)
    seats = {code: seat(book, code, book.method.panel).shares for code in called}
    scores = _scores(result)
    tables = []
    for code, leaf in marks.indicators.items():
        rows = tuple(
            MarkRow(
                entry,
                called[entry],
                _cells(book, marks, entry, code, seats[entry][code]),
                _number(scores[entry].get(code)),
            )
            for entry in _by_place(result)
        )
        tables.append(MarkTable(code, text(leaf["title"]), leaf["weight"], marks.judges, rows))
    return tuple(tables)


def summary(file: Mapping[str, Any], result: Mapping[str, Any], counties: Mapping[str, Text]) -> Summary:
    """The summary table, ranked entries first."""
    book, marks, method = Book.of(scoring.read_round(file)), Marks(file), file["method"]
    adds_up = (method["weighting"], method["aggregate"]) == ("percent", "arithmetic")
    adds_up = adds_up and method["rounding"]["at"] == ["total"]
    whole = _shares_of_total(file)
    everyone: list[Standing | Unranked] = [*standings(file, result), *unranked(file, result)]
    rows = tuple(
        _summary_row(number, row, book, marks, counties, _weights(file) if adds_up else {})
        for number, row in enumerate(everyone, start=1)
    )
    return Summary(
        marks.judges,
        rows,
        whole["judged"],
        whole["measured"],
        marks.drops_judges,
        adds_up,
        Rounding.of(method),
    )


def _summary_row(
    number: int, row: Standing | Unranked, book: Book, marks: Marks, counties: Mapping[str, Text],
    weights: Mapping[str, Mapping[str, Fraction]],
) -> SummaryRow:  # fmt: skip
    shares = next(iter(seat(book, row.entry, book.method.panel).shares.values()), {}) if marks.drops_judges else None
    cells = _total_cells(book, marks, row.entry, shares)
    dropped = {cell.fate: cell.mark for cell in cells}
    ranked = row if isinstance(row, Standing) else None
    return SummaryRow(
        number=number, entry=row.entry, name=row.name, county=counties.get(row.entry, Text("")), cells=cells,
        highest=dropped.get(Fate.HIGHEST), lowest=dropped.get(Fate.LOWEST),
        judged=_part(row.indicators, weights.get("judged", {})),
        measured=_part(row.indicators, weights.get("measured", {})),
        adjustment=row.adjustment, total=row.total, rank=ranked.rank if ranked else None,
        tied=bool(ranked and ranked.tied), status="eligible" if isinstance(row, Standing) else row.status,
    )  # fmt: skip


def _cells(book: Book, marks: Marks, entry: str, indicator: str, shares: Shares) -> tuple[Cell, ...]:
    given = {judge: mark for judge in marks.judges if (mark := marks.mark(judge, entry, indicator)) is not None}
    counted = book.marks_of(entry, indicator)
    fates = _fates(book.judge_totals(entry) if marks.drops_judges else counted, shares)
    corrected = {judge: shown(mark, MILLIONTH) for judge, mark in counted.items()} if book.severity else {}
    return tuple(
        Cell(
            judge, shown(given[judge]) if judge in given else None,
            _fate(marks, judge, entry, indicator, given, fates), corrected.get(judge),
        )
        for judge in marks.judges
    )  # fmt: skip


def _fate(
    marks: Marks, judge: str, entry: str, indicator: str, given: Mapping[str, Fraction], fates: Mapping[str, Fate]
) -> Fate:
    if judge not in given:
        return Fate.RECUSED if (judge, entry) in marks.recused else Fate.ABSENT
    if (judge, entry, indicator) in marks.strikes:
        return Fate.STRUCK
    return fates.get(judge, Fate.LEFT_OUT)


def _total_cells(book: Book, marks: Marks, entry: str, shares: Shares | None) -> tuple[Cell, ...]:
    whole = book.judge_totals(entry)
    fates = dict.fromkeys(whole, Fate.COUNTED) if shares is None else _fates(whole, shares)
    return tuple(_total_cell(marks, judge, entry, fates, is_whole_needed=shares is not None) for judge in marks.judges)


def _total_cell(marks: Marks, judge: str, entry: str, fates: Mapping[str, Fate], *, is_whole_needed: bool) -> Cell:
    total = marks.total(judge, entry)
    if total is not None:
        otherwise = Fate.LEFT_OUT if is_whole_needed else Fate.COUNTED
        return Cell(judge, shown(total), fates.get(judge, otherwise))
    if (judge, entry) in marks.recused:
        return Cell(judge, None, Fate.RECUSED)
    struck = any((judge, entry, code) in marks.strikes for code in marks.indicators)
    return Cell(judge, None, Fate.STRUCK if struck else Fate.ABSENT)


def _fates(ordered: Mapping[str, Fraction], shares: Shares) -> dict[str, Fate]:
    """What the panel rule did with each value it ordered, told from the shares the engine gave."""
    kept = sorted(value for judge, value in ordered.items() if shares.get(judge, 0) > 0)
    fates = {}
    for judge, value in ordered.items():
        share = shares.get(judge, Fraction(0))
        if share > 0:
            fates[judge] = Fate.COUNTED if share == 1 else Fate.SHARED
        else:
            fates[judge] = Fate.LOWEST if _is_low(judge, value, kept, ordered, shares) else Fate.HIGHEST
    return fates


def _is_low(judge: str, value: Fraction, kept: list[Fraction], ordered: Mapping[str, Fraction], shares: Shares) -> bool:
    """Which end a value was dropped from; of equal ones the first judges by code are the low ones, as in the engine."""
    if value != kept[0]:
        return value < kept[0]
    if value != kept[-1]:
        return True
    return judge < min(other for other, same in ordered.items() if same == value and shares.get(other, 0) > 0)


def _part(scores: Mapping[str, str | None], weights: Mapping[str, Fraction]) -> Decimal | None:
    """The weighted mean of some scores on 0–100; None where one of them is missing."""
    found = {code: scores.get(code) for code in weights}
    if not found or any(score is None for score in found.values()):
        return None
    return shown(
        sum((Fraction(str(found[code])) * w for code, w in weights.items()), Fraction(0)) / sum(weights.values()),
        MILLIONTH,
    )


def _weights(file: Mapping[str, Any]) -> dict[str, dict[str, Fraction]]:
    weights: dict[str, dict[str, Fraction]] = {"judged": {}, "measured": {}}
    for branch in file["criteria"]:
        for leaf in branch["indicators"]:
            weights[leaf["kind"]][leaf["code"]] = Fraction(leaf["weight"])
    return weights


def _shares_of_total(file: Mapping[str, Any]) -> dict[str, str]:
    whole = {kind: sum(weights.values(), Fraction(0)) for kind, weights in _weights(file).items()}
    return {kind: plain(shown(weight)) for kind, weight in whole.items()}


def _scores(result: Mapping[str, Any]) -> dict[str, Mapping[str, str | None]]:
    return {row["entry"]: row["indicators"] for row in [*result["standings"], *result["unranked"]]}


def _by_place(result: Mapping[str, Any]) -> list[str]:
    ranked = sorted(result["standings"], key=lambda row: (row["rank"], row["entry"]))
    return [row["entry"] for row in [*ranked, *sorted(result["unranked"], key=lambda row: str(row["entry"]))]]


def _number(score: str | None) -> Decimal | None:
    return None if score is None else Decimal(score)
