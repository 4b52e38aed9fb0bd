"""People and their roles."""

from __future__ import annotations

from datetime import datetime

from competition.accounts import store
from competition.accounts.records import Account, AccountState, Ended, RoleGrant, account_state, clashes
from competition.accounts.service.powers import grant_takes_two
from competition.accounts.spelling import is_handle, plain_handle
from competition.core.clock import stamp
from competition.core.database import Database, Reader, Transaction, write
from competition.core.errors import Conflict, Denied, Frozen, NotFound, Refusal
from competition.core.permissions import Permission, may, may_anywhere, require
from competition.core.records import SYSTEM, Actor, Role


def create(db: Database | Transaction, actor: Actor, handle: str, name: str) -> Account:
    """Add a person. The handle is kept in its one spelling; refused when it is taken or unfit."""
    if actor != SYSTEM and not may_anywhere(actor, Permission.ADMINISTER_ACCOUNTS):
        raise Denied("core.not_permitted", permission=Permission.ADMINISTER_ACCOUNTS)
    handle, name = plain_handle(handle), name.strip()
    if not is_handle(handle):
        raise Refusal("accounts.handle_unfit", handle=handle)
    if not name:
        raise Refusal("accounts.name_missing")
    with write(db) as tx:
        if store.account_by_handle(tx, handle):
            raise Conflict("accounts.handle_taken", handle=handle)
        account_id = store.add_account(tx, handle, name)
        tx.log(actor, "accounts.create", f"account:{account_id}")
        return get(tx, account_id)


def rename(db: Database | Transaction, actor: Actor, account_id: int, name: str) -> None:
    """Correct a person's name."""
    if not name.strip():
        raise Refusal("accounts.name_missing")
    with write(db) as tx:
        administers(tx, actor, get(tx, account_id))
        tx.update("account", account_id, name=name.strip())
        tx.log(actor, "accounts.rename", f"account:{account_id}")


def get(reader: Reader, account_id: int) -> Account:
    """The account with this number."""
    if found := store.account(reader, account_id):
        return found
    raise NotFound("accounts.not_found")


def find_by_handle(reader: Reader, handle: str) -> Account | None:
    """The account with this handle, however it was typed; None when there is none."""
    return store.account_by_handle(reader, plain_handle(handle))


def list_accounts(reader: Reader) -> tuple[Account, ...]:
    """Everybody, in the order they were added."""
    return store.accounts(reader)


def states(reader: Reader) -> dict[int, AccountState]:
    """What the list says of each account."""
    invited = store.invited(reader, stamp(reader.clock.now()))
    return {each.id: account_state(each, is_invited=each.id in invited) for each in store.accounts(reader)}


def grants_of(reader: Reader, account_id: int | None = None) -> tuple[RoleGrant, ...]:
    """The roles that stand: one account's, or everybody's."""
    return store.grants(reader, account_id)


def accounts_in_round(reader: Reader, role: Role, round_id: int) -> tuple[Account, ...]:
    """The people with this role in this round, those who have it in every round included."""
    holders = {g.account_id for g in store.grants(reader) if g.role == role and g.round_id in (None, round_id)}
    return tuple(each for each in store.accounts(reader) if each.id in holders and not each.disabled)


def grant(
    db: Database | Transaction,
    actor: Actor,
    account_id: int,
    role: Role,
    round_id: int | None = None,
    *,
    round_began: datetime | None = None,
) -> RoleGrant:
    """Give a role in a round, or in every round.

    Refused when the account holds another of organizer, judge, auditor and adjudicator in that round, or was signed in
    with one it held there; ``round_began`` lets roles in every round count from then on. Twice changes nothing.
    Refused (``accounts.takes_two``) where it must be proposed instead, because there is a second person to ask.
    """
    may_grant(actor, round_id)
    with write(db) as tx:
        account = get(tx, account_id)
        for each in store.grants(tx, account_id):
            if (each.role, each.round_id) == (role, round_id):
                return each
        check_role(tx, account, role, round_id, round_began)
        if grant_takes_two(tx, actor, account_id, role, round_id):
            raise Frozen("accounts.takes_two", role=role)
        return give(tx, actor, account_id, role, round_id)


