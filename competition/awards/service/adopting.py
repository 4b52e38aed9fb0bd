"""Adopting a list: two people sign its digest after the period of publicity, and each award enters the ledger.

``held`` asks the rooms that know what could still change the list, such as an open case: they stand below this one, so
whoever calls hands the question in (see ``Room.holds``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from competition.awards import store
from competition.awards.records import Proposal
from competition.awards.service.reading import ADOPT, closing, is_outdated, proposal, publicity_over, tag, waiting
from competition.core import approvals
from competition.core.database import Database, Reader, Transaction, write
from competition.core.errors import Conflict, Frozen, Outstanding
from competition.core.permissions import Permission, require
from competition.core.records import Actor, ToDo
from competition.rounds import service as rounds
from competition.rounds.records import Round

Held = Callable[[Reader, Round], tuple[ToDo, ...]]

__all__ = ["sign_first", "sign_second", "waiting", "withdraw"]


def sign_first(db: Database | Transaction, actor: Actor, round_: Round, *, held: Held) -> approvals.Approval:
    """Sign the newest version first.

    Refused while publicity runs, when the list would be another today, and while something could still change it.
    """
    require(actor, Permission.MANAGE_AWARDS, round_.id)
    with write(db) as tx:
        now = rounds.by_id(tx, round_.id)
        one = _adoptable(tx, now, held)
        return approvals.propose(tx, actor, ADOPT, tag(now, one), _content(now, one))


def withdraw(db: Database | Transaction, actor: Actor, round_: Round) -> None:
    """Take the first signature back."""
    require(actor, Permission.MANAGE_AWARDS, round_.id)
    with write(db) as tx:
        now = rounds.by_id(tx, round_.id)
        first = waiting(tx, now, proposal(tx, now))
        if first is None:
            raise Frozen("awards.nothing_signed")
        approvals.withdraw(tx, actor, first.id)


def sign_second(db: Database | Transaction, actor: Actor, round_: Round, *, held: Held) -> Proposal:
    """Sign second: the list is adopted, and its awards are in force."""
    require(actor, Permission.COUNTERSIGN, round_.id)
    with write(db) as tx:
        now = rounds.by_id(tx, round_.id)
        one = _adoptable(tx, now, held)
        first = waiting(tx, now, one)
        if first is None:
            raise Frozen("awards.nothing_signed")
        signed = approvals.countersign(tx, actor, first.id, _content(now, one))
        store.adopt(tx, one, signed.id)
        told = {"digest": one.digest, "n": len(one.awards), "total_fen": one.total_fen}
        tx.log(actor, "awards.adopt", tag(now, one), approval=signed.id, after=told)
        return proposal(tx, now, one.version)


def _adoptable(reader: Reader, round_: Round, held: Held) -> Proposal:
    one = proposal(reader, round_)
    if one.is_adopted:
        raise Frozen("awards.adopted_already", version=one.version)
    closes_at = closing(round_)
    if closes_at is None:
        raise Frozen("awards.not_posted")
    if not publicity_over(reader, round_):
        raise Frozen("awards.publicity_runs", closes_at=closes_at)
    if is_outdated(reader, round_, one):
        raise Conflict("awards.outdated", version=one.version)
    if todos := held(reader, round_):
        raise Outstanding("awards.held", todos)
    return one


def _content(round_: Round, one: Proposal) -> dict[str, Any]:
    """What the two signatures stand under."""
    return {
        "round": round_.code, "version": one.version, "awards": one.digest, "result": one.listing.result_digest,
        "total_fen": one.total_fen,
    }  # fmt: skip
