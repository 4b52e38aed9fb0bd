"""The roster: who sits on the panel, under which pseudonym, and the letters that let them in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from competition.accounts import service as accounts
from competition.accounts.records import Invitation
from competition.core.clock import stamp
from competition.core.database import Database, Reader, Transaction, write
from competition.core.errors import Conflict, Frozen, NotFound, Refusal
from competition.core.permissions import Permission, require
from competition.core.records import Actor, Role
from competition.panels import store
from competition.panels.records import SIZES, Judge, JudgeState, draw
from competition.registry import service as registry
from competition.rounds import service as rounds
from competition.rounds.records import Phase, Round

LETTER_LASTS = timedelta(days=30)


def judges(reader: Reader, round_: Round) -> tuple[Judge, ...]:
    """The panel, by the numbers of the pseudonyms."""
    names = {each.id: each.name for each in accounts.list_accounts(reader)}
    return store.judges(reader, round_.id, names)


def get(reader: Reader, round_: Round, pseudonym: str) -> Judge:
    """The judge of that pseudonym; raises NotFound."""
    for judge in judges(reader, round_):
        if judge.pseudonym == pseudonym:
            return judge
    raise NotFound("panels.not_found", judge=pseudonym)


def judge_of(reader: Reader, round_: Round, account_id: int | None) -> Judge | None:
    """The judge that an account is in the round, or None."""
    return next((judge for judge in judges(reader, round_) if judge.account_id == account_id), None)


def planned(reader: Reader, round_: Round) -> int:
    """How many judges the round wants."""
    return store.planned(reader, round_.id)


def plan(db: Database | Transaction, actor: Actor, round_: Round, size: int) -> None:
    """Say how many judges the round wants; pseudonyms are drawn from that many numbers."""
    require(actor, Permission.MANAGE_PANEL, round_.id)
    with write(db) as tx:
        open_panel(tx, round_)
        if size not in SIZES:
            raise Refusal("panels.size_unfit", fewest=SIZES.start, most=SIZES.stop - 1)
        store.plan(tx, round_.id, size)
        tx.log(actor, "panels.plan", round_.tag, size=size)


def open_panel(reader: Reader, round_: Round) -> Round:
    """The round as it stands; refused once registration is left."""
    now = rounds.by_id(reader, round_.id)
    if now.phase not in (Phase.DRAFT, Phase.REGISTRATION):
        raise Frozen("panels.fixed")
    return now


def appoint(
    db: Database | Transaction,
    actor: Actor,
    round_: Round,
    *,
    account_id: int | None = None,
    name: str = "",
    county_id: int | None = None,
    unit: str = "",
    field: str = "",
) -> Judge:
    """Put somebody on the panel under a pseudonym drawn by lot: an existing account, or a new person by name.

    The account becomes a judge of this round; refused where it holds, or held, another of the four roles in it.
    """
    require(actor, Permission.MANAGE_PANEL, round_.id)
    with write(db) as tx:
        round_ = open_panel(tx, round_)
        if county_id is not None:
            registry.county(tx, county_id)
        if account_id is None:
            account_id = accounts.create(tx, actor, _free_handle(tx, round_), name).id
        if judge_of(tx, round_, account_id):
            raise Conflict("panels.already_judge", name=accounts.get(tx, account_id).name)
        accounts.grant(tx, actor, account_id, Role.JUDGE, round_.id, round_began=round_.created_at)
        pseudonym = draw(tx.rng, store.taken(tx, round_.id), store.planned(tx, round_.id))
        tx.insert(
            "judge", round_id=round_.id, pseudonym=pseudonym, account_id=account_id, county_id=county_id,
            unit=unit.strip(), field=field.strip(), appointed_at=stamp(tx.at),
        )  # fmt: skip
        tx.log(actor, "panels.appoint", f"{round_.tag}/judge:{pseudonym}", account=account_id, county=county_id)
        return get(tx, round_, pseudonym)


def _free_handle(reader: Reader, round_: Round) -> str:
    n = store.n_ever(reader, round_.id) + 1
    while accounts.find_by_handle(reader, f"{round_.code}-{n}"):
        n += 1
    return f"{round_.code}-{n}"


def amend(
    db: Database | Transaction,
    actor: Actor,
    round_: Round,
    judge: Judge,
    *,
    county_id: int | None,
    unit: str,
    field: str,
) -> Judge:
    """Correct a judge's county, unit and field; what the county rule gives is worked out anew."""
    require(actor, Permission.MANAGE_PANEL, round_.id)
    with write(db) as tx:
        round_ = open_panel(tx, round_)
        old = get(tx, round_, judge.pseudonym)
        if old.opened_at is not None:
            raise Frozen("panels.recusals_frozen", judge=judge.pseudonym)
        if county_id is not None:
            registry.county(tx, county_id)
        if county_id != old.county_id:
            store.forget_rule_recusals(tx, old.id)
        tx.update("judge", old.id, county_id=county_id, unit=unit.strip(), field=field.strip())
        tx.log(
            actor, "panels.amend", f"{round_.tag}/judge:{old.pseudonym}",
            before={"county": old.county_id}, after={"county": county_id},
        )  # fmt: skip
        return get(tx, round_, judge.pseudonym)