def give(tx: Transaction, actor: Actor, account_id: int, role: Role, round_id: int | None) -> RoleGrant:
    """Give a role inside a write, everything having been checked."""
    grant_id = store.add_grant(tx, account_id, role, round_id)
    tx.log(actor, "accounts.grant", f"account:{account_id}", role=role.value, round=round_id)
    return RoleGrant(grant_id, account_id, role, round_id)


def check_role(tx: Transaction, account: Account, role: Role, round_id: int | None, began: datetime | None) -> None:
    """Refuse a second one of the four roles in a round, also one that was held there and used."""
    if other := clashes(store.grants(tx, account.id), role, round_id):
        raise Conflict("accounts.two_roles", name=account.name, role=other)
    if round_id is None:
        return
    since = stamp(began) if began else "9999"
    if other := clashes(store.past_grants(tx, account.id, round_id, since), role, round_id):
        raise Conflict("accounts.had_role", name=account.name, role=other)


def withdraw_grant(
    db: Database | Transaction, actor: Actor, account_id: int, role: Role, round_id: int | None = None
) -> None:
    """Take a role back; refused for the last organizer of every round, who could not be replaced."""
    may_grant(actor, round_id)
    with write(db) as tx:
        found = [g for g in store.grants(tx, account_id) if (g.role, g.round_id) == (role, round_id)]
        if not found:
            raise NotFound("accounts.no_such_grant")
        if (role, round_id) == (Role.ORGANIZER, None):
            _another_organizer(tx, account_id)
        tx.update("role_grant", found[0].id, withdrawn_at=stamp(tx.at))
        tx.log(actor, "accounts.withdraw_grant", f"account:{account_id}", role=role.value, round=round_id)


def disable(db: Database | Transaction, actor: Actor, account_id: int) -> None:
    """Shut a person out: their devices are signed out and their link no longer opens."""
    with write(db) as tx:
        administers(tx, actor, get(tx, account_id))
        if any((g.role, g.round_id) == (Role.ORGANIZER, None) for g in store.grants(tx, account_id)):
            _another_organizer(tx, account_id)
        store.withdraw_invitations(tx, account_id)
        ended = store.end_sessions(tx, account_id, Ended.DISABLED)
        tx.update("account", account_id, disabled=1)
        tx.log(actor, "accounts.disable", f"account:{account_id}", sessions_ended=ended)


def enable(db: Database | Transaction, actor: Actor, account_id: int) -> None:
    """Let a person in again."""
    with write(db) as tx:
        administers(tx, actor, get(tx, account_id))
        tx.update("account", account_id, disabled=0)
        tx.log(actor, "accounts.enable", f"account:{account_id}")


def _another_organizer(tx: Transaction, account_id: int) -> None:
    everywhere = {g.account_id for g in store.grants(tx) if (g.role, g.round_id) == (Role.ORGANIZER, None)}
    if not any(not get(tx, other).disabled for other in everywhere - {account_id}):
        raise Frozen("accounts.last_organizer")


def may_grant(actor: Actor, round_id: int | None) -> None:
    """Refuse unless the actor gives and takes roles in that round, or everywhere."""
    if actor != SYSTEM:
        require(actor, Permission.ADMINISTER_ACCOUNTS, round_id)


def administers(reader: Reader, actor: Actor, account: Account) -> None:
    """Refuse unless the actor administers accounts wherever this account has a role.

    Otherwise the organizer of one round could make a link for the organizer of all rounds and enter in their place.
    """
    if actor == SYSTEM:
        return
    held = {each.round_id for each in store.grants(reader, account.id)}
    allowed = all(may(actor, Permission.ADMINISTER_ACCOUNTS, round_id) for round_id in held)
    if not allowed or not may_anywhere(actor, Permission.ADMINISTER_ACCOUNTS):
        raise Denied("core.not_permitted", permission=Permission.ADMINISTER_ACCOUNTS)
