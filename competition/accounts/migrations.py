"""The tables of accounts. A step is never edited once it has run anywhere."""

from __future__ import annotations

import sqlite_utils
from sqlite_utils import Migrations

from competition.core.database import immutable

steps = Migrations("pingxuan.accounts")


@steps()
def accounts(db: sqlite_utils.Database) -> None:
    """A person, once: handles are stored in their one spelling."""
    db.execute("""
        CREATE TABLE account (
            id INTEGER PRIMARY KEY,
            handle TEXT NOT NULL UNIQUE CHECK (length(handle) BETWEEN 2 AND 40),
            name TEXT NOT NULL CHECK (length(name) > 0),
            created_at TEXT NOT NULL,
            disabled INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
            password_hash TEXT,
            pin_hash TEXT
        ) STRICT
    """)


@steps()
def role_grants(db: sqlite_utils.Database) -> None:
    """Roles. A grant is withdrawn, never deleted; ``used`` says that its holder was signed in while holding it.

    No foreign key on round_id: rounds stand on accounts, not the other way round.
    """
    db.execute("""
        CREATE TABLE role_grant (
            id INTEGER PRIMARY KEY,
            account_id INTEGER NOT NULL REFERENCES account (id),
            role TEXT NOT NULL CHECK (role IN ('organizer', 'judge', 'clerk', 'adjudicator', 'auditor', 'applicant')),
            round_id INTEGER,
            granted_at TEXT NOT NULL,
            withdrawn_at TEXT,
            used INTEGER NOT NULL DEFAULT 0 CHECK (used IN (0, 1))
        ) STRICT
    """)
    db.execute("""
        CREATE UNIQUE INDEX role_grant_once ON role_grant (account_id, role, ifnull(round_id, 0))
        WHERE withdrawn_at IS NULL
    """)
    db.execute("""
        CREATE TRIGGER role_grant_exclusive BEFORE INSERT ON role_grant
        WHEN new.role IN ('organizer', 'judge', 'auditor', 'adjudicator') AND EXISTS (
            SELECT 1 FROM role_grant AS held
            WHERE held.account_id = new.account_id AND held.withdrawn_at IS NULL AND held.role <> new.role
              AND held.role IN ('organizer', 'judge', 'auditor', 'adjudicator')
              AND (held.round_id IS NULL OR new.round_id IS NULL OR held.round_id = new.round_id)
        )
        BEGIN SELECT RAISE(ABORT, 'one account never holds two of organizer, judge, auditor, adjudicator'); END
    """)
    db.execute("""
        CREATE TRIGGER role_grant_fixed BEFORE UPDATE ON role_grant
        WHEN old.withdrawn_at IS NOT NULL OR new.account_id <> old.account_id OR new.role <> old.role
          OR new.round_id IS NOT old.round_id
        BEGIN SELECT RAISE(ABORT, 'a grant is only ever withdrawn'); END
    """)
    db.execute("""
        CREATE TRIGGER role_grant_kept BEFORE DELETE ON role_grant
        BEGIN SELECT RAISE(ABORT, 'grants are kept'); END
    """)


@steps()
def invitations(db: sqlite_utils.Database) -> None:
    """Links that open once. Only the SHA-256 of a token is kept."""
    db.execute("""
        CREATE TABLE invitation (
            id INTEGER PRIMARY KEY,
            account_id INTEGER NOT NULL REFERENCES account (id),
            token_hash TEXT NOT NULL UNIQUE CHECK (length(token_hash) = 64),
            asks_pin INTEGER NOT NULL CHECK (asks_pin IN (0, 1)),
            issued_by INTEGER REFERENCES account (id),
            contact TEXT NOT NULL,
            issued_at TEXT NOT NULL,
            expires_at TEXT NOT NULL,
            used_at TEXT,
            withdrawn_at TEXT
        ) STRICT
    """)
    db.execute("""
        CREATE UNIQUE INDEX invitation_open_once ON invitation (account_id)
        WHERE used_at IS NULL AND withdrawn_at IS NULL
    """)
    db.execute("""
        CREATE TRIGGER invitation_used_once BEFORE UPDATE ON invitation
        WHEN old.used_at IS NOT NULL OR old.withdrawn_at IS NOT NULL OR new.token_hash <> old.token_hash
        BEGIN SELECT RAISE(ABORT, 'an invitation opens once'); END
    """)


@steps()
def sessions(db: sqlite_utils.Database) -> None:
    """Devices signed in. Only the SHA-256 of a token is kept."""
    db.execute("""
        CREATE TABLE session (
            id INTEGER PRIMARY KEY,
            account_id INTEGER NOT NULL REFERENCES account (id),
            token_hash TEXT NOT NULL UNIQUE CHECK (length(token_hash) = 64),
            device TEXT NOT NULL,
            address TEXT NOT NULL,
            opened_by TEXT NOT NULL CHECK (opened_by IN ('letter', 'link', 'handle', 'resumed')),
            created_at TEXT NOT NULL,
            seen_at TEXT NOT NULL,
            ended_at TEXT,
            ended_why TEXT CHECK (ended_why IN ('signed_out', 'revoked', 'replaced', 'disabled', 'renewed')),
            CHECK ((ended_at IS NULL) = (ended_why IS NULL))
        ) STRICT
    """)
    db.execute("CREATE INDEX session_by_account ON session (account_id) WHERE ended_at IS NULL")
    db.execute("""
        CREATE TRIGGER session_stays_ended BEFORE UPDATE ON session
        WHEN old.ended_at IS NOT NULL OR new.token_hash <> old.token_hash OR new.account_id <> old.account_id
        BEGIN SELECT RAISE(ABORT, 'an ended session stays ended'); END
    """)


@steps()
def tries(db: sqlite_utils.Database) -> None:
    """Wrong secrets of the last while, so that a restart forgives nobody."""
    db.execute("""
        CREATE TABLE try (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('account', 'address', 'deed')),
            subject TEXT NOT NULL,
            at TEXT NOT NULL
        ) STRICT
    """)
    db.execute("CREATE INDEX try_by_subject ON try (kind, subject, at)")


@steps()
def proposals(db: sqlite_utils.Database) -> None:
    """Roles and links that wait for a second person; a link's PIN was drawn when it was proposed."""
    db.execute("""
        CREATE TABLE account_proposal (
            approval_id INTEGER PRIMARY KEY REFERENCES approval (id),
            account_id INTEGER NOT NULL REFERENCES account (id),
            role TEXT,
            round_id INTEGER,
            place TEXT NOT NULL,
            pin_hash TEXT,
            CHECK ((role IS NULL) = (pin_hash IS NOT NULL)),
            CHECK ((round_id IS NULL) = (place = ''))
        ) STRICT
    """)
    immutable(db, "account_proposal")
