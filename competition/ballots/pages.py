"""What the pages of the ballots room show, put together for their templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from competition.ballots import service
from competition.ballots.forms import BallotForm
from competition.ballots.records import BallotState, Draft, Reopening, Row, Stage
from competition.ballots.review import Oddity, OwnRow
from competition.ballots.sheet import Sheet, Task
from competition.ballots.strip import Strip, strip
from competition.ballots.words import ODDITIES
from competition.core.amounts import hundredths, plain
from competition.core.clock import in_beijing
from competition.core.database import Reader
from competition.core.locale import _, say, show_short
from competition.core.records import Actor, Text
from competition.core.sentences import sentence
from competition.entries import service as entries
from competition.entries.records import Measured
from competition.rounds import service as rounds
from competition.rounds.records import Dimension, Indicator


@dataclass(frozen=True, slots=True)
class Card:
    """One judged indicator: ``mark`` is what stands in the field, ``stored`` what another device put in its place."""

    leaf: Indicator
    mark: int | None
    said: str
    strip: Strip
    stored: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One dimension of the ballot page: figures first, then what is judged."""

    dimension: Dimension
    figures: tuple[tuple[Indicator, Measured | None, Decimal | None], ...]
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class BallotPage:
    """One entry, as one judge scores it."""

    sheet: Sheet
    task: Task
    held: Draft
    form: BallotForm
    parts: tuple[Part, ...]
    before: Task | None
    after: Task | None
    place: int
    cells: tuple[str, ...]
    n_done: int
    n_started: int
    n_blank: int
    last_at: str
    reopening: Reopening | None
    conflict: bool
    is_sealed: bool
    closed: str


def clock(at: datetime | None, now: datetime) -> str:
    """A time as the page says it: 14:03, with the day when it was another one."""
    if at is None:
        return ""
    then = in_beijing(at)
    return f"{then:%H:%M}" if then.date() == in_beijing(now).date() else show_short(at)


def said_of(held: Draft, code: str, now: datetime) -> str:
    """Where a mark is stored, in the server's words; nothing while there is none."""
    line = held.lines.get(code)
    if line is None or (line.mark is None and not line.note):
        return ""
    if line.mark is None:
        return str(_("Server holds your note, saved %(time)s", time=clock(line.saved_at, now)))
    shown = plain(hundredths(line.mark))
    return str(_("Server holds %(mark)s, saved %(time)s", mark=shown, time=clock(line.saved_at, now)))


def ballot_page(
    reader: Reader, actor: Actor, sheet: Sheet, task: Task, held: Draft, form: BallotForm, *, conflict: bool = False
) -> BallotPage:
    """The page of one entry; after a conflict, with what is stored beside what was typed."""
    rows, closed = service.mine(reader, actor, sheet.round), service.why_closed(reader, sheet, held)
    stages = [row.stage for row in rows]
    before, after = sheet.neighbours(task.entry.code)
    n_done = sum(stage in (Stage.COMPLETE, Stage.SEALED) for stage in stages)
    n_started = sum(stage in (Stage.STARTED, Stage.REOPENED) for stage in stages)
    return BallotPage(
        sheet, task, held, form, _parts(reader, sheet, task, held, form, conflict), before, after,
        sheet.tasks.index(task) + 1, _cells(rows, task.entry.code), n_done, n_started, len(rows) - n_done - n_started,
        clock(max((row.saved_at for row in rows if row.saved_at), default=None), reader.clock.now()),
        service.why_reopened(reader, held), conflict, held.state is BallotState.SEALED,
        sentence(closed) if closed else "",
    )  # fmt: skip


def _cells(rows: tuple[Row, ...], here: str) -> tuple[str, ...]:
    return tuple(
        "now" if row.code == here else "done" if row.stage in (Stage.COMPLETE, Stage.SEALED) else "open" for row in rows
    )


def _parts(reader: Reader, sheet: Sheet, task: Task, held: Draft, form: BallotForm, conflict: bool) -> tuple[Part, ...]:
    figures = entries.figures(reader, sheet.round)
    names = {other.entry.code: other.entry.name for other in sheet.tasks}
    given = service.own_marks(reader, sheet, besides=task.entry.code)
    measured, now = sheet.rules.measured, reader.clock.now()

    def figure(leaf: Indicator) -> tuple[Indicator, Measured | None, Decimal | None]:
        found = figures.get((task.entry.code, leaf.code))
        return leaf, found, rounds.converted(leaf, found.value) if found else None

    def card(leaf: Indicator) -> Card:
        typed, kept = form[f"mark_{leaf.code}"].data, held.marks.get(leaf.code)
        stored = None if kept is None else plain(hundredths(kept))
        others = [(names[code], mark) for code, mark in given[leaf.code]]
        apart = conflict and (typed != kept or form.notes()[leaf.code] != held.notes.get(leaf.code, ""))
        return Card(leaf, typed, said_of(held, leaf.code, now), strip(leaf, others), (stored or "") if apart else None)

    return tuple(
        Part(
            branch,
            tuple(figure(leaf) for leaf in branch.indicators if leaf in measured),
            tuple(card(leaf) for leaf in branch.indicators if leaf.code in task.codes),
        )
        for branch in sheet.rules.dimensions
    )


def answer(held: Draft, now: datetime) -> dict[str, object]:
    """What the server holds, for the page's script."""
    return {
        "version": held.version,
        "at": clock(held.saved_at, now),
        "marks": {code: plain(hundredths(mark)) for code, mark in held.marks.items()},
        "notes": held.notes,
        "said": {code: said_of(held, code, now) for code in held.lines},
        "times": {code: clock(line.saved_at, now) for code, line in held.lines.items()},
    }


def oddity(odd: Oddity, names: Mapping[str, Text], dimensions: Mapping[str, Dimension]) -> str:
    """Something worth a second look, in words."""
    shown: dict[str, str] = {}
    for name, value in odd.params.items():
        match name:
            case "other":
                shown[name] = say(names[str(value)])
            case "dimension":
                shown[name] = say(dimensions[str(value)].short)
            case _:
                shown[name] = tenths(int(str(value)))
    return str(ODDITIES[odd.code]) % shown


def tenths(mark: int | None) -> str:
    """A mark with exactly one decimal, as tables print it, rounded half up.

    >>> tenths(9080), tenths(9085), tenths(None)
    ('90.8', '90.9', '')
    """
    return "" if mark is None else f"{hundredths(mark).quantize(Decimal('0.1'), ROUND_HALF_UP):f}"


def told(row: OwnRow, sheet: Sheet) -> tuple[str, ...]:
    """The oddities of a row of the review, in words."""
    names = {task.entry.code: task.entry.name for task in sheet.tasks}
    branches = {branch.code: branch for branch in sheet.rules.dimensions}
    return tuple(oddity(odd, names, branches) for odd in row.oddities)
