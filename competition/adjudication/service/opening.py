"""Opening cases: over marks that are off, over a tie at the award line, over eligibility."""

from __future__ import annotations

from competition.adjudication import store
from competition.adjudication.records import HEARING, LONGEST_TEXT, Case, Kind
from competition.adjudication.service.reading import awaiting, case_by_id
from competition.ballots import service as ballots
from competition.core.database import Database, Reader, Transaction, write
from competition.core.errors import Denied, Frozen, Refusal
from competition.core.permissions import Permission, may
from competition.core.records import Actor
from competition.entries import service as entries
from competition.rounds import service as rounds
from competition.rounds.records import Round
from competition.tally import service as tally


def open_cases(db: Database | Transaction, actor: Actor, round_: Round) -> tuple[Case, ...]:
    """Open every case that marks and ties call for; opening them again opens nothing twice."""
    with write(db) as tx:
        return (*open_discrepancies(tx, actor, round_), *open_tie(tx, actor, round_))


def open_discrepancies(db: Database | Transaction, actor: Actor, round_: Round) -> tuple[Case, ...]:
    """Open a case over each judge's marks for an entry that are off by more than the rules allow."""
    with write(db) as tx:
        now = _hearing(tx, actor, round_)
        versions = {(one.judge, one.entry): one.version for one in ballots.sealed(tx, now)}
        return tuple(
            _open(tx, actor, now, Kind.DISCREPANCY, entry=one.entry, judge=one.judge, subject=one.as_subject(),
                  ballot_version=versions[one.judge, one.entry])
            for one in awaiting(tx, now)[0]
        )  # fmt: skip


def open_tie(db: Database | Transaction, actor: Actor, round_: Round) -> tuple[Case, ...]:
    """Open the case over the group that the tie chain left level across the award line, where there is one."""
    with write(db) as tx:
        now = _hearing(tx, actor, round_)
        level = awaiting(tx, now)[1]
        if not level:
            return ()
        places = {row.entry: row for row in tally.standings(tx, now)}
        first = min((places[code] for code in level), key=lambda row: row.rank)
        subject = {"entries": list(level), "rank": first.rank, "total": first.total}
        return (_open(tx, actor, now, Kind.TIE, subject=subject),)


def open_eligibility(
    db: Database | Transaction, actor: Actor, round_: Round, entry: str, text: str, *, nominee: int | None = None
) -> Case:
    """Open a case over an entry's or a nominee's eligibility, with what raised the doubt."""
    with write(db) as tx:
        now = _hearing(tx, actor, round_)
        found = entries.entry(tx, now, entry)
        if nominee is not None and nominee not in {one.id for one in entries.nominees(tx, found)}:
            raise Refusal("adjudication.no_such_nominee")
        subject = {} if nominee is None else {"nominee": nominee}
        return _open(tx, actor, now, Kind.ELIGIBILITY, entry=found.code, text=told(text), subject=subject)


def told(text: str) -> str:
    """What somebody wrote, if they wrote something and not too much."""
    if not text.strip():
        raise Refusal("adjudication.text_missing")
    if len(text.strip()) > LONGEST_TEXT:
        raise Refusal("adjudication.text_too_long", most=LONGEST_TEXT)
    return text.strip()


def _hearing(tx: Transaction, actor: Actor, round_: Round) -> Round:
    now = in_hearing(tx, round_)
    if not any(may(actor, permission, now.id) for permission in (Permission.TALLY, Permission.RULE)):
        raise Denied("core.not_permitted")
    return now


def in_hearing(reader: Reader, round_: Round) -> Round:
    """The round as it stands; refuses outside the phases in which cases are heard."""
    now = rounds.get(reader, round_.code)
    if now.phase not in HEARING:
        raise Frozen("adjudication.not_hearing", phase=now.phase)
    return now


def _open(tx: Transaction, actor: Actor, round_: Round, kind: Kind, **what: object) -> Case:
    opened = case_by_id(tx, store.add_case(tx, round_.id, kind, opened_by=actor.tag, **what))  # type: ignore[arg-type]
    tx.log(actor, "adjudication.open_case", tag(round_, opened), kind=kind, entry=opened.entry, judge=opened.judge)
    return opened


def tag(round_: Round, one: Case) -> str:
    """How the log names a case."""
    return f"{round_.tag}/case:{one.number}"
