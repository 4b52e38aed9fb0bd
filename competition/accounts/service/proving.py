"""Secrets: proving oneself before a deed, and the count of wrong tries.

A try is counted before the secret is compared, so two tries at once cannot pass the limit together. Counts are kept in
the database: a restart forgives nobody. Wrong tries at sign-in never stop somebody who is signed in from sealing.
"""

from __future__ import annotations

from datetime import timedelta

from competition.accounts import store
from competition.accounts.records import ADDRESS_TRIES, TRIES, WINDOW, Account, Ended, Opened, Tried
from competition.accounts.secrets import hashed, is_either
from competition.accounts.service.people import get
from competition.accounts.spelling import is_pin, password_fault, plain_pin, plain_secret
from competition.core.database import Database, write
from competition.core.errors import Denied, Refusal
from competition.core.records import PUBLIC, SYSTEM, Actor


class Locked(Refusal):
    """Too many wrong tries; ``minutes`` says how long to wait."""

    status = 429


FORGET_AFTER = timedelta(days=1)
LIMITS = {Tried.ACCOUNT: TRIES, Tried.ADDRESS: ADDRESS_TRIES, Tried.DEED: TRIES}


def confirm(db: Database, actor: Actor, secret: str) -> None:
    """Prove the actor again before a deed, by password or PIN.

    Raises Denied for a wrong one, Locked after ten wrong ones in fifteen minutes, and Refusal
    (``accounts.no_secret``) when the account has neither.
    """
    account = own(db, actor)
    if not (account.has_password or account.has_pin):
        raise Refusal("accounts.no_secret")
    count(db, Tried.DEED, str(account.id))
    if not is_either(secret, *store.secrets_of(db, account.id)):
        with write(db) as tx:
            tx.log(actor, "accounts.wrong_secret", f"account:{account.id}")
        raise Denied("accounts.wrong_secret")
    forgive(db, Tried.DEED, str(account.id))


def own(db: Database, actor: Actor) -> Account:
    """The actor's own account; refused to whoever has none."""
    if actor.account_id is None:
        raise Denied("core.needs_account")
    return get(db, actor.account_id)


def count(db: Database, kind: Tried, subject: str) -> None:
    """Count a try, or refuse it when there were too many."""
    if not subject:
        return
    with write(db, draft=True) as tx:
        if store.n_tries(tx, kind, subject, tx.at - WINDOW) >= LIMITS[kind]:
            raise Locked("accounts.locked", minutes=int(WINDOW.total_seconds() // 60))
        store.add_try(tx, kind, subject, forget=tx.at - FORGET_AFTER)


def forgive(db: Database, kind: Tried, subject: str) -> None:
    """Forget the tries: the right secret came."""
    with write(db, draft=True) as tx:
        store.drop_tries(tx, kind, subject)


def failed(db: Database, account: Account | None, address: str) -> None:
    """Log a sign-in that failed, and count it against its address."""
    count(db, Tried.ADDRESS, address)
    with write(db) as tx:
        tx.log(PUBLIC, "accounts.sign_in_failed", f"account:{account.id if account else '?'}")


def not_locked(db: Database, kind: Tried, subject: str) -> None:
    """Refuse when there were too many tries, without counting one."""
    if subject and store.n_tries(db, kind, subject, db.clock.now() - WINDOW) >= LIMITS[kind]:
        raise Locked("accounts.locked", minutes=int(WINDOW.total_seconds() // 60))


def set_password(db: Database, actor: Actor, account_id: int, password: str, *, current: str = "") -> None:
    """Set one's own password; other devices are signed out. ``current`` is the secret held so far.

    Whoever came by a bare link has just been let in anew and needs none. The program itself (SYSTEM) may set anyone's.
    """
    account = _allowed(db, actor, account_id, current)
    password = plain_secret(password)
    if fault := password_fault(password, account.handle):
        raise Refusal(fault)
    _keep(db, actor, account, "password", hashed(password))


def set_pin(db: Database, actor: Actor, account_id: int, pin: str, *, current: str = "") -> None:
    """Set one's own PIN of six digits, as :func:`set_password` does."""
    account = _allowed(db, actor, account_id, current)
    pin = plain_pin(pin)
    if not is_pin(pin):
        raise Refusal("accounts.pin_unfit")
    _keep(db, actor, account, "pin", hashed(pin))


def _allowed(db: Database, actor: Actor, account_id: int, current: str) -> Account:
    account = get(db, account_id)
    if actor == SYSTEM:
        return account
    if actor.account_id != account_id:
        raise Denied("accounts.not_yours")
    if asks_current(db, actor):
        confirm(db, actor, current)
    return account


def asks_current(db: Database, actor: Actor) -> bool:
    """Whether setting a secret asks for the one held so far: not for whoever has none, or came by a bare link."""
    account = own(db, actor)
    session = store.session_by_id(db, actor.session_id) if actor.session_id else None
    let_in = session is not None and session["opened_by"] == Opened.LINK
    return (account.has_password or account.has_pin) and not let_in


def _keep(db: Database, actor: Actor, account: Account, kind: str, secret_hash: str) -> None:
    with write(db) as tx:
        tx.update("account", account.id, **{f"{kind}_hash": secret_hash})
        ended = store.end_sessions(tx, account.id, Ended.RENEWED, keep=actor.session_id)
        # A bare link lets a secret be set once without the old one, not for as long as the session lasts.
        tx.update("session", {"id": actor.session_id, "opened_by": Opened.LINK.value}, opened_by=Opened.HANDLE.value)
        tx.log(actor, f"accounts.set_{kind}", f"account:{account.id}", sessions_ended=ended)
