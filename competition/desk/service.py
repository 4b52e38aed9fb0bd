"""The phase machine: every room is asked what is outstanding, and only then does the round move.

A move forward needs nothing outstanding. A move backwards needs a reason and two people. Leaving registration locks the
lists under a digest.
"""

from __future__ import annotations

from collections.abc import Iterator

from competition.archive.records import Kind, Known
from competition.core import approvals
from competition.core.canonical import check_digits, digest
from competition.core.database import Database, Law, Reader, Transaction, write
from competition.core.errors import Frozen, Outstanding, Refusal
from competition.core.permissions import Permission, require
from competition.core.records import Actor, ToDo
from competition.desk import asked, store
from competition.desk.lists import lists
from competition.desk.records import Going, ListLock
from competition.rounds import service as rounds
from competition.rounds.records import BACKWARD, FORWARD, Phase, Round

BACK = "desk.move_back"


def outstanding(db: Reader, round_: Round) -> tuple[ToDo, ...]:
    """What is left to do before the round can leave its present phase; nothing once it is archived."""
    return asked.outstanding(db, round_, round_.phase) if round_.phase in FORWARD else ()


def move(db: Database | Transaction, actor: Actor, round_: Round, to: Phase, *, reason: str = "") -> Round:
    """Move the round to the next phase; raises Outstanding with everything that is left to do.

    A move backwards is refused here: it is proposed and countersigned; while one is proposed nothing moves forward.
    """
    require(actor, Permission.MOVE_PHASE, round_.id)
    with write(db) as tx:
        held = rounds.by_id(tx, round_.id)
        if BACKWARD.get(held.phase) is to:
            raise Frozen("desk.back_needs_two", phase=to)
        if FORWARD.get(held.phase) is not to:
            raise Frozen("rounds.no_such_move", left=held.phase, entered=to)
        if going_back(tx, held):
            raise Frozen("desk.back_is_proposed")
        if todos := asked.outstanding(tx, held, held.phase):
            raise Outstanding("desk.outstanding", todos, phase=to)
        if held.phase is Phase.REGISTRATION:
            _lock_lists(tx, actor, held)
        return rounds.enter(tx, actor, held, to, reason=reason)


def list_commitment(db: Reader, round_: Round) -> ListLock | None:
    """The digest of the lists as last locked, or None before registration is left."""
    found = store.locks(db, round_.id)
    return found[-1] if found else None


def list_commitments(db: Reader, round_: Round) -> tuple[ListLock, ...]:
    """Every list lock, oldest first."""
    return store.locks(db, round_.id)


def recognized(db: Reader, digits: str) -> Known | None:
    """The list lock that sixteen digits in fours stand for, or None; only the last lock of a round is in force."""
    for round_ in rounds.list_rounds(db):
        locks = store.locks(db, round_.id)
        for one in locks:
            if check_digits(one.digest) == digits:
                return Known(Kind.LISTS, round_, digits, one.at, stands=one is locks[-1], version=one.number)
    return None


def going_back(db: Reader, round_: Round) -> Going | None:
    """The move backwards that waits for its second signature, or None."""
    for approval in approvals.pending(db, BACK, round_.tag):
        going = store.going(db, approval)
        if going is not None and going.left is round_.phase:
            return going
    return None


def propose_back(db: Database | Transaction, actor: Actor, round_: Round, *, reason: str) -> Going:
    """Sign first that the round goes back, and say why."""
    require(actor, Permission.MOVE_PHASE, round_.id)
    with write(db) as tx:
        held = rounds.by_id(tx, round_.id)
        to = BACKWARD.get(held.phase)
        if to is None:
            raise Frozen("desk.no_way_back", phase=held.phase)
        if not reason.strip():
            raise Refusal("rounds.back_needs_reason")
        content = {"left": str(held.phase), "entered": str(to), "reason": reason.strip()}
        first = approvals.propose(tx, actor, BACK, held.tag, content, reason=reason.strip())
        store.insert_going(tx, first.id, held.id, held.phase, to)
        return Going(first.id, held.phase, to, first.reason, first.proposed_by, first.proposed_at)


def withdraw_back(db: Database | Transaction, actor: Actor, round_: Round) -> None:
    """Take the proposal to go back away."""
    require(actor, Permission.MOVE_PHASE, round_.id)
    with write(db) as tx:
        approvals.withdraw(tx, actor, _waiting(tx, round_).approval_id)


def sign_back(db: Database | Transaction, actor: Actor, round_: Round) -> Round:
    """Sign second: the round goes back."""
    require(actor, Permission.COUNTERSIGN, round_.id)
    with write(db) as tx:
        held = rounds.by_id(tx, round_.id)
        going = _waiting(tx, held)
        approvals.countersign(tx, actor, going.approval_id, going.content)
        return rounds.enter(tx, actor, held, going.entered, reason=going.reason)


def _waiting(tx: Transaction, round_: Round) -> Going:
    going = going_back(tx, round_)
    if going is None:
        raise Frozen("desk.nothing_proposed")
    return going


def _lock_lists(tx: Transaction, actor: Actor, round_: Round) -> None:
    held = lists(tx, round_)
    number = store.insert_lock(tx, round_.id, actor, held, digest(held))
    tx.log(actor, "desk.lock_lists", round_.tag, number=number, after={"digest": digest(held)})


def _rehashed(reader: Reader) -> Iterator[str]:
    for code, lock, content in store.all_locks(reader):
        if digest(content) != lock.digest:
            yield f"round {code}: list lock {lock.number} does not match its digest"


LAWS = (Law("locked lists match their digest", _rehashed),)
