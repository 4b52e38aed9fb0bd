"""The tally: a round in, its result out. The one standings function that feeds every page, export and document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

import scoring
from scoring.book import Book
from scoring.exact import as_decimal, printed
from scoring.outcome import Notice, Standing, Tally, Unranked, result_digest
from scoring.ranking import Contest, Level, ranked
from scoring.records import Method, Round, round_digest
from scoring.working import Quantity, Working, as_declared, work


def tally(round_: Round) -> Tally:
    """Tally a round by its own method.

    Raises ``Refused`` where an eligible entry lacks a judged mark, or a figure the method does not let it lack.
    """
    book = Book.of(round_)
    course = as_declared(round_.method)
    workings = {entry.code: work(book, entry.code, course) for entry in round_.entries}
    levels, splits = ranked(Contest(book, _eligible(workings)))
    blank = Tally(
        round=round_.code,
        engine=scoring.ENGINE,
        input_digest=round_digest(round_),
        result_digest="",
        standings=tuple(_standings(levels, workings, round_.method)),
        unranked=tuple(_unranked(workings[code], round_.method) for code in _others(workings)),
        severity={},
        notices=_notices(book, workings, levels),
        splits=splits,
    )
    return replace(blank, result_digest=result_digest(blank.as_format()))


def _eligible(workings: Mapping[str, Working]) -> dict[str, Working]:
    return {code: working for code, working in workings.items() if working.entry.is_eligible}


def _others(workings: Mapping[str, Working]) -> list[str]:
    return sorted(workings.keys() - _eligible(workings).keys())


def _standings(levels: Iterable[Level], workings: Mapping[str, Working], method: Method) -> Iterable[Standing]:
    ahead = 0
    for level in levels:
        for entry in level.entries:
            working = workings[entry]
            yield Standing(
                entry=entry,
                rank=ahead + 1,
                tied=len(level.entries) > 1,
                total=_known(shown(working.total, "total", method)),
                decided_by=level.decided_by,
                adjustment=Decimal(printed(working.adjustment)),
                dimensions={code: _known(score) for code, score in _dimensions(working, method).items()},
                indicators={code: _known(score) for code, score in _indicators(working, method).items()},
            )
        ahead += len(level.entries)


def _unranked(working: Working, method: Method) -> Unranked:
    return Unranked(
        entry=working.entry.code,
        status=working.entry.status,
        total=shown(working.total, "total", method),
        adjustment=Decimal(printed(working.adjustment)),
        dimensions=_dimensions(working, method),
        indicators=_indicators(working, method),
    )


def _dimensions(working: Working, method: Method) -> dict[str, Decimal | None]:
    return {branch.dimension.code: shown(branch.score, "dimension", method) for branch in working.branches}


def _indicators(working: Working, method: Method) -> dict[str, Decimal | None]:
    leaves = (leaf for branch in working.branches for leaf in branch.leaves)
    return {leaf.indicator.code: shown(leaf.score, "panel", method) for leaf in leaves}


def shown(quantity: Quantity | None, stage: str, method: Method) -> Decimal | None:
    """The decimal a result prints: as rounded where its stage rounds, else up to six decimals."""
    if quantity is None:
        return None
    if stage in method.rounding.at:
        return as_decimal(quantity.value)
    return Decimal(printed(quantity.value))


def _known(number: Decimal | None) -> Decimal:
    if number is None:
        raise ValueError("an eligible entry always has its scores: a gap is refused before")
    return number


def _notices(book: Book, workings: Mapping[str, Working], levels: Iterable[Level]) -> tuple[Notice, ...]:
    notices = [*_cohort_notices(book), *_struck_notices(book.round), *_shared_notices(levels)]
    for code, working in workings.items():
        notices += [replace(notice, entry=code) for notice in working.notices]
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
