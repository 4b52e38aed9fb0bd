"""A judge at work: the pledge, opening an entry, and saving marks as they are typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from weakref import WeakKeyDictionary

from competition.ballots import store
from competition.ballots.records import BallotState, Draft, Reopening, Row, stage_of
from competition.ballots.scale import check_mark, check_note
from competition.ballots.sheet import Sheet, Task, sheet_of
from competition.core.database import Database, Reader, Transaction, write
from competition.core.errors import Conflict, Denied, Frozen, Refusal
from competition.core.records import Actor
from competition.panels import service as panels
from competition.rounds import service as rounds
from competition.rounds.records import Phase, Round


@dataclass(frozen=True, slots=True)
class Known:
    """A sheet as it stood at an event of the log; it stands until an event that touches what it is made of."""

    sheet: Sheet
    at: int

    def stands(self, reader: Reader) -> bool:
        """Whether the sheet is still as it was."""
        return not store.is_stirred(reader, self.at, judge_tag(self.sheet))


# Putting a sheet together reads the whole panel; a room of judges saves far more often than it changes.
_known: WeakKeyDictionary[Database, dict[tuple[int, int], Known]] = WeakKeyDictionary()


def my_sheet(reader: Reader, actor: Actor, round_: Round) -> Sheet:
    """The actor's own sheet; raises Denied to whoever does not judge in the round."""
    return _known_sheet(reader, actor, round_).sheet


def _known_sheet(reader: Reader, actor: Actor, round_: Round) -> Known:
    if actor.account_id is None:
        raise Denied("ballots.not_a_judge")
    at, key = store.last_event(reader), (round_.id, actor.account_id)
    # Only what is committed is remembered: a transaction may still be undone.
    kept = _known.setdefault(reader, {}) if isinstance(reader, Database) else {}
    if key in kept and kept[key].stands(reader):
        known = Known(kept[key].sheet, at)
    else:
        known = Known(_put_together(reader, actor, round_), at)
    kept[key] = known
    return known


def _put_together(reader: Reader, actor: Actor, round_: Round) -> Sheet:
    judge = panels.judge_of(reader, round_, actor.account_id)
    if judge is None:
        raise Denied("ballots.not_a_judge")
    return sheet_of(reader, rounds.by_id(reader, round_.id), judge)


def pledged_at(reader: Reader, sheet: Sheet) -> datetime | None:
    """When the judge signed the pledge, or None."""
    return store.pledged_at(reader, sheet.judge.id)


def pledge(db: Database | Transaction, actor: Actor, round_: Round) -> None:
    """Sign the pledge; signing it again changes nothing."""
    with write(db) as tx:
        sheet = my_sheet(tx, actor, round_)
        if store.pledged_at(tx, sheet.judge.id) is None:
            store.add_pledge(tx, sheet.judge.id)
            tx.log(actor, "ballots.pledge", judge_tag(sheet))


def open_entry(db: Database | Transaction, actor: Actor, round_: Round, entry: str) -> Draft:
    """The draft of one's own ballot for an entry, begun when it is opened for the first time.

    From the first entry opened the judge's recusals are frozen. Raises Frozen before scoring or without the pledge.
    """
    sheet = my_sheet(db, actor, round_)
    task = sheet.task(entry)
    held = store.draft(db, sheet.judge.id, task.entry.id)
    if held is not None:
        return held
    with write(db) as tx:
        return begun(tx, actor, my_sheet(tx, actor, round_), entry)


def begun(tx: Transaction, actor: Actor, sheet: Sheet, entry: str) -> Draft:
    """The draft of a ballot, begun now where it was not yet; whoever calls knows that the actor may."""
    task = sheet.task(entry)
    held = store.draft(tx, sheet.judge.id, task.entry.id)
    if held is not None:
        return held
    if store.pledged_at(tx, sheet.judge.id) is None:
        raise Frozen("ballots.not_pledged")
    if sheet.round.phase is not Phase.SCORING:
        raise Frozen("ballots.not_scoring")
    _require_present(tx, sheet)
    panels.mark_opened(tx, actor, sheet.round, sheet.judge)
    store.open_ballot(tx, sheet.round.id, sheet.judge.id, task.entry.id)
    tx.log(actor, "ballots.open", tag_of(sheet, task))
    return held_of(tx, sheet, task)


def judge_tag(sheet: Sheet) -> str:
    """How the log names a judge."""
    return f"{sheet.round.tag}/judge:{sheet.judge.pseudonym}"


def tag_of(sheet: Sheet, task: Task) -> str:
    """How the log names a ballot."""
    return f"{judge_tag(sheet)}/entry:{task.entry.code}"


def held_of(reader: Reader, sheet: Sheet, task: Task) -> Draft:
    """The draft of a task; an empty one where it was never opened."""
    found = store.draft(reader, sheet.judge.id, task.entry.id)
    return found or Draft(sheet.judge.id, task.entry.id, 0, BallotState.OPEN)


def draft_of(reader: Reader, actor: Actor, round_: Round, entry: str) -> Draft:
    """One's own draft for an entry, opened or not."""
    sheet = my_sheet(reader, actor, round_)
    return held_of(reader, sheet, sheet.task(entry))


