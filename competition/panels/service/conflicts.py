"""Recusals: by the county rule, declared in a judge's dated statement, or late and signed by two people.

A recusal by rule follows from the counties and is always there; it is written down at the latest when the judge opens
the first entry, so that nothing that happens later can change it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from competition.core import approvals
from competition.core.approvals import Approval
from competition.core.clock import stamp
from competition.core.database import Database, Reader, Transaction, write
from competition.core.errors import Conflict, Denied, Frozen, NotFound, Refusal
from competition.core.permissions import Permission, may, require
from competition.core.records import Actor
from competition.entries import service as entries
from competition.entries.records import Entry, EntryStatus
from competition.panels import store
from competition.panels.records import LONGEST_NOTE, Answer, Judge, Late, Reason, Recusal, Source, Statement
from competition.panels.service.roster import get, judge_of, judges
from competition.rounds import service as rounds
from competition.rounds.records import Phase, Round

RECUSE_LATE = "panels.recuse_late"
PLACE = {Source.RULE: 0, Source.DECLARED: 1, Source.LATE: 2}


def recusals(reader: Reader, round_: Round) -> tuple[Recusal, ...]:
    """What each judge of the panel is recused from, one recusal a pair, by judge and entry."""
    found: dict[tuple[int, int], Recusal] = {}
    written = store.recusals(reader, round_.id)
    for each in sorted([*written, *_by_rule(reader, round_, written)], key=lambda recusal: PLACE[recusal.source]):
        found.setdefault((each.judge_id, each.entry_id), each)
    return tuple(found[pair] for pair in sorted(found))


def _by_rule(reader: Reader, round_: Round, written: Iterable[Recusal]) -> list[Recusal]:
    known = {(each.judge_id, each.entry_id) for each in written if each.source == Source.RULE}
    return [
        Recusal(0, judge.id, entry.id, Reason.COUNTY, Source.RULE, "", None)
        for judge in judges(reader, round_)
        if judge.county_id is not None
        for entry in entries.entries(reader, round_)
        if entry.county_id == judge.county_id and (judge.id, entry.id) not in known
    ]


def derive(db: Database | Transaction, actor: Actor, round_: Round) -> int:
    """Write down what the county rule keeps every judge from; gives how many were new."""
    require(actor, Permission.MANAGE_PANEL, round_.id)
    with write(db) as tx:
        new = _by_rule(tx, round_, store.recusals(tx, round_.id))
        for each in new:
            store.add_rule(tx, each.judge_id, each.entry_id)
        tx.log(actor, "panels.derive", round_.tag, new=len(new))
        return len(new)


def mark_opened(tx: Transaction, actor: Actor, round_: Round, judge: Judge) -> None:
    """The judge opens the first entry: recusals are frozen from here. Later openings change nothing."""
    judge = get(tx, round_, judge.pseudonym)
    if judge.opened_at is not None:
        return
    for each in _by_rule(tx, round_, store.recusals(tx, round_.id)):
        if each.judge_id == judge.id:
            store.add_rule(tx, each.judge_id, each.entry_id)
    tx.update("judge", judge.id, opened_at=stamp(tx.at))
    mine = [(each.entry_id, each.source.value) for each in recusals(tx, round_) if each.judge_id == judge.id]
    tx.log(actor, "panels.freeze_recusals", f"{round_.tag}/judge:{judge.pseudonym}", recused=mine)


def statement(reader: Reader, judge: Judge) -> Statement | None:
    """The judge's statement in force, or None before there is one."""
    return store.statement(reader, judge.id)


def undeclared(reader: Reader, round_: Round, judge: Judge) -> tuple[Entry, ...]:
    """The eligible entries that the judge's statement says nothing about yet."""
    told = store.statement(reader, judge.id)
    return tuple(entry for entry in eligible(reader, round_) if told is None or entry.id not in told.answers)


def eligible(reader: Reader, round_: Round) -> tuple[Entry, ...]:
    """The entries that are scored."""
    return tuple(entry for entry in entries.entries(reader, round_) if entry.status == EntryStatus.ELIGIBLE)


def towns(reader: Reader, round_: Round) -> tuple[Entry, ...]:
    """Every entry of the round, those withdrawn or excluded included."""
    return tuple(entries.entries(reader, round_))


def declare(
    db: Database | Transaction, actor: Actor, round_: Round, entry: str, reason: Reason | None, note: str = ""
) -> Statement:
    """Declare about one entry, by the judge; what was declared about the others stands."""
    with write(db) as tx:
        judge = _declaring(tx, actor, round_)
        told = store.statement(tx, judge.id)
        answers = dict(told.answers) if told else {}
        found = entries.entry(tx, round_, entry)
        return _state(tx, actor, round_, judge, {**answers, found.id: _answer(found.id, reason, note)})


def declare_all(
    db: Database | Transaction, actor: Actor, round_: Round, answers: Mapping[str, tuple[Reason | None, str]]
) -> Statement:
    """The judge's whole statement: for every eligible entry by code, a reason or None, and a note."""
    with write(db) as tx:
        judge = _declaring(tx, actor, round_)
        codes = {entry.code: entry.id for entry in eligible(tx, round_)}
        if missing := [code for code in codes if code not in answers]:
            raise Refusal("panels.unanswered", n=len(missing), entries=missing)
        told = {codes[code]: _answer(codes[code], *answer) for code, answer in answers.items() if code in codes}
        return _state(tx, actor, round_, judge, told)


