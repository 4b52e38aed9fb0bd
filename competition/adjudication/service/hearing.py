"""Hearing a case: what its judge says, who may rule on it, and who objected."""

from __future__ import annotations

from competition.accounts import service as accounts
from competition.adjudication import store
from competition.adjudication.records import Case, Conflict, Objector, Statement
from competition.adjudication.service.opening import in_hearing, tag, told
from competition.adjudication.service.reading import case as get
from competition.core.database import Database, Reader, Transaction, write
from competition.core.errors import Denied, Frozen, Refusal
from competition.core.permissions import Permission, may
from competition.core.records import Actor, Role
from competition.panels import service as panels
from competition.rounds.records import Round


def state(db: Database | Transaction, actor: Actor, round_: Round, number: int, text: str) -> Case:
    """What the judge of a case says to it, in the judge's own words; refused once the case is decided."""
    with write(db) as tx:
        now = in_hearing(tx, round_)
        one = get(tx, now, number)
        judge = panels.judge_of(tx, now, actor.account_id)
        if judge is None or judge.pseudonym != one.judge:
            raise Denied("adjudication.not_your_case")
        _refuse_settled(one)
        store.add_statement(tx, one.id, told(text), actor.tag)
        tx.log(actor, "adjudication.state", tag(now, one))
        return one


def statements(db: Reader, case: Case) -> tuple[Statement, ...]:
    """What the judge of a case has said to it, oldest first."""
    return store.statements(db, case.id)


def declare_conflict(
    db: Database | Transaction, actor: Actor, round_: Round, number: int, reason: str, *, account_id: int | None = None
) -> Case:
    """Bar oneself from ruling on a case; an organizer or the auditor may bar another person, ``account_id``.

    Own county, own unit, kin, or having decided the matter before: the reason is kept, and never taken back.
    """
    with write(db) as tx:
        now = in_hearing(tx, round_)
        one = get(tx, now, number)
        _refuse_settled(one)
        whom = actor.account_id if account_id is None else account_id
        if whom is None or (whom != actor.account_id and not may(actor, Permission.COUNTERSIGN, now.id)):
            raise Denied("core.not_permitted")
        if not reason.strip():
            raise Refusal("adjudication.reason_missing")
        if has_conflict(tx, one, whom):
            return one
        store.add_conflict(tx, one.id, whom, reason.strip())
        tx.log(actor, "adjudication.declare_conflict", tag(now, one), account=whom, reason=reason.strip())
        return one


def conflicts(db: Reader, case: Case) -> tuple[Conflict, ...]:
    """Who is barred from ruling on a case, and why."""
    return store.conflicts(db, case.id)


def has_conflict(db: Reader, case: Case, account_id: int | None) -> bool:
    """Whether the account is barred from ruling on a case."""
    return any(one.account_id == account_id for one in store.conflicts(db, case.id))


def may_rule(db: Reader, actor: Actor, round_: Round, case: Case) -> bool:
    """Whether the actor may propose a ruling in a case."""
    return may(actor, Permission.RULE, round_.id) and not has_conflict(db, case, actor.account_id)


def signers(db: Reader, round_: Round, case: Case) -> frozenset[int]:
    """Who may sign a ruling as the second person: the auditors, or the organizers where none can."""
    barred = {one.account_id for one in store.conflicts(db, case.id)}
    for role in (Role.AUDITOR, Role.ORGANIZER):
        able = {account.id for account in accounts.accounts_in_round(db, role, round_.id)} - barred
        if able:
            return frozenset(able)
    return frozenset()


def objector(db: Reader, case: Case) -> Objector | None:
    """Who objected and how to reach them: for those who hear the case, and nobody else."""
    return store.objector(db, case.id)


def _refuse_settled(one: Case) -> None:
    if one.is_settled:
        raise Frozen("adjudication.settled", number=one.number)
