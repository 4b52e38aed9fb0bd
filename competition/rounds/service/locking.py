"""Locking the rules: the engine reads them strictly, two people sign, and the digest is the commitment."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from competition.core import approvals
from competition.core.canonical import canonical
from competition.core.database import Database, Reader, Transaction, write
from competition.core.errors import Conflict, Frozen, Refusal
from competition.core.permissions import Permission, require
from competition.core.records import Actor
from competition.rounds import store
from competition.rounds.freezing import FrozenRules, freeze
from competition.rounds.records import Commitment, Round, Rules
from competition.rounds.service.drafting import draft, proposal, refuse_once_marks_were_visible, tag
from competition.rounds.service.readiness import faults
from competition.rounds.service.reading import by_id, commitments

LOCK = "rounds.lock"


def frozen_draft(db: Reader, round_: Round) -> FrozenRules:
    """What would be signed: the draft as the engine reads it. Refused while anything is wrong with it."""
    found = waiting(db, round_)
    if wrong := faults(round_, found):
        raise Refusal("rounds.not_ready", n=len(wrong))
    return freeze(round_, found)


def waiting(db: Reader, round_: Round) -> Rules:
    """The version that is to be signed."""
    found = store.working(db, round_.id)
    if found is None:
        raise Frozen("rounds.locked")
    return found


def examine(db: Reader, round_: Round) -> FrozenRules | Refusal:
    """What would be signed, or why it cannot be yet."""
    try:
        return frozen_draft(db, round_)
    except Refusal as refusal:
        return refusal


def propose_lock(
    db: Database | Transaction, actor: Actor, round_: Round, *, reason: str = "", seen: str | None = None
) -> approvals.Approval:
    """Sign the draft rules first. ``seen`` is the digest that was read; a version after the first needs a reason."""
    require(actor, Permission.SET_UP_ROUND, round_.id)
    with write(db) as tx:
        held = by_id(tx, round_.id)
        ready = draft(tx, held)
        if ready.version > 1:
            refuse_once_marks_were_visible(tx, held)
            if not reason.strip():
                raise Refusal("rounds.version_needs_reason")
        told = content(_as_seen(frozen_draft(tx, held), seen), reason.strip())
        store.save_rules(tx, replace(ready, reason=reason.strip()))
        first = approvals.propose(tx, actor, LOCK, tag(held, ready), told, reason=reason.strip())
        store.propose(tx, held.id, first.id, actor.tag, actor.name)
        return first


def withdraw_lock(db: Database | Transaction, actor: Actor, round_: Round) -> None:
    """Take the first signature back, so that the rules can be changed again."""
    require(actor, Permission.SET_UP_ROUND, round_.id)
    with write(db) as tx:
        first = proposal(tx, round_)
        if first is None:
            raise Frozen("rounds.nothing_proposed")
        approvals.withdraw(tx, actor, first.id)
        store.withdraw(tx, round_.id)


def sign_lock(db: Database | Transaction, actor: Actor, round_: Round, *, seen: str | None = None) -> Commitment:
    """Sign second: the rules are locked and their digest is the commitment. ``seen`` is the digest that was read."""
    require(actor, Permission.COUNTERSIGN, round_.id)
    with write(db) as tx:
        held = by_id(tx, round_.id)
        first = proposal(tx, held)
        if first is None:
            raise Frozen("rounds.nothing_proposed")
        version, ready = waiting(tx, held), _as_seen(frozen_draft(tx, held), seen)
        if version.version > 1:
            refuse_once_marks_were_visible(tx, held)
        approvals.countersign(tx, actor, first.id, content(ready, version.reason))
        text = canonical(ready.file).decode()
        store.lock(tx, held.id, digest=ready.digest, text=text, tag=actor.tag, name=actor.name)
        told = {"digest": ready.digest, "descriptions": ready.descriptions, "version": version.version}
        tx.log(actor, "rounds.lock", tag(held, version), after=told, reason=version.reason)
        return commitments(tx, held)[-1]


def content(ready: FrozenRules, reason: str) -> dict[str, Any]:
    """What the two signatures stand under."""
    return {"rules": ready.file, "descriptions": ready.descriptions, "reason": reason}


def _as_seen(ready: FrozenRules, seen: str | None) -> FrozenRules:
    if seen is not None and seen != ready.digest:
        raise Conflict("rounds.read_again", stored=ready.digest, sent=seen)
    return ready