def _declaring(tx: Transaction, actor: Actor, round_: Round) -> Judge:
    require(actor, Permission.SCORE, round_.id)
    judge = judge_of(tx, round_, actor.account_id)
    if judge is None:
        raise Denied("panels.not_on_panel")
    if judge.opened_at is not None:
        raise Frozen("panels.recusals_frozen", judge=judge.pseudonym)
    if rounds.by_id(tx, round_.id).phase not in (Phase.REGISTRATION, Phase.SCORING):
        raise Frozen("panels.not_declaring")
    return judge


def _answer(entry_id: int, reason: Reason | None, note: str) -> Answer:
    note = note.strip()
    if len(note) > LONGEST_NOTE:
        raise Refusal("panels.note_long", most=LONGEST_NOTE)
    return Answer(entry_id, reason, note if reason else "")


def _state(tx: Transaction, actor: Actor, round_: Round, judge: Judge, answers: Mapping[int, Answer]) -> Statement:
    told = store.statement(tx, judge.id)
    version = told.version + 1 if told else 1
    store.add_statement(tx, judge.id, version, answers.values())
    # The notes may tell of relatives; the log keeps only which entries, since nothing can ever be taken out of it.
    recused = {str(each.entry_id): each.reason.value for each in answers.values() if each.reason}
    told_of = f"{round_.tag}/judge:{judge.pseudonym}"
    tx.log(actor, "panels.declare", told_of, version=version, recused=recused, n=len(answers))
    made = store.statement(tx, judge.id)
    assert made is not None  # noqa: S101  (written two lines above)
    return made


def propose_late(
    db: Database | Transaction, actor: Actor, round_: Round, judge: Judge, entry: str, reason: Reason, note: str
) -> Approval:
    """Ask for a recusal after the judge opened an entry: by the judge or the organizer; a second person signs."""
    with write(db) as tx:
        judge = get(tx, round_, judge.pseudonym)
        if actor.account_id != judge.account_id:
            require(actor, Permission.MANAGE_PANEL, round_.id)
        found = entries.entry(tx, round_, entry)
        _may_recuse_late(tx, round_, judge, found.id)
        if not note.strip() or len(note.strip()) > LONGEST_NOTE:
            raise Refusal("panels.late_needs_note", most=LONGEST_NOTE)
        late = Late(0, judge.id, found.id, reason, note.strip())
        approval = approvals.propose(tx, actor, RECUSE_LATE, _tag(round_, judge, found), late.content)
        tx.insert(
            "late_recusal", approval_id=approval.id, judge_id=judge.id, entry_id=found.id, reason=reason.value,
            note=late.note,
        )  # fmt: skip
        return approval


def _tag(round_: Round, judge: Judge, entry: Entry) -> str:
    return f"{round_.tag}/judge:{judge.pseudonym}/entry:{entry.code}"


def _may_recuse_late(tx: Transaction, round_: Round, judge: Judge, entry_id: int) -> None:
    if rounds.by_id(tx, round_.id).phase != Phase.SCORING:
        raise Frozen("panels.not_scoring")
    if judge.opened_at is None:
        raise Frozen("panels.declare_instead", judge=judge.pseudonym)
    if any((each.judge_id, each.entry_id) == (judge.id, entry_id) for each in recusals(tx, round_)):
        raise Conflict("panels.recused_already", judge=judge.pseudonym)


def late_recusals(reader: Reader, round_: Round) -> tuple[tuple[Approval, Late], ...]:
    """The late recusals of the round that wait for the second person."""
    found = ((approval, store.late(reader, approval.id)) for approval in approvals.pending(reader, RECUSE_LATE))
    panel = {judge.id for judge in judges(reader, round_)}
    return tuple((approval, late) for approval, late in found if late is not None and late.judge_id in panel)


def sign_late(db: Database | Transaction, actor: Actor, round_: Round, approval_id: int) -> Recusal:
    """Sign a late recusal as the second person; it holds at once."""
    require(actor, Permission.COUNTERSIGN, round_.id)
    with write(db) as tx:
        late = _late(tx, round_, approval_id)
        judge = next(each for each in judges(tx, round_) if each.id == late.judge_id)
        _may_recuse_late(tx, round_, judge, late.entry_id)
        approvals.countersign(tx, actor, approval_id, late.content)
        store.add_late(tx, late)
        pair = (late.judge_id, late.entry_id)
        return next(each for each in recusals(tx, round_) if (each.judge_id, each.entry_id) == pair)


def withdraw_late(db: Database | Transaction, actor: Actor, round_: Round, approval_id: int) -> None:
    """Take a late recusal back before it is signed: whoever proposed it, or the organizer."""
    with write(db) as tx:
        _late(tx, round_, approval_id)
        mine = approvals.get(tx, approval_id).proposed_by == actor.account_id
        if not mine and not may(actor, Permission.MANAGE_PANEL, round_.id):
            raise Denied("core.not_permitted", permission=Permission.MANAGE_PANEL)
        approvals.withdraw(tx, actor, approval_id)


def _late(reader: Reader, round_: Round, approval_id: int) -> Late:
    late = store.late(reader, approval_id)
    if late is None or late.judge_id not in {judge.id for judge in judges(reader, round_)}:
        raise NotFound("panels.no_late_recusal")
    return late
