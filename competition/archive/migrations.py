"""The archive's tables: the register of bundles, and what each verification of one found."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from competition.core.database import immutable

steps = Migrations("pingxuan.archive")


@steps()
def bundles(db: Database) -> None:
    """The register. A bundle is never changed: writing again makes the next version."""
    db.execute("""
        CREATE TABLE bundle (
            id INTEGER PRIMARY KEY,
            round_id INTEGER NOT NULL REFERENCES round (id),
            scope TEXT NOT NULL CHECK (scope IN ('public', 'full')),
            version INTEGER NOT NULL CHECK (version >= 1),
            path TEXT NOT NULL UNIQUE,
            sha256 TEXT NOT NULL CHECK (sha256 LIKE 'sha256:%'),
            size INTEGER NOT NULL CHECK (size > 0),
            n_files INTEGER NOT NULL CHECK (n_files > 0),
            commitment TEXT NOT NULL CHECK (commitment LIKE 'sha256:%'),
            input_digest TEXT NOT NULL CHECK (input_digest LIKE 'sha256:%'),
            result_digest TEXT NOT NULL CHECK (result_digest LIKE 'sha256:%'),
            log_size INTEGER NOT NULL CHECK (log_size > 0),
            log_head TEXT NOT NULL CHECK (length(log_head) = 64),
            tags_sha256 TEXT NOT NULL CHECK (tags_sha256 LIKE 'sha256:%'),
            tags_sha512 TEXT NOT NULL CHECK (tags_sha512 LIKE 'sha512:%'),
            at TEXT NOT NULL,
            by TEXT NOT NULL,
            UNIQUE (round_id, scope, version)
        ) STRICT""")
    immutable(db, "bundle")


@steps()
def checks(db: Database) -> None:
    """Verifications of registered bundles, each with what it said."""
    db.execute("""
        CREATE TABLE bundle_check (
            id INTEGER PRIMARY KEY,
            bundle_id INTEGER NOT NULL REFERENCES bundle (id),
            outcome TEXT NOT NULL CHECK (outcome IN ('intact', 'altered', 'unreadable')),
            told TEXT NOT NULL,
            at TEXT NOT NULL,
            by TEXT NOT NULL
        ) STRICT""")
    immutable(db, "bundle_check")
