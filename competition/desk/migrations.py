"""Tables of the desk. Steps are never edited once released; a change is a new step."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from competition.core.database import immutable

steps = Migrations("pingxuan.desk")


@steps()
def m001_list_lock(db: Database) -> None:
    """The lists as locked on leaving registration; never rewritten."""
    db.execute("""
        CREATE TABLE list_lock (
            id INTEGER PRIMARY KEY,
            round_id INTEGER NOT NULL REFERENCES round (id),
            number INTEGER NOT NULL CHECK (number >= 1),
            digest TEXT NOT NULL CHECK (digest LIKE 'sha256:%'),
            content TEXT NOT NULL CHECK (json_valid(content)),
            at TEXT NOT NULL,
            actor TEXT NOT NULL,
            name TEXT NOT NULL,
            UNIQUE (round_id, number)
        ) STRICT""")
    immutable(db, "list_lock")


@steps()
def m002_going_back(db: Database) -> None:
    """What a proposed move backwards says, beside its approval."""
    db.execute("""
        CREATE TABLE going_back (
            approval_id INTEGER PRIMARY KEY,
            round_id INTEGER NOT NULL REFERENCES round (id),
            left_phase TEXT NOT NULL,
            entered TEXT NOT NULL,
            CHECK (left_phase <> entered)
        ) STRICT""")
    immutable(db, "going_back")
