"""Invitations: a link that opens once, on a judge's letter with a PIN."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from competition.accounts import store
from competition.accounts.records import (
    INVITATION_LASTS,
    Account,
    Device,
    Invitation,
    InvitationState,
    Letter,
    Opened,
    Tried,
    invitation_state,
)
from competition.accounts.secrets import hashed, is_own_pin, pin, token, token_hash
from competition.accounts.service.people import administers, create, find_by_handle, get, grant
from competition.accounts.service.powers import link_takes_two
from competition.accounts.service.proving import count, failed, not_locked
from competition.accounts.service.sessions import start
from competition.core.clock import instant, stamp
from competition.core.database import Database, Reader, Transaction, write
from competition.core.errors import Conflict, Frozen, NotFound, Refusal
from competition.core.records import SYSTEM, Actor, Role

FIRST_HANDLE, FIRST_NAME = "organizer", "组织方"


class MadeAlready(Conflict):
    """The page was sent a second time: what it makes is made, was shown once, and is not made anew by a reload."""


def invite(
    db: Database | Transaction,
    actor: Actor,
    account_id: int,
    *,
    expires_in: timedelta = INVITATION_LASTS,
    with_pin: bool = False,
    contact: str = "",
    based_on: int | None = None,
) -> Invitation:
    """Make a link that opens once; an earlier one that is still open closes.

    ``based_on`` is the newest invitation that the sender's page knew of (None: whatever stands): when the account got
    one since, it stays and MadeAlready is raised, so that a reload never replaces a letter that was handed out.
    ``with_pin`` draws a new PIN, which entering asks for and which signs deeds later. ``contact`` is whom to phone when
    the link no longer opens. Token and PIN can be read from the answer and never again.
    """
    drawn = pin(db.rng) if with_pin else None
    pin_hash = hashed(drawn) if drawn else None
    with write(db) as tx:
        account = get(tx, account_id)
        administers(tx, actor, account)
        if link_takes_two(tx, actor, account):
            raise Frozen("accounts.link_takes_two", name=account.name)
        if at := made_since(tx, (account_id,), based_on):
            raise MadeAlready("accounts.link_made", name=account.name, at=at)
        made = issue(tx, actor, account, pin_hash=pin_hash, expires_in=expires_in, contact=contact)
        return replace(made, pin=drawn)


def issue(
    tx: Transaction,
    actor: Actor,
    account: Account,
    *,
    pin_hash: str | None,
    expires_in: timedelta = INVITATION_LASTS,
    contact: str = "",
) -> Invitation:
    """Make a link inside a write, everything having been checked; its PIN is known to whoever drew it."""
    if account.disabled:
        raise Frozen("accounts.disabled", name=account.name)
    new = token(tx.rng)
    store.withdraw_invitations(tx, account.id)
    expires_at = tx.at + expires_in
    number = tx.insert(
        "invitation", account_id=account.id, token_hash=token_hash(new), asks_pin=int(pin_hash is not None),
        issued_by=actor.account_id, contact=contact, issued_at=stamp(tx.at), expires_at=stamp(expires_at),
    )  # fmt: skip
    if pin_hash:
        tx.update("account", account.id, pin_hash=pin_hash)
    tx.log(actor, "accounts.invite", f"account:{account.id}", invitation=number, with_pin=pin_hash is not None)
    return Invitation(number, account.id, new, None, expires_at)


def newest_invitation(reader: Reader) -> int:
    """The number of the newest invitation: what a page that offers to make one is based on."""
    return store.newest_invitation(reader)


def made_since(reader: Reader, account_ids: Iterable[int], based_on: int | None) -> datetime | None:
    """When one of these accounts was last given an invitation newer than ``based_on``; None where none was."""
    if based_on is None:
        return None
    found = [store.last_invitation(reader, account_id) for account_id in account_ids]
    return max((instant(row["issued_at"]) for row in found if row and row["id"] > based_on), default=None)


def operator_link(db: Database, handle: str) -> Invitation:
    """A link for anybody, for the operator's command line alone: where an office has no second person left to sign."""
    account = find_by_handle(db, handle)
    if account is None:
        raise NotFound("accounts.not_found")
    return invite(db, SYSTEM, account.id)


def withdraw_invitation(db: Database | Transaction, actor: Actor, account_id: int) -> None:
    """Close the account's open link."""
    with write(db) as tx:
        administers(tx, actor, get(tx, account_id))
        if not store.withdraw_invitations(tx, account_id):
            raise NotFound("accounts.no_invitation")
        tx.log(actor, "accounts.withdraw_invitation", f"account:{account_id}")


def letter(reader: Reader, invitation_token: str) -> Letter:
    """The invitation with this token, whatever its state; reading it uses nothing up."""
    row = store.invitation(reader, token_hash(invitation_token))
    if row is None:
        raise NotFound("accounts.no_invitation")
    return _letter(reader, row)


def _letter(reader: Reader, row: Any) -> Letter:
    expires_at = instant(row["expires_at"])
    state = invitation_state(
        reader.clock.now(), expires_at=expires_at,
        used=row["used_at"] is not None, withdrawn=row["withdrawn_at"] is not None,
    )  # fmt: skip
    account = get(reader, row["account_id"])
    return Letter(row["id"], account, state, bool(row["asks_pin"]), expires_at, row["issuer"], row["contact"])


def enter(
    db: Database,
    invitation_token: str,
    device: Device | None = None,
    *,
    pin: str = "",
    replaces: str | None = None,
) -> tuple[Account, str]:
    """Enter by an invitation: the account and the new session's token.

    Raises NotFound for an unknown link, Frozen for one used, expired or withdrawn, Refusal for a wrong PIN, Locked
    after too many wrong ones.
    """
    device = device or Device()
    found = _open_letter(db, invitation_token)
    if found.asks_pin:
        _check_pin(db, found.account, pin, device)
    with write(db) as tx:
        found = _open_letter(tx, invitation_token)
        tx.update("invitation", found.id, used_at=stamp(tx.at))
        store.drop_tries(tx, Tried.ACCOUNT, found.account.handle)
        opened_by = Opened.LETTER if found.asks_pin else Opened.LINK
        return found.account, start(tx, found.account, device, opened_by, replaces=replaces)


def _open_letter(reader: Reader, invitation_token: str) -> Letter:
    found = letter(reader, invitation_token)
    if found.state != InvitationState.VALID:
        raise Frozen(f"accounts.invitation_{found.state}")
    if found.account.disabled:
        raise Frozen("accounts.disabled", name=found.account.name)
    return found


def _check_pin(db: Database, account: Account, typed: str, device: Device) -> None:
    not_locked(db, Tried.ADDRESS, device.address)
    count(db, Tried.ACCOUNT, account.handle)
    if not is_own_pin(typed, store.secrets_of(db, account.id)[1]):
        failed(db, account, device.address)
        raise Refusal("accounts.wrong_pin")


def first_organizer_link(db: Database) -> str | None:
    """The path with which the first organizer sets a password, made anew at each call; None once one has.

    `make serve` prints it: whoever sees the server's console is whoever set the server up.
    """
    with write(db) as tx:
        everywhere = [g for g in store.grants(tx) if (g.role, g.round_id) == (Role.ORGANIZER, None)]
        if any(get(tx, each.account_id).has_password for each in everywhere):
            return None
        if everywhere:
            account_id = everywhere[0].account_id
        else:
            account_id = create(tx, SYSTEM, FIRST_HANDLE, FIRST_NAME).id
            grant(tx, SYSTEM, account_id, Role.ORGANIZER)
        return invite(tx, SYSTEM, account_id).path
