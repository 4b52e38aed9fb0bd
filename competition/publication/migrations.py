"""The tables of publication: approvals, notices and published results; none of their rows is ever changed."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from competition.core.database import immutable

steps = Migrations("pingxuan.publication")


@steps()
def m001_approvals(db: Database) -> None:
    """The approval 审定 of a round; amending it stores a new version beside the old one."""
    db.execute("""
        CREATE TABLE approval_record (
            id INTEGER PRIMARY KEY,
            round_id INTEGER NOT NULL REFERENCES round (id),
            version INTEGER NOT NULL CHECK (version >= 1),
            meeting TEXT NOT NULL CHECK (meeting <> ''),
            number TEXT NOT NULL CHECK (number <> ''),
            decided_on TEXT NOT NULL CHECK (date(decided_on) IS decided_on),
            move INTEGER NOT NULL,
            at TEXT NOT NULL,
            actor TEXT NOT NULL,
            UNIQUE (round_id, version)
        ) STRICT""")
    immutable(db, "approval_record")


@steps()
def m002_notices(db: Database) -> None:
    """A notice holds the whole document as canonical JSON; only a publicity notice has days."""
    db.execute("""
        CREATE TABLE notice (
            id INTEGER PRIMARY KEY,
            round_id INTEGER NOT NULL REFERENCES round (id),
            serial INTEGER NOT NULL CHECK (serial >= 1),
            kind TEXT NOT NULL CHECK (kind IN ('publicity', 'result')),
            version INTEGER NOT NULL CHECK (version >= 1),
            stay INTEGER NOT NULL,
            number TEXT NOT NULL DEFAULT '',
            title TEXT NOT NULL CHECK (title <> ''),
            posted_on TEXT NOT NULL CHECK (date(posted_on) IS posted_on),
            first_day TEXT CHECK (date(first_day) IS first_day),
            closes_on TEXT CHECK (date(closes_on) IS closes_on),
            days TEXT NOT NULL CHECK (json_valid(days)),
            body TEXT NOT NULL CHECK (json_valid(body)),
            digest TEXT NOT NULL CHECK (digest LIKE 'sha256:%'),
            reason TEXT NOT NULL DEFAULT '',
            awards_version INTEGER NOT NULL,
            awards_digest TEXT NOT NULL,
            at TEXT NOT NULL,
            actor TEXT NOT NULL,
            CHECK ((kind = 'publicity') = (closes_on IS NOT NULL)),
            CHECK (closes_on IS NULL OR (first_day > posted_on AND closes_on >= first_day)),
            UNIQUE (round_id, serial),
            UNIQUE (round_id, kind, version)
        ) STRICT""")
    immutable(db, "notice")


@steps()
def m003_published_results(db: Database) -> None:
    """What the public page shows, stored with the notice that carries it."""
    db.execute("""
        CREATE TABLE published_result (
            id INTEGER PRIMARY KEY,
            round_id INTEGER NOT NULL REFERENCES round (id),
            version INTEGER NOT NULL CHECK (version >= 1),
            notice_id INTEGER NOT NULL UNIQUE REFERENCES notice (id),
            tally_version INTEGER NOT NULL,
            result_digest TEXT NOT NULL,
            content TEXT NOT NULL CHECK (json_valid(content)),
            digest TEXT NOT NULL CHECK (digest LIKE 'sha256:%'),
            at TEXT NOT NULL,
            UNIQUE (round_id, version)
        ) STRICT""")
    immutable(db, "published_result")
