"""Sessions: a device signed in. The cookie holds a random token, the table its SHA-256."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from competition.accounts import store
from competition.accounts.records import (
    TOUCH_EVERY,
    Account,
    Device,
    Ended,
    Opened,
    Session,
    SessionState,
    Timeouts,
    Tried,
    session_state,
    timeouts,
)
from competition.accounts.secrets import is_either, is_password, token, token_hash
from competition.accounts.service.people import administers, get
from competition.accounts.service.proving import count, failed, forgive, not_locked
from competition.accounts.spelling import plain_handle
from competition.core.clock import SampleClock, instant, stamp
from competition.core.database import Database, OperationalError, Reader, Transaction, write
from competition.core.errors import Denied, Frozen, NotFound, Refusal
from competition.core.records import PUBLIC, Actor, Grant, Role


def actor_of(db: Database, session_token: str) -> Actor | None:
    """The actor behind a session's token; None when it is unknown, over, or resting for too long."""
    row = store.session(db, token_hash(session_token))
    if row is None:
        return None
    account, grants = get(db, row["account_id"]), store.grants(db, row["account_id"])
    now = db.clock.now()
    if account.disabled or _state(db, row, (each.role for each in grants)) != SessionState.LIVE:
        return None
    if now - instant(row["seen_at"]) >= TOUCH_EVERY:
        _touch(db, row["id"], now)
    held = frozenset(Grant(each.role, each.round_id) for each in grants)
    return Actor(account.id, account.name, held, row["id"])


def _touch(db: Database, session_id: int, now: datetime) -> None:
    try:
        with write(db, draft=True) as tx:
            tx.update("session", {"id": session_id, "ended_at": None}, seen_at=stamp(now))
    except OperationalError:
        # A full disk must not keep anybody from reading; the session merely rests sooner.
        return


def _state(reader: Reader, row: Any, roles: Iterable[Role]) -> SessionState:
    seen_at, created_at = instant(row["seen_at"]), instant(row["created_at"])
    # A sample clock is set forward by days; that would sign everybody out in the middle of a demonstration.
    limits = Timeouts.none() if isinstance(reader.clock, SampleClock) else timeouts(roles)
    return session_state(
        reader.clock.now(), seen_at=seen_at, created_at=created_at, ended=row["ended_at"] is not None, limits=limits
    )


def sign_in(
    db: Database, handle: str, password: str, device: Device | None = None, *, replaces: str | None = None
) -> tuple[Account, str]:
    """Sign in by handle and password: the account and the new session's token; ``replaces`` ends an older session.

    Raises Refusal (``accounts.wrong_sign_in``) without saying which was wrong, and Locked after ten wrong passwords of
    one handle, or thirty from one address, in fifteen minutes.
    """
    device, handle = device or Device(), plain_handle(handle)
    not_locked(db, Tried.ADDRESS, device.address)
    count(db, Tried.ACCOUNT, handle)
    account = store.account_by_handle(db, handle)
    password_hash = store.secrets_of(db, account.id)[0] if account else None
    if not is_password(password, password_hash) or account is None or account.disabled:
        failed(db, account, device.address)
        raise Refusal("accounts.wrong_sign_in")
    with write(db) as tx:
        store.drop_tries(tx, Tried.ACCOUNT, handle)
        new = start(tx, account, device, Opened.HANDLE, replaces=replaces)
    return account, new


def start(
    tx: Transaction,
    account: Account,
    device: Device,
    opened_by: Opened,
    *,
    replaces: str | None = None,
    created_at: str = "",
) -> str:
    """Open a session inside a write; gives its token, which is nowhere else."""
    old = store.session(tx, token_hash(replaces)) if replaces else None
    if old is not None and old["ended_at"] is None:
        end(tx, old["id"], Ended.REPLACED)
    new = token(tx.rng)
    session_id = tx.insert(
        "session", account_id=account.id, token_hash=token_hash(new), device=device.name, address=device.address,
        opened_by=opened_by.value, created_at=created_at or stamp(tx.at), seen_at=stamp(tx.at),
    )  # fmt: skip
    store.use_grants(tx, account.id)
    who = Actor(account.id, account.name)
    tx.log(who, "accounts.enter", f"account:{account.id}", session=session_id, by=opened_by.value)
    return new


