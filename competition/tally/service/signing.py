"""What two people sign before it enters a tally: the seed of a drawn lot, and adjustments within the rules' limits."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from competition.core import approvals
from competition.core.database import Database, Reader, Transaction, write
from competition.core.errors import Frozen, NotFound, Refusal
from competition.core.permissions import Permission, require
from competition.core.records import Actor
from competition.entries import service as entries
from competition.rounds import service as rounds
from competition.rounds.records import Round
from competition.tally import store
from competition.tally.records import Adjustment, Lot
from competition.tally.service.making import tallying

LOT, ADJUST = "tally.lot", "tally.adjust"


def propose_lot(db: Database | Transaction, actor: Actor, round_: Round, seed: str) -> approvals.Approval:
    """Record the seed that the declared source has given; it counts when a second person has signed it."""
    with write(db) as tx:
        require(actor, Permission.TALLY, round_.id)
        now = tallying(tx, round_)
        source = str(rounds.frozen(tx, now)["lot"]["source"])
        if not source:
            raise Frozen("tally.no_lot_source")
        if store.lot(tx, now.id, "signed"):
            raise Frozen("tally.lot_drawn")
        if not seed.strip():
            raise Refusal("tally.seed_missing")
        proposal = approvals.propose(tx, actor, LOT, now.tag, _seeded(seed.strip(), source))
        store.add_lot(tx, now.id, seed.strip(), source, proposal.id)
        return proposal


def sign_lot(db: Database | Transaction, actor: Actor, round_: Round) -> Lot:
    """Sign the recorded seed as the second person."""
    with write(db) as tx:
        require(actor, Permission.COUNTERSIGN, round_.id)
        now = tallying(tx, round_)
        waiting = store.lot(tx, now.id, "open")
        if waiting is None:
            raise NotFound("tally.no_lot_proposed")
        approvals.countersign(tx, actor, waiting.approval_id, _seeded(waiting.seed, waiting.source))
        tx.log(actor, LOT, now.tag, seed=waiting.seed, source=waiting.source)
        return waiting


def lots(db: Reader, round_: Round) -> tuple[Lot | None, Lot | None]:
    """The seed that counts, and the one that awaits its second signature."""
    return store.lot(db, round_.id, "signed"), store.lot(db, round_.id, "open")


def propose_adjustment(
    db: Database | Transaction, actor: Actor, round_: Round, entry: str, points: int, reason: str
) -> approvals.Approval:
    """Add points (hundredths, negative to take away) to an entry's total; they count when a second person has signed.

    Refused where the rules allow none in that direction.
    """
    with write(db) as tx:
        require(actor, Permission.TALLY, round_.id)
        now = tallying(tx, round_)
        entries.entry(tx, now, entry)
        _refuse_beyond_limits(rounds.frozen(tx, now)["method"], points)
        if not reason.strip():
            raise Refusal("tally.adjustment_reason")
        one = Adjustment(f"P{store.n_adjustments(tx, now.id) + 1}", entry, points, reason.strip())
        proposal = approvals.propose(tx, actor, ADJUST, f"{now.tag}/adjustment:{one.code}", _content(one))
        store.add_adjustment(tx, now.id, one, proposal.id)
        return proposal


def sign_adjustment(db: Database | Transaction, actor: Actor, round_: Round, code: str) -> Adjustment:
    """Sign an adjustment as the second person."""
    with write(db) as tx:
        require(actor, Permission.COUNTERSIGN, round_.id)
        now = tallying(tx, round_)
        waiting = {one.code: (number, one) for number, one in store.adjustments(tx, now.id, "open")}
        if code not in waiting:
            raise NotFound("tally.no_adjustment_proposed")
        number, one = waiting[code]
        approvals.countersign(tx, actor, number, _content(one))
        tx.log(actor, ADJUST, f"{now.tag}/entry:{one.entry}", adjustment=one.code, points=one.points, reason=one.reason)
        return one


def adjustments(db: Reader, round_: Round) -> tuple[tuple[Adjustment, ...], tuple[Adjustment, ...]]:
    """The adjustments that count, and those that await their second signature."""
    signed, waiting = (store.adjustments(db, round_.id, state) for state in ("signed", "open"))
    return tuple(one for _, one in signed), tuple(one for _, one in waiting)


def _refuse_beyond_limits(method: dict[str, Any], points: int) -> None:
    limits = method.get("adjustments", {})
    limit = Fraction(str(limits.get("high" if points > 0 else "low", "0"))) * 100
    if not points or abs(points) > abs(limit):
        raise Refusal("tally.beyond_limits", low=limits.get("low", "0"), high=limits.get("high", "0"))


def _seeded(seed: str, source: str) -> dict[str, str]:
    return {"seed": seed, "source": source}


def _content(one: Adjustment) -> dict[str, Any]:
    return {"code": one.code, "entry": one.entry, "points": one.points, "reason": one.reason}
