"""Making a tally, and what only a ruling does to the next one."""

from __future__ import annotations

from collections.abc import Sequence

from competition.core.database import Database, Reader, Transaction, write
from competition.core.errors import Frozen, Refusal
from competition.core.permissions import Permission, require
from competition.core.records import Actor, ToDo
from competition.rounds.records import Phase, Round
from competition.tally import store
from competition.tally.marks import Marks
from competition.tally.records import LEAVING, TALLYING, Strike, Tally
from competition.tally.service.diagnosing import awaits_diagnosis
from competition.tally.service.reading import current, get_tally, is_outdated, needs_lot, opened, round_object
from competition.tally.trial import Trial, run


def tally(db: Database | Transaction, actor: Actor, round_: Round, *, reason: str = "") -> Tally:
    """Make the tally and store it; when nothing has changed since the last one, that one stands.

    A version after the first needs a reason.
    """
    with write(db) as tx:
        require(actor, Permission.TALLY, round_.id)
        now = tallying(tx, round_)
        made, last = run(round_object(tx, now)), store.current(tx, now.id)
        if last is not None and last.input_digest == made.result["input_digest"]:
            return last
        if last is not None and not reason.strip():
            raise Refusal("tally.reason_missing", version=last.version + 1)
        return _keep(tx, actor, now, made, last, reason.strip())


def _keep(tx: Transaction, actor: Actor, round_: Round, made: Trial, last: Tally | None, reason: str) -> Tally:
    number = 1 if last is None else last.version + 1
    digest = str(made.result["input_digest"])
    store.add_tally(tx, round_.id, number, file=made.file, result=made.result, input_digest=digest, reason=reason,
                    actor=actor.tag)  # fmt: skip
    tx.log(
        actor, "tally.make", round_.tag, version=number, input_digest=digest, engine=made.result["engine"],
        before=last.result_digest if last else None, after=made.result["result_digest"], reason=reason,
    )  # fmt: skip
    return get_tally(tx, round_, number)


def strike(
    tx: Transaction, actor: Actor, round_: Round, judge: str, entry: str, indicator: str | None, case: str
) -> None:
    """Leave a judge's mark for an entry out of the count, or all of that judge's marks for it without ``indicator``.

    Only a ruling does this, so ``case`` names it. The sealed mark stays as it is.
    """
    now = tallying(tx, round_)
    given = sorted(Marks(round_object(tx, now)).counted(judge, entry))
    wanted = [code for code in given if indicator in (None, code)]
    if not wanted:
        raise Refusal("tally.no_such_mark", judge=judge, entry=entry, indicator=indicator or "")
    for code in wanted:
        store.add_strike(tx, now.id, Strike(judge, entry, code, case))
    tx.log(actor, "tally.strike", f"{now.tag}/entry:{entry}", judge=judge, indicators=wanted, case=case)


def order(tx: Transaction, actor: Actor, round_: Round, case: str, codes: Sequence[str]) -> None:
    """Order a group that the tie chain left level, best first; only a ruling does this."""
    now = tallying(tx, round_)
    if any(set(one.entries) == set(codes) for one in store.orders(tx, now.id)):
        raise Frozen("tally.ordered_already")
    store.add_order(tx, now.id, case, codes)
    tx.log(actor, "tally.order", now.tag, case=case, entries=list(codes))


def outstanding(db: Reader, round_: Round, leaving: Phase) -> tuple[ToDo, ...]:
    """What the tally still asks for before a phase is left."""
    if leaving not in LEAVING:
        return ()
    here = {"code": round_.code}
    if current(db, round_) is None:
        return (ToDo("tally.make", "tally.index", here),)
    try:
        outdated = is_outdated(db, round_)
    except Refusal as refusal:
        return (ToDo("tally.refused", "tally.index", here, refusal.params),)
    if outdated:
        return (ToDo("tally.again", "tally.index", here),)
    if needs_lot(db, round_):
        return (ToDo("tally.draw", "tally.lot", here),)
    return (ToDo("tally.diagnose", "tally.firmness", here),) if awaits_diagnosis(db, round_) else ()


def tallying(tx: Transaction, round_: Round) -> Round:
    """The round as it stands; refuses outside the phases in which a tally may be made."""
    now = opened(tx, round_)
    if now.phase not in TALLYING:
        raise Frozen("tally.closed", phase=now.phase)
    return now
