"""Proposing a list: what follows from things as they stand is stored as a version that never changes."""

from __future__ import annotations

from datetime import date

from competition.awards import store
from competition.awards.content import as_json
from competition.awards.records import PROPOSING, Proposal
from competition.awards.service.deriving import derive
from competition.awards.service.reading import current, proposal
from competition.core.canonical import digest
from competition.core.clock import today
from competition.core.database import Database, Transaction, write
from competition.core.errors import Frozen, Refusal
from competition.core.permissions import Permission, require
from competition.core.records import Actor
from competition.rounds import service as rounds
from competition.rounds.records import Phase, Round


def propose(db: Database | Transaction, actor: Actor, round_: Round, *, decided_on: date, reason: str = "") -> Proposal:
    """Store the list for a decision on that day; the same list again is the version that stands.

    A version after the first needs a reason. Refused outside adjudication and publicity, for a day ahead, and for
    whatever :func:`derive` refuses.
    """
    require(actor, Permission.MANAGE_AWARDS, round_.id)
    with write(db) as tx:
        now = rounds.by_id(tx, round_.id)
        if now.phase not in PROPOSING:
            raise Frozen("awards.closed", phase=now.phase)
        if decided_on > today(tx.clock):
            raise Refusal("awards.decided_ahead", on=decided_on)
        listing = derive(tx, now, decided_on)
        content, last = as_json(listing), current(tx, now)
        if last is not None and last.digest == digest(content):
            return last
        if last is not None and not reason.strip():
            raise Refusal("awards.reason_missing", version=last.version + 1)
        if now.phase is Phase.PUBLICITY:  # what was posted named another list: its period counts for nothing now
            rounds.set_deadline(tx, actor, now, Phase.PUBLICITY, None)
        version = 1 if last is None else last.version + 1
        store.add(
            tx, now.id, version, content, digest=digest(content), result_digest=listing.result_digest,
            total_fen=listing.total_fen, budget_fen=listing.budget_fen, reason=reason.strip(), actor=actor.tag,
        )  # fmt: skip
        tx.log(
            actor, "awards.propose", f"{now.tag}/awards:{version}", digest=digest(content),
            result_digest=listing.result_digest, decided_on=decided_on.isoformat(), n=len(listing.awards),
            total_fen=listing.total_fen, reason=reason.strip(),
        )  # fmt: skip
        return proposal(tx, now, version)
