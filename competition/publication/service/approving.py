"""The approval 审定: which meeting approved the list, when, and under which document number."""

from __future__ import annotations

from datetime import date

from competition.core.clock import today
from competition.core.database import Database, Reader, Transaction, write
from competition.core.errors import Frozen, Refusal
from competition.core.permissions import Permission, require
from competition.core.records import Actor
from competition.publication import store
from competition.publication.records import Approval
from competition.rounds import service as rounds
from competition.rounds.records import Phase, Round


def record_approval(
    db: Database | Transaction, actor: Actor, round_: Round, *, meeting: str, number: str, decided_on: date
) -> Approval:
    """Record the approval, or amend it: the earlier version is kept.

    Refused outside adjudication, without the meeting or the document's number, and for a day ahead.
    """
    require(actor, Permission.PUBLISH, round_.id)
    with write(db) as tx:
        now = rounds.by_id(tx, round_.id)
        if now.phase is not Phase.ADJUDICATION:
            raise Frozen("publication.approval_closed", phase=now.phase)
        if not meeting.strip() or not number.strip():
            raise Refusal("publication.approval_incomplete")
        if decided_on > today(tx.clock):
            raise Refusal("publication.approved_ahead", on=decided_on)
        last = approval(tx, now)
        told = {"meeting": meeting.strip(), "number": number.strip(), "decided_on": decided_on.isoformat()}
        version = store.add_approval(
            tx, now.id, actor, meeting=told["meeting"], number=told["number"], decided_on=decided_on,
            move=_review(tx, now),
        )  # fmt: skip
        tx.log(actor, "publication.record_approval", now.tag, version=version, before=_told(last), after=told)
        return store.approvals(tx, now.id)[0]


def approvals(reader: Reader, round_: Round) -> tuple[Approval, ...]:
    """Every version of the approval, the one in force first."""
    return store.approvals(reader, round_.id)


def approval(reader: Reader, round_: Round) -> Approval | None:
    """The approval in force, or None."""
    found = store.approvals(reader, round_.id)
    return found[0] if found else None


def is_of_this_review(reader: Reader, round_: Round, one: Approval) -> bool:
    """Whether it was recorded in the latest review: a round that came back has to be approved again."""
    return one.move == _review(reader, round_)


def _review(reader: Reader, round_: Round) -> int:
    """The number of the move that last began adjudication; 0 before it ever began."""
    began = (move.number for move in rounds.moves(reader, round_) if move.entered is Phase.ADJUDICATION)
    return max(began, default=0)


def _told(one: Approval | None) -> dict[str, str] | None:
    if one is None:
        return None
    return {"meeting": one.meeting, "number": one.number, "decided_on": one.decided_on.isoformat()}
