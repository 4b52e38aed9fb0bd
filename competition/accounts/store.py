"""The SQL of accounts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from competition.accounts.records import Account, Proposal, RoleGrant, Tried
from competition.core.clock import instant, stamp
from competition.core.database import Reader, Transaction
from competition.core.records import Role

ACCOUNTS = """
    SELECT id, handle, name, created_at, disabled, password_hash IS NOT NULL AS has_password,
           pin_hash IS NOT NULL AS has_pin,
           EXISTS (SELECT 1 FROM session WHERE session.account_id = account.id) AS has_entered
    FROM account
"""


def _account(row: Any) -> Account:
    return Account(
        row["id"], row["handle"], row["name"], instant(row["created_at"]),
        *(bool(row[flag]) for flag in ("disabled", "has_password", "has_pin", "has_entered")),
    )  # fmt: skip


def account(reader: Reader, account_id: int) -> Account | None:
    """The account with this number."""
    row = reader.row(ACCOUNTS + "WHERE id = ?", (account_id,))
    return _account(row) if row else None


def account_by_handle(reader: Reader, handle: str) -> Account | None:
    """The account with this handle, in its one spelling."""
    row = reader.row(ACCOUNTS + "WHERE handle = ?", (handle,))
    return _account(row) if row else None


def accounts(reader: Reader) -> tuple[Account, ...]:
    """Everybody, in the order they were added."""
    return tuple(_account(row) for row in reader.rows(ACCOUNTS + "ORDER BY id"))


def add_account(tx: Transaction, handle: str, name: str) -> int:
    """A new account; gives its number."""
    return tx.insert("account", handle=handle, name=name, created_at=stamp(tx.at))


def secrets_of(reader: Reader, account_id: int) -> tuple[str | None, str | None]:
    """The hashes of password and PIN."""
    row = reader.row("SELECT password_hash, pin_hash FROM account WHERE id = ?", (account_id,))
    return (row["password_hash"], row["pin_hash"]) if row else (None, None)


GRANTS = "SELECT id, account_id, role, round_id FROM role_grant WHERE withdrawn_at IS NULL"


def _grants(rows: list[Any]) -> tuple[RoleGrant, ...]:
    return tuple(RoleGrant(row["id"], row["account_id"], Role(row["role"]), row["round_id"]) for row in rows)


def grants(reader: Reader, account_id: int | None = None) -> tuple[RoleGrant, ...]:
    """The roles that stand: one account's, or everybody's."""
    if account_id is None:
        return _grants(reader.rows(GRANTS + " ORDER BY id"))
    return _grants(reader.rows(GRANTS + " AND account_id = ? ORDER BY id", (account_id,)))


def past_grants(reader: Reader, account_id: int, round_id: int, since: str) -> tuple[RoleGrant, ...]:
    """Roles withdrawn after their holder was signed in with them: in this round, or in every round since then."""
    return _grants(
        reader.rows(
            """
            SELECT id, account_id, role, round_id FROM role_grant
            WHERE account_id = ? AND withdrawn_at IS NOT NULL AND used
              AND (round_id = ? OR (round_id IS NULL AND withdrawn_at >= ?)) ORDER BY id
            """,
            (account_id, round_id, since),
        )
    )


def add_grant(tx: Transaction, account_id: int, role: Role, round_id: int | None) -> int:
    """A role given now; it counts as used at once when its holder is signed in."""
    used = tx.value("SELECT EXISTS (SELECT 1 FROM session WHERE account_id = ? AND ended_at IS NULL)", (account_id,))
    return tx.insert(
        "role_grant", account_id=account_id, role=role.value, round_id=round_id, granted_at=stamp(tx.at), used=used
    )


def use_grants(tx: Transaction, account_id: int) -> None:
    """The account's roles are now in use: their holder signed in."""
    tx.execute(
        "UPDATE role_grant SET used = 1 WHERE account_id = ? AND withdrawn_at IS NULL AND NOT used", (account_id,)
    )


INVITATIONS = """
    SELECT invitation.*, ifnull(issuer.name, '') AS issuer FROM invitation
    LEFT JOIN account AS issuer ON issuer.id = invitation.issued_by
"""


def invitation(reader: Reader, token_hash: str) -> Any:
    """The invitation with this token."""
    return reader.row(INVITATIONS + "WHERE token_hash = ?", (token_hash,))


def last_invitation(reader: Reader, account_id: int) -> Any:
    """The latest invitation of an account."""
    return reader.row(INVITATIONS + "WHERE account_id = ? ORDER BY invitation.id DESC LIMIT 1", (account_id,))


def newest_invitation(reader: Reader) -> int:
    """The number of the invitation made last, whoever's it is; 0 before the first."""
    return int(reader.value("SELECT ifnull(max(id), 0) FROM invitation"))


