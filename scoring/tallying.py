"""The tally: a round in, its result out. The one standings function that feeds every page, export and document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

import scoring
from scoring.book import Book
from scoring.columns import Column
from scoring.exact import PRINTED_PLACES, terminating
from scoring.outcome import Notice, Standing, Tally, Unranked, result_digest
from scoring.ranking import Level, ranked
from scoring.records import Method, Round, round_digest
from scoring.severity_rule import Effects
from scoring.sheet import Sheets


def tally(round_: Round) -> Tally:
    """Tally a round by its own method.

    Raises ``Refused`` where an eligible entry lacks a judged mark, or a figure the method does not let it lack.
    """
    sheets = Sheets(Book.of(round_))
    levels, splits = ranked(sheets)
    page = _Page.of(sheets)
    blank = Tally(
        round=round_.code,
        engine=scoring.ENGINE,
        input_digest=round_digest(round_),
        result_digest="",
        standings=tuple(_standings(levels, page)),
        unranked=tuple(_unranked(page)),
        severity={code: _printed(effects) for code, effects in sheets.book.severity.items()},
        notices=_notices(sheets, levels),
        splits=splits,
    )
    return replace(blank, result_digest=result_digest(blank.as_format()))


def standings(sheets: Sheets) -> tuple[Standing, ...]:
    """The ranked entries, best first; raises ``Refused`` as the tally does."""
    levels, _ = ranked(sheets)
    return tuple(_standings(levels, _Page.of(sheets)))


@dataclass(frozen=True, slots=True)
class _Page:
    """A sheet as a result prints it: decimals by row, None where unknown; an indicator left out is absent."""

    book: Book
    totals: list[Decimal | None]
    adjustments: list[Decimal | None]
    dimensions: list[dict[str, Decimal | None]]
    indicators: list[dict[str, Decimal | None]]

    @classmethod
    def of(cls, sheets: Sheets) -> _Page:
        book, sheet = sheets.book, sheets.declared
        method, n_entries = book.method, len(book.place)
        dimensions = {code: _shown(column, "dimension", method) for code, column in sheet.dimensions.items()}
        scores = {code: _shown(column, "panel", method) for code, column in sheet.scores.items()}
        absent = {code: mask.tolist() for code, mask in sheet.left_out.items()}
        return cls(
            book=book,
            totals=_shown(sheet.total, "total", method),
            adjustments=_shown(sheet.adjustment, "", method),
            dimensions=[{code: shown[row] for code, shown in dimensions.items()} for row in range(n_entries)],
            indicators=[
                {code: shown[row] for code, shown in scores.items() if not absent[code][row]}
                for row in range(n_entries)
            ],
        )


def _shown(column: Column, stage: str, method: Method) -> list[Decimal | None]:
    """The decimals a result prints: as rounded where their stage rounds, else half-even to six places."""
    is_rounded = stage in method.rounding.at
    places = method.rounding.places if is_rounded else PRINTED_PLACES
    column = column if is_rounded else column.rounded(places, "half_even")
    cells = zip(column.units.tolist(), column.known.tolist(), strict=True)
    return [Decimal(terminating(unit, places)) if is_known else None for unit, is_known in cells]


def _standings(levels: Iterable[Level], page: _Page) -> Iterator[Standing]:
    ahead = 0
    for level in levels:
        for entry in level.entries:
            row = page.book.place[entry]
            yield Standing(
                entry=entry,
                rank=ahead + 1,
                tied=len(level.entries) > 1,
                total=_known(page.totals[row]),
                decided_by=level.decided_by,
                adjustment=_known(page.adjustments[row]),
                dimensions={code: _known(score) for code, score in page.dimensions[row].items()},
                indicators={code: _known(score) for code, score in page.indicators[row].items()},
            )
        ahead += len(level.entries)


def _unranked(page: _Page) -> Iterator[Unranked]:
    others = (entry for entry in page.book.round.entries if not entry.is_eligible)
    for entry in sorted(others, key=lambda entry: entry.code):
        row = page.book.place[entry.code]
        yield Unranked(
            entry=entry.code,
            status=entry.status,
            total=page.totals[row],
            adjustment=_known(page.adjustments[row]),
            dimensions=page.dimensions[row],
            indicators=page.indicators[row],
        )


def _printed(effects: Effects) -> dict[str, object]:
    """The effects as texts of six decimals, and the ratio where the rule finds one."""
    by_judge = {judge: f"{effect:f}" for judge, effect in sorted(effects.effects.items())}
    return {**({"ratio": effects.ratio} if effects.ratio else {}), "effects": by_judge}


def _known(number: Decimal | None) -> Decimal:
    if number is None:
        raise ValueError("an eligible entry always has its scores: a gap is refused before")
    return number


def _notices(sheets: Sheets, levels: Iterable[Level]) -> tuple[Notice, ...]:
    book, of_entries = sheets.book, sheets.declared.notices
    notices = [*_cohort_notices(book), *_struck_notices(book.round), *_shared_notices(levels), *of_entries]
    return tuple(sorted(notices, key=_in_order))


def _cohort_notices(book: Book) -> Iterable[Notice]:
    for code, scorer in book.scorers.items():
        if scorer.depends_on_cohort:
            yield Notice("depends_on_cohort", indicator=code)
        if scorer.is_constant:
            yield Notice("constant_cohort", indicator=code)


def _struck_notices(round_: Round) -> Iterable[Notice]:
    for struck in round_.struck:
        yield Notice(
            "mark_struck", entry=struck.entry, indicator=struck.indicator, judge=struck.judge, case=struck.case
        )


def _shared_notices(levels: Iterable[Level]) -> Iterable[Notice]:
    ahead = 0
    for level in levels:
        if len(level.entries) > 1:
            yield Notice("rank_shared", rank=ahead + 1, entries=level.entries)
        ahead += len(level.entries)


def _in_order(notice: Notice) -> tuple[object, ...]:
    texts = (notice.code, notice.entry, notice.indicator, notice.judge, notice.dimension, notice.stage)
    return (*(text or "" for text in texts), notice.rank or 0)