def end(tx: Transaction, session_id: int, why: Ended) -> None:
    """End one session inside a write."""
    tx.update("session", session_id, ended_at=stamp(tx.at), ended_why=why.value)


def resting(db: Database, session_token: str) -> Account | None:
    """Whose session this is, when it has rested too long and only the secret is missing."""
    row = store.session(db, token_hash(session_token))
    if row is None:
        return None
    account = get(db, row["account_id"])
    roles = (each.role for each in store.grants(db, account.id))
    is_idle = _state(db, row, roles) == SessionState.IDLE
    return account if is_idle and not account.disabled and (account.has_pin or account.has_password) else None


def resume(db: Database, session_token: str, secret: str, device: Device | None = None) -> tuple[Account, str]:
    """Take up a resting session by password or PIN, under a new token; it lasts no longer in all."""
    account = resting(db, session_token)
    if account is None:
        raise Frozen("accounts.session_over")
    count(db, Tried.DEED, str(account.id))
    if not is_either(secret, *store.secrets_of(db, account.id)):
        with write(db) as tx:
            tx.log(PUBLIC, "accounts.sign_in_failed", f"account:{account.id}")
        raise Denied("accounts.wrong_secret")
    forgive(db, Tried.DEED, str(account.id))
    with write(db) as tx:
        old = store.session(tx, token_hash(session_token))
        if old["ended_at"] is not None:
            raise Frozen("accounts.session_over")
        return account, start(
            tx, account, device or Device(old["device"], old["address"]), Opened.RESUMED,
            replaces=session_token, created_at=old["created_at"],
        )  # fmt: skip


def sign_out(db: Database, actor: Actor) -> None:
    """End the session the actor came by."""
    if actor.session_id is not None:
        revoke_session(db, actor, actor.session_id, why=Ended.SIGNED_OUT)


def revoke_session(db: Database | Transaction, actor: Actor, session_id: int, *, why: Ended = Ended.REVOKED) -> None:
    """Sign a device out: one's own, or, as organizer, anybody's."""
    with write(db) as tx:
        row = store.session_by_id(tx, session_id)
        if row is None:
            raise NotFound("accounts.no_such_session")
        _may_end(tx, actor, row["account_id"])
        if row["ended_at"] is None:
            end(tx, session_id, why)
            tx.log(actor, "accounts.revoke_session", f"account:{row['account_id']}", session=session_id, why=why.value)


def revoke_sessions(db: Database | Transaction, actor: Actor, account_id: int) -> int:
    """Sign out every device of an account but the one the actor uses; gives how many."""
    with write(db) as tx:
        _may_end(tx, actor, account_id)
        ended = store.end_sessions(tx, account_id, Ended.REVOKED, keep=actor.session_id)
        tx.log(actor, "accounts.revoke_sessions", f"account:{account_id}", sessions_ended=ended)
        return ended


def _may_end(tx: Transaction, actor: Actor, account_id: int) -> None:
    if actor.account_id != account_id:
        administers(tx, actor, get(tx, account_id))


def sessions(reader: Reader, account_id: int) -> tuple[Session, ...]:
    """The account's devices that are signed in or resting, latest first."""
    roles = [each.role for each in store.grants(reader, account_id)]
    found = (
        Session(
            row["id"], row["account_id"], row["device"], row["address"], instant(row["created_at"]),
            instant(row["seen_at"]), Opened(row["opened_by"]), _state(reader, row, roles),
        )
        for row in store.open_sessions(reader, account_id)
    )  # fmt: skip
    return tuple(each for each in found if each.state in (SessionState.LIVE, SessionState.IDLE))


def last_seen(reader: Reader) -> dict[int, datetime]:
    """When each account was last seen on any device; those never seen are missing."""
    return store.last_seen(reader)
