"""One entry's result, recomputed step by step, for a reader with pencil and paper.

Every number comes twice: ``exact`` is the number in full (a reduced fraction where its decimals do not end) and
``printed`` what a page shows. Marks are given as the judge wrote them and as they count; each says what became of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from scoring.book import Book, require_round
from scoring.course import as_declared, unrounded
from scoring.errors import Refused
from scoring.exact import decimal_text, exact_text, printed
from scoring.panel import Shares
from scoring.records import Adjustment, Entry, Method, Normalize, Round, Ruling, Text
from scoring.sheet import Sheets
from scoring.tallying import standings
from scoring.working import Branch, Leaf, Working, work

KEPT, SHARED = "kept", "shared"
DROPPED_HIGH, DROPPED_LOW, LEFT_OUT = "dropped_high", "dropped_low", "left_out"
STRUCK, RECUSED, ABSENT = "struck", "recused", "absent"


@dataclass(frozen=True, slots=True)
class Number:
    """A number in full and as it is shown."""

    exact: str
    printed: str


@dataclass(frozen=True, slots=True)
class MarkStep:
    """One judge's mark: as ``given``, as it ``counts``, what became of it and the ``share`` it keeps in the mean.

    ``fate``: kept, shared (level at the cut), dropped_high, dropped_low, left_out (incomplete ballot), struck, recused,
    absent.
    """

    judge: str
    fate: str
    given: str | None
    counts: Number | None
    share: str
    case: str | None


@dataclass(frozen=True, slots=True)
class IndicatorStep:
    """From marks or a raw figure to the indicator's score and its weighted points.

    ``weight`` is what counts here, after the weight of indicators left out was spread; ``declared_weight`` is what the
    rules say.
    ``state``: scored, floor (figure missing, scored 0), left_out (figure missing, weight spread), unknown.
    """

    code: str
    title: Text
    kind: str
    state: str
    declared_weight: str
    weight: Number | None
    marks: tuple[MarkStep, ...]
    figure: str | None
    unit: str | None
    rule: Normalize | None
    n_cohort: int | None
    exact: Number | None
    score: Number | None
    weighted: Number | None


@dataclass(frozen=True, slots=True)
class DimensionStep:
    """From the indicators to the dimension's score."""

    code: str
    title: Text
    weight: str
    indicators: tuple[IndicatorStep, ...]
    exact: Number | None
    score: Number | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The whole working of an entry, from marks and figures to its rank.

    ``subtotal`` is before adjustments, ``exact`` with them, ``total`` rounded; ``total_unrounded`` rounds no stage.
    ``rank``, ``is_tied`` and ``decided_by`` are None for an entry that takes no rank. ``rulings`` are those that name
    the entry.
    """

    entry: Entry
    method: Method
    dimensions: tuple[DimensionStep, ...]
    subtotal: Number | None
    adjustments: tuple[Adjustment, ...]
    adjustment_sum: Number
    adjustment: Number
    exact: Number | None
    total: Number | None
    total_unrounded: Number | None
    rank: int | None
    is_tied: bool | None
    decided_by: str | None
    rulings: tuple[Ruling, ...]


def explain(round_: Round, entry: str) -> Explanation:
    """The working of one entry; raises ``Refused`` for an unknown entry, and wherever the tally does."""
    require_round(round_)
    if entry not in {known.code for known in round_.entries}:
        raise Refused("unknown_reference", "entry", "the code of a known entry", repr(entry), kind="entry")
    book = Book.of(round_)
    sheets, free = Sheets(book), unrounded(round_.method)
    sheets.declared.refuse([entry])
    standing = next((standing for standing in standings(sheets) if standing.entry == entry), None)
    sheets.of(free).refuse([entry])
    working = work(book, entry, as_declared(round_.method))
    return Explanation(
        entry=working.entry,
        method=round_.method,
        dimensions=tuple(_dimension(book, working, branch) for branch in working.branches),
        subtotal=_if_known(working.subtotal),
        adjustments=tuple(item for item in round_.adjustments if item.entry == entry),
        adjustment_sum=_number(book.adjustment_sum(entry)),
        adjustment=_number(working.adjustment),
        exact=_if_known(working.exact),
        total=_if_known(working.total),
        total_unrounded=_if_known(work(book, entry, free).exact),
        rank=standing.rank if standing else None,
        is_tied=standing.tied if standing else None,
        decided_by=standing.decided_by if standing else None,
        rulings=tuple(ruling for ruling in round_.rulings if entry in ruling.order),
    )


def _dimension(book: Book, working: Working, branch: Branch) -> DimensionStep:
    leaves = {leaf.indicator.code: leaf for leaf in branch.leaves}
    indicators = branch.dimension.indicators
    weight = sum((Fraction(indicator.weight) for indicator in indicators), Fraction(0))
    return DimensionStep(
        code=branch.dimension.code,
        title=branch.dimension.title,
        weight=decimal_text(weight),
        indicators=tuple(
            _indicator(book, working, indicator.code, leaves.get(indicator.code)) for indicator in indicators
        ),
        exact=_if_known(branch.exact),
        score=_if_known(branch.score),
    )


def _indicator(book: Book, working: Working, code: str, leaf: Leaf | None) -> IndicatorStep:
    entry = working.entry.code
    indicator = next(i for d in book.criteria for i in d.indicators if i.code == code)
    figure = book.figures.get((entry, code))
    scorer = book.scorers.get(code)
    is_judged = indicator.kind == "judged"
    return IndicatorStep(
        code=code,
        title=indicator.title,
        kind=indicator.kind,
        state=_state(leaf, is_judged, figure),
        declared_weight=decimal_text(indicator.weight),
        weight=_number(leaf.weight) if leaf else None,
        marks=_marks(book, entry, code, leaf.shares) if leaf and is_judged else (),
        figure=None if figure is None else exact_text(figure),
        unit=indicator.unit,
        rule=indicator.normalize,
        n_cohort=scorer.n_cohort if scorer and scorer.depends_on_cohort else None,
        exact=_if_known(leaf.exact) if leaf else None,
        score=_if_known(leaf.score) if leaf else None,
        weighted=_if_known(leaf.weighted) if leaf else None,
    )


def _state(leaf: Leaf | None, is_judged: bool, figure: Fraction | None) -> str:
    if leaf is None:
        return "left_out"
    if leaf.score is None:
        return "unknown"
    return "scored" if is_judged or figure is not None else "floor"


def _marks(book: Book, entry: str, code: str, shares: Shares) -> tuple[MarkStep, ...]:
    given = {ballot.judge: ballot.marks.get(code) for ballot in book.round.ballots if ballot.entry == entry}
    cases = {s.judge: s.case for s in book.round.struck if (s.entry, s.indicator) == (entry, code)}
    recused = {recusal.judge for recusal in book.round.recusals if recusal.entry == entry}
    marks = book.marks_of(entry, code)
    fates = _fates(book, entry, marks, shares)
    steps = []
    for judge in (judge.code for judge in book.round.judges):
        mark, away = given.get(judge), RECUSED if judge in recused else ABSENT
        steps.append(
            MarkStep(
                judge=judge,
                fate=fates.get(judge, STRUCK if judge in cases else away),
                given=None if mark is None else decimal_text(mark),
                counts=_number(marks[judge]) if judge in marks else None,
                share=exact_text(shares.get(judge, Fraction(0))),
                case=cases.get(judge),
            )
        )
    return tuple(steps)


def _fates(book: Book, entry: str, marks: Mapping[str, Fraction], shares: Shares) -> dict[str, str]:
    """What became of every mark in the book; what was dropped is told high from low by what the rule ordered."""
    panel = book.method.panel
    by_total = panel.combine == "trimmed_mean" and panel.scope == "judge_total"
    ordered_by = book.judge_totals(entry) if by_total else marks
    kept = sorted(ordered_by[judge] for judge, share in shares.items() if share > 0 and judge in ordered_by)
    fates = {}
    for judge in marks:
        share = shares[judge]
        if judge not in ordered_by:
            fates[judge] = LEFT_OUT
        elif share == 1:
            fates[judge] = KEPT
        elif share > 0:
            fates[judge] = SHARED
        else:
            fates[judge] = _dropped(judge, ordered_by, kept, shares)
    return fates


def _dropped(judge: str, ordered_by: Mapping[str, Fraction], kept: list[Fraction], shares: Shares) -> str:
    """Which end a mark was dropped from; of equal marks the first judges by code are the low ones."""
    value = ordered_by[judge]
    if value != kept[0]:
        return DROPPED_LOW if value < kept[0] else DROPPED_HIGH
    if value != kept[-1]:
        return DROPPED_LOW
    first_kept = min(other for other, share in shares.items() if share > 0 and ordered_by[other] == value)
    return DROPPED_LOW if judge < first_kept else DROPPED_HIGH


def _number(value: Fraction) -> Number:
    return Number(exact_text(value), printed(value))


def _if_known(value: Fraction | None) -> Number | None:
    return None if value is None else _number(value)
