"""The phase of a round: written here and nowhere else, and what the rooms below leave outstanding in this one."""

from __future__ import annotations

from competition.core.database import Reader, Transaction
from competition.core.errors import Frozen, Refusal
from competition.core.records import Actor, ToDo
from competition.rounds import store
from competition.rounds.records import BACKWARD, MOVES, Phase, Round
from competition.rounds.service.drafting import proposal
from competition.rounds.service.readiness import todos
from competition.rounds.service.reading import by_id, commitment, working


def enter(tx: Transaction, actor: Actor, round_: Round, phase: Phase, *, reason: str = "") -> Round:
    """Write the phase: the only place that does. Called by the desk, which asks permission and every room first.

    Refused: a move that is not in the table, leaving draft without locked rules, going back without a reason.
    """
    held = by_id(tx, round_.id)
    if phase not in MOVES[held.phase]:
        raise Frozen("rounds.no_such_move", left=held.phase, entered=phase)
    if held.phase is Phase.DRAFT and commitment(tx, held) is None:
        raise Frozen("rounds.rules_not_locked")
    if BACKWARD.get(held.phase) is phase and not reason.strip():
        raise Refusal("rounds.back_needs_reason")
    store.enter(tx, held.id, held.phase, phase, actor.tag, reason.strip())
    if phase is Phase.PUBLICITY:  # a period that ran before the round went back does not count again
        store.set_deadline(tx, held.id, phase, None)
    tx.log(actor, "rounds.enter", held.tag, before=str(held.phase), after=str(phase), reason=reason.strip())
    return by_id(tx, held.id)


def outstanding(db: Reader, round_: Round, leaving: Phase) -> tuple[ToDo, ...]:
    """What must be done here before the phase is left: no draft of the rules may stand open."""
    draft = working(db, round_)
    if draft is None:
        return ()
    if wrong := todos(round_, draft):
        return wrong
    code = "rounds.sign_lock" if proposal(db, round_) else "rounds.propose_lock"
    return (ToDo(code, "rounds.lock", {"code": round_.code}, {"version": draft.version}),)