def stand_down(db: Database | Transaction, actor: Actor, round_: Round, judge: Judge, *, reason: str) -> None:
    """Take a judge off the panel before scoring: the role goes, and the number is free again."""
    require(actor, Permission.MANAGE_PANEL, round_.id)
    if not reason.strip():
        raise Refusal("panels.reason_missing")
    with write(db) as tx:
        round_ = open_panel(tx, round_)
        judge = get(tx, round_, judge.pseudonym)
        if judge.opened_at is not None:
            raise Frozen("panels.has_opened", judge=judge.pseudonym)
        tx.update("judge", judge.id, left_at=stamp(tx.at))
        accounts.withdraw_grant(tx, actor, judge.account_id, Role.JUDGE, round_.id)
        tx.log(actor, "panels.stand_down", f"{round_.tag}/judge:{judge.pseudonym}", reason=reason.strip())


def states(reader: Reader, round_: Round) -> dict[int, JudgeState]:
    """How far each judge of the panel has come."""
    seen = accounts.last_seen(reader)
    return {judge.id: _state(reader, judge, seen.get(judge.account_id)) for judge in judges(reader, round_)}


def _state(reader: Reader, judge: Judge, seen_at: datetime | None) -> JudgeState:
    if judge.opened_at is not None:
        return JudgeState.OPENED
    if store.statement(reader, judge.id) is not None:
        return JudgeState.DECLARED
    if seen_at is not None and seen_at >= judge.appointed_at:
        return JudgeState.ENTERED
    return JudgeState.INVITED if judge.invited_at else JudgeState.NOT_INVITED


def letters(
    db: Database | Transaction,
    actor: Actor,
    round_: Round,
    pseudonyms: Iterable[str],
    *,
    based_on: int | None = None,
) -> tuple[tuple[Judge, Invitation], ...]:
    """A letter for each of these judges: a new link that opens once and a new PIN, both readable only now.

    ``based_on`` is the newest invitation that the sender's page knew of: when one of these judges got a letter since,
    none is made (``accounts.MadeAlready``), so that a reload never replaces letters that were handed out.
    """
    require(actor, Permission.MANAGE_PANEL, round_.id)
    chosen = [get(db, round_, pseudonym) for pseudonym in pseudonyms]
    if not chosen:
        raise Refusal("panels.nobody_chosen")
    if at := accounts.made_since(db, (judge.account_id for judge in chosen), based_on):
        raise accounts.MadeAlready("panels.letters_made", at=at)
    # One write a letter: hashing a PIN takes a moment, and nobody else's save should wait for a whole panel's.
    return tuple((judge, _letter(db, actor, round_, judge, based_on)) for judge in chosen)


def _letter(db: Database | Transaction, actor: Actor, round_: Round, judge: Judge, based_on: int | None) -> Invitation:
    made = accounts.invite(
        db, actor, judge.account_id, expires_in=LETTER_LASTS, with_pin=True, contact=round_.contact.zh,
        based_on=based_on,
    )  # fmt: skip
    with write(db) as tx:
        tx.update("judge", judge.id, invited_at=stamp(tx.at))
        tx.log(actor, "panels.letter", f"{round_.tag}/judge:{judge.pseudonym}", invitation=made.id)
    return made
