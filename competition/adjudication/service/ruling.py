"""Ruling on a case: proposed by the adjudicator, signed by a second person, and done in the write that signs it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from competition.adjudication import store
from competition.adjudication.records import DECISIONS, MOVES, Case, Decision, Effect, Kind, Ruling, State
from competition.adjudication.service import checking
from competition.adjudication.service.applying import apply
from competition.adjudication.service.hearing import has_conflict, signers
from competition.adjudication.service.opening import in_hearing, tag
from competition.adjudication.service.reading import basis, effect, ruling_of
from competition.adjudication.service.reading import case as get
from competition.core import approvals
from competition.core.database import Database, Reader, Transaction, write
from competition.core.errors import Conflict, Denied, Frozen, NotFound, Refusal
from competition.core.permissions import Permission, require
from competition.core.records import Actor
from competition.rounds.records import Phase, Round

ACT = "adjudication.rule"


def rule(
    db: Database | Transaction, actor: Actor, round_: Round, number: int, decision: Decision, reason: str, *,
    detail: Mapping[str, Any] | None = None, based_on: str | None = None,
) -> Ruling:  # fmt: skip
    """Propose a ruling; it binds once a second person has signed it with :func:`countersign`.

    ``detail`` says what the decision needs: ``entries`` for an order; ``indicator``, ``value`` and, where known,
    ``year``, ``source`` and ``verifier`` for a corrected figure; ``nominee`` for a disqualified one. ``based_on`` is
    the :func:`basis` of the preview that was shown; refused when it no longer holds.
    """
    with write(db) as tx:
        require(actor, Permission.RULE, round_.id)
        now = in_hearing(tx, round_)
        one = get(tx, now, number)
        _refuse_conflict(tx, one, actor)
        _refuse_unless_possible(tx, now, one, decision, reason)
        _refuse_stale(tx, now, based_on)
        told = checking.detail(tx, now, one, decision, detail or {})
        _move(tx, one, State.PROPOSED)
        content = _content(now, one, decision, reason.strip(), told)
        proposal = approvals.propose(tx, actor, ACT, tag(now, one), content, reason=reason.strip())
        store.add_ruling(tx, one.id, decision, reason.strip(), told, proposal.id)
        return _standing(tx, one)


def consider(
    db: Reader, round_: Round, number: int, decision: Decision, detail: Mapping[str, Any] | None = None
) -> tuple[dict[str, Any], Effect]:
    """What a decision would keep beside its reason, and what it would do; nothing is proposed."""
    one = get(db, round_, number)
    told = checking.detail(db, round_, one, decision, detail or {})
    return told, effect(db, round_, one, decision, told)


def countersign(
    db: Database | Transaction, actor: Actor, round_: Round, number: int, *, based_on: str | None = None
) -> Ruling:
    """Sign a proposed ruling as the second person, which does what it says and settles the case.

    The auditor signs; where none is appointed, or each has a conflict, an organizer does.
    """
    with write(db) as tx:
        require(actor, Permission.COUNTERSIGN, round_.id)
        now = in_hearing(tx, round_)
        one = get(tx, now, number)
        ruling = _proposed(tx, one)
        _refuse_conflict(tx, one, actor)
        if has_conflict(tx, one, ruling.proposed_by):
            raise Frozen("adjudication.proposer_in_conflict", number=one.number)
        if actor.account_id not in signers(tx, now, one):
            raise Denied("adjudication.auditor_signs")
        _refuse_stale(tx, now, based_on)
        does = effect(tx, now, one, ruling.decision, ruling.detail)
        content = _content(now, one, ruling.decision, ruling.reason, ruling.detail)
        approvals.countersign(tx, actor, ruling.approval_id, content)
        apply(tx, actor, now, one, ruling)
        store.add_effect(tx, ruling.id, does.as_log())
        _move(tx, one, State.DECIDED)
        tx.log(actor, "adjudication.decide", tag(now, one), decision=ruling.decision, reason=ruling.reason,
               effect=does.as_log())  # fmt: skip
        return _standing(tx, one)


def withdraw(db: Database | Transaction, actor: Actor, round_: Round, number: int) -> Case:
    """Take one's own proposed ruling back."""
    with write(db) as tx:
        one = get(tx, in_hearing(tx, round_), number)
        ruling = _proposed(tx, one)
        if actor.account_id != ruling.proposed_by:
            raise Denied("adjudication.not_your_ruling")
        return _back(tx, actor, round_, one, ruling, "")