def invited(reader: Reader, now: str) -> frozenset[int]:
    """The accounts with a link that still opens."""
    rows = reader.rows(
        "SELECT account_id FROM invitation WHERE used_at IS NULL AND withdrawn_at IS NULL AND expires_at > ?", (now,)
    )
    return frozenset(row["account_id"] for row in rows)


def withdraw_invitations(tx: Transaction, account_id: int) -> int:
    """Close the account's open link, if there is one; gives how many."""
    return int(
        tx.execute(
            "UPDATE invitation SET withdrawn_at = ? WHERE account_id = ? AND used_at IS NULL AND withdrawn_at IS NULL",
            (stamp(tx.at), account_id),
        ).rowcount
    )


def proposal(reader: Reader, approval_id: int) -> Proposal | None:
    """What the approval is about."""
    row = reader.row("SELECT * FROM account_proposal WHERE approval_id = ?", (approval_id,))
    if row is None:
        return None
    role = Role(row["role"]) if row["role"] else None
    return Proposal(row["approval_id"], row["account_id"], row["pin_hash"], role, row["round_id"], row["place"])


def add_proposal(tx: Transaction, approval_id: int, draft: Proposal) -> None:
    """Keep what the approval is about."""
    tx.insert(
        "account_proposal", approval_id=approval_id, account_id=draft.account_id,
        role=draft.role.value if draft.role else None, round_id=draft.round_id,
        place=draft.place, pin_hash=draft.pin_hash,
    )  # fmt: skip


def session(reader: Reader, token_hash: str) -> Any:
    """The session with this token."""
    return reader.row("SELECT * FROM session WHERE token_hash = ?", (token_hash,))


def session_by_id(reader: Reader, session_id: int) -> Any:
    """The session with this number."""
    return reader.row("SELECT * FROM session WHERE id = ?", (session_id,))


def open_sessions(reader: Reader, account_id: int) -> list[Any]:
    """The account's sessions that nobody has ended, latest first."""
    sql = "SELECT * FROM session WHERE account_id = ? AND ended_at IS NULL ORDER BY id DESC"
    return reader.rows(sql, (account_id,))


def last_seen(reader: Reader) -> dict[int, datetime]:
    """When each account was last seen on any device."""
    rows = reader.rows("SELECT account_id, max(seen_at) AS at FROM session GROUP BY account_id")
    return {row["account_id"]: instant(row["at"]) for row in rows}


def end_sessions(tx: Transaction, account_id: int, why: str, *, keep: int | None = None) -> int:
    """End the account's sessions, all but ``keep``; gives how many."""
    return int(
        tx.execute(
            "UPDATE session SET ended_at = ?, ended_why = ? WHERE account_id = ? AND ended_at IS NULL AND id IS NOT ?",
            (stamp(tx.at), why, account_id, keep),
        ).rowcount
    )


def n_tries(reader: Reader, kind: Tried, subject: str, since: datetime) -> int:
    """Wrong secrets counted against the subject since then."""
    return int(
        reader.value(
            "SELECT count(*) FROM try WHERE kind = ? AND subject = ? AND at > ?", (kind.value, subject, stamp(since))
        )
    )


def add_try(tx: Transaction, kind: Tried, subject: str, *, forget: datetime) -> int:
    """Count one more, and drop those older than ``forget``."""
    tx.execute("DELETE FROM try WHERE at < ?", (stamp(forget),))
    return tx.insert("try", kind=kind.value, subject=subject, at=stamp(tx.at))


def drop_tries(tx: Transaction, kind: Tried, subject: str) -> None:
    """Start counting anew: the right secret came."""
    tx.execute("DELETE FROM try WHERE kind = ? AND subject = ?", (kind.value, subject))


TWO_ROLES = """
    SELECT a.account_id FROM role_grant AS a JOIN role_grant AS b ON a.account_id = b.account_id AND a.id < b.id
    WHERE a.withdrawn_at IS NULL AND b.withdrawn_at IS NULL AND a.role <> b.role
      AND a.role IN ('organizer', 'judge', 'auditor', 'adjudicator')
      AND b.role IN ('organizer', 'judge', 'auditor', 'adjudicator')
      AND (a.round_id IS NULL OR b.round_id IS NULL OR a.round_id = b.round_id)
"""
DISABLED_SIGNED_IN = """
    SELECT DISTINCT account.id FROM account JOIN session ON session.account_id = account.id
    WHERE account.disabled AND session.ended_at IS NULL
"""
PLAIN_SECRETS = "SELECT id FROM account WHERE password_hash NOT LIKE 'scrypt:%' OR pin_hash NOT LIKE 'scrypt:%'"
USED_UNUSED = """
    SELECT account_id FROM invitation WHERE used_at IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM session WHERE session.account_id = invitation.account_id)
"""


def breaches(reader: Reader, sql: str) -> list[int]:
    """The numbers a law's query finds."""
    return [row[0] for row in reader.rows(sql)]