def save(
    db: Database | Transaction,
    actor: Actor,
    round_: Round,
    entry: str,
    marks: Mapping[str, int | None],
    notes: Mapping[str, str],
    *,
    based_on: int,
    op: str,
) -> Draft:
    """Keep changed marks (hundredths; None takes one away) and notes of one's own ballot; gives what is held now.

    The same ``op`` again changes nothing. Raises Conflict (``stored``, ``marks``, ``notes``) when another device wrote
    since version ``based_on`` and what is sent says anything else than what is held; Frozen once the ballot is sealed;
    Refusal for a mark off its scale, a note too long, or an indicator that is not asked.
    """
    known = _known_sheet(db, actor, round_)
    with write(db, draft=True) as tx:
        sheet = known.sheet if known.stands(tx) else my_sheet(tx, actor, round_)
        task = sheet.task(entry)
        key = f"ballots.save/{sheet.judge.id}/{task.entry.id}/{op}"
        if tx.once(key) is not None:
            return held_of(tx, sheet, task)
        _check(task, marks, notes)
        held = begun(tx, actor, sheet, entry)
        require_open(tx, sheet, held)
        if held.differs(marks, notes):
            if held.version != based_on:
                sent = {"marks": dict(marks), "notes": dict(notes)}
                raise Conflict("ballots.stale", entry=task.entry.name, stored=held, **sent)
            store.keep(tx, held, _merged(held, marks, notes))
        # The answer names the version only: the marks stay in one place, and what is held now is read from there.
        tx.answer(key, actor, version=held.version)
        return held_of(tx, sheet, task)


def _merged(
    held: Draft, marks: Mapping[str, int | None], notes: Mapping[str, str]
) -> dict[str, tuple[int | None, str]]:
    said = {code: (held.marks.get(code), held.notes.get(code, "")) for code in {*marks, *notes}}
    merged = {code: (marks.get(code, mark), notes.get(code, note)) for code, (mark, note) in said.items()}
    return {code: line for code, line in merged.items() if line != said[code]}


def require_open(reader: Reader, sheet: Sheet, held: Draft) -> None:
    """Refuse unless the ballot may be written on: while scoring lasts, or while review waits for it again."""
    if held.state is BallotState.SEALED:
        raise Frozen("ballots.sealed")
    again = held.reopened and sheet.round.phase is Phase.ADJUDICATION
    if sheet.round.phase is not Phase.SCORING and not again:
        raise Frozen("ballots.not_scoring")
    if not held.reopened:
        _require_present(reader, sheet)


def why_closed(reader: Reader, sheet: Sheet, held: Draft) -> Frozen | None:
    """Why a ballot may not be written on now, or None when it may."""
    try:
        require_open(reader, sheet, held)
    except Frozen as refusal:
        return refusal
    return None


def _require_present(reader: Reader, sheet: Sheet) -> None:
    if store.absence(reader, sheet.judge.id) is not None:
        raise Frozen("ballots.excused")


def _check(task: Task, marks: Mapping[str, int | None], notes: Mapping[str, str]) -> None:
    asked = {leaf.code: leaf for leaf in task.indicators}
    for code in {*marks, *notes}:
        if code not in asked:
            raise Refusal("ballots.not_asked", indicator=code)
    for code, mark in marks.items():
        if mark is not None:
            check_mark(asked[code], mark)
    for code, note in notes.items():
        check_note(asked[code], note)


def mine(reader: Reader, actor: Actor, round_: Round) -> tuple[Row, ...]:
    """One's own entries with how far each is, in the order of the entries."""
    sheet = my_sheet(reader, actor, round_)
    return rows_of(sheet, store.drafts(reader, sheet.judge.id))


def rows_of(sheet: Sheet, drafts: Mapping[int, Draft]) -> tuple[Row, ...]:
    """How far a judge is with each task."""
    return tuple(
        row_of(task, drafts.get(task.entry.id, Draft(sheet.judge.id, task.entry.id, 0, BallotState.OPEN)))
        for task in sheet.tasks
    )


def row_of(task: Task, held: Draft) -> Row:
    """How far a judge is with one task."""
    n_marked = sum(code in held.marks for code in task.codes)
    stage = stage_of(held.state, n_marked, len(task.codes), reopened=held.reopened)
    return Row(task.entry.id, task.entry.code, stage, n_marked, len(task.codes), held.saved_at, held.on_paper)


def own_marks(reader: Reader, sheet: Sheet, *, besides: str) -> dict[str, tuple[tuple[str, int], ...]]:
    """For each indicator the marks one has given to other entries, as (entry code, hundredths), lowest first."""
    drafts = store.drafts(reader, sheet.judge.id)
    others = [task for task in sheet.tasks if task.entry.code != besides and task.entry.id in drafts]
    codes: Iterable[str] = {code for task in sheet.tasks for code in task.codes}
    given = {
        code: [
            (task.entry.code, drafts[task.entry.id].marks[code])
            for task in others
            if code in drafts[task.entry.id].marks
        ]
        for code in codes
    }
    return {code: tuple(sorted(marks, key=lambda pair: pair[1])) for code, marks in given.items()}


def why_reopened(reader: Reader, held: Draft) -> Reopening | None:
    """The ruling that reopened a ballot for the version being written, or None."""
    return store.reopening(reader, held) if held.reopened and held.state is BallotState.OPEN else None