def send_back(db: Database | Transaction, actor: Actor, round_: Round, number: int, reason: str) -> Case:
    """Refuse to sign a proposed ruling, with the reason; the case is open again."""
    with write(db) as tx:
        require(actor, Permission.COUNTERSIGN, round_.id)
        now = in_hearing(tx, round_)
        one = get(tx, now, number)
        ruling = _proposed(tx, one)
        if actor.account_id not in signers(tx, now, one):
            raise Denied("adjudication.auditor_signs")
        if not reason.strip():
            raise Refusal("adjudication.reason_missing")
        return _back(tx, actor, now, one, ruling, reason.strip())


def _back(tx: Transaction, actor: Actor, round_: Round, one: Case, ruling: Ruling, reason: str) -> Case:
    approvals.withdraw(tx, actor, ruling.approval_id)
    _move(tx, one, State.OPEN)
    tx.log(actor, "adjudication.send_back", tag(round_, one), reason=reason)
    return get(tx, round_, one.number)


def _refuse_unless_possible(tx: Transaction, round_: Round, one: Case, decision: Decision, reason: str) -> None:
    if State.PROPOSED not in MOVES[one.state]:
        raise Frozen("adjudication.settled" if one.is_settled else "adjudication.proposed_already", number=one.number)
    if decision not in DECISIONS[one.kind]:
        raise Refusal("adjudication.decision_unfit", decision=decision)
    if not reason.strip():
        raise Refusal("adjudication.reason_missing")
    if one.kind is Kind.DISCREPANCY and decision is Decision.KEEP and one.is_red and not store.statements(tx, one.id):
        raise Frozen("adjudication.statement_missing")
    if decision is Decision.REOPEN and round_.phase is not Phase.ADJUDICATION:
        raise Frozen("adjudication.too_late_to_reopen")


def _refuse_conflict(reader: Reader, one: Case, actor: Actor) -> None:
    if has_conflict(reader, one, actor.account_id):
        raise Denied("adjudication.conflict", number=one.number)


def _refuse_stale(reader: Reader, round_: Round, based_on: str | None) -> None:
    if based_on is not None and based_on != basis(reader, round_):
        raise Conflict("adjudication.effect_changed")


def _proposed(reader: Reader, one: Case) -> Ruling:
    ruling = ruling_of(reader, one)
    if one.state is not State.PROPOSED or ruling is None:
        raise Frozen("adjudication.settled" if one.is_settled else "adjudication.nothing_to_sign", number=one.number)
    return ruling


def _standing(reader: Reader, one: Case) -> Ruling:
    ruling = ruling_of(reader, one)
    if ruling is None:
        raise NotFound("adjudication.nothing_to_sign", number=one.number)
    return ruling


def _move(tx: Transaction, one: Case, state: State) -> None:
    if state not in MOVES[get_state(tx, one)]:
        raise Frozen("adjudication.settled", number=one.number)
    store.set_state(tx, one.id, state)


def get_state(reader: Reader, one: Case) -> State:
    """The state of a case as it is stored now."""
    found = store.case_by_id(reader, one.id)
    return found.state if found else one.state


def _content(round_: Round, one: Case, decision: Decision, reason: str, detail: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "round": round_.code, "case": one.number, "decision": str(decision), "reason": reason, "detail": dict(detail)
    }  # fmt: skip
