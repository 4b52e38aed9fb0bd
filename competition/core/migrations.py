"""The core's tables: settings, the log, answered operations, approvals by two people, charts, working days."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from competition.core.database import immutable
from competition.core.tables import create_calendar, create_chart

steps = Migrations("pingxuan.core")

LOG_FOLLOWS = """
CREATE TRIGGER log_follows BEFORE INSERT ON log
WHEN new.seq != coalesce((SELECT max(seq) FROM log), 0) + 1
  OR new.previous != coalesce((SELECT hash FROM log ORDER BY seq DESC LIMIT 1), zeroblob(32))
BEGIN SELECT RAISE(ABORT, 'a log entry must follow the last one'); END
"""


@steps()
def settings(db: Database) -> None:
    """What this installation is: its id, and whether it holds sample editions."""
    db.execute("CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID")
    db.execute("INSERT INTO setting VALUES ('installation', lower(hex(randomblob(8))))")


@steps()
def log(db: Database) -> None:
    """The append-only, hash-chained log: the trigger keeps a second writer from forking it."""
    db.execute(
        "CREATE TABLE log (seq INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, act TEXT NOT NULL,"
        " object TEXT NOT NULL, body TEXT NOT NULL, previous BLOB NOT NULL CHECK (length(previous) = 32),"
        " hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32)) STRICT"
    )
    immutable(db, "log")
    db.execute(LOG_FOLLOWS)


@steps()
def operations(db: Database) -> None:
    """The answers given to operation keys, so that a repeated post changes nothing."""
    db.execute(
        "CREATE TABLE operation (op TEXT PRIMARY KEY, actor TEXT NOT NULL, at TEXT NOT NULL, answer TEXT NOT NULL)"
        " STRICT, WITHOUT ROWID"
    )
    immutable(db, "operation")


@steps()
def approvals(db: Database) -> None:
    """Deeds that two people sign: the second signs the digest of what the first proposed."""
    db.execute(
        "CREATE TABLE approval (id INTEGER PRIMARY KEY, act TEXT NOT NULL, object TEXT NOT NULL,"
        " content_digest TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '',"
        " state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'signed', 'withdrawn')),"
        " proposed_by INTEGER NOT NULL, proposed_at TEXT NOT NULL, signed_by INTEGER, signed_at TEXT,"
        " CHECK ((state = 'signed') = (signed_by IS NOT NULL)), CHECK (signed_by IS NOT proposed_by)) STRICT"
    )
    db.execute("CREATE UNIQUE INDEX approval_open ON approval (act, object) WHERE state = 'open'")
    immutable(db, "approval", when="old.state != 'open'")


@steps()
def charts(db: Database) -> None:
    """Drawings stored by the digest of what they show."""
    create_chart(db)


@steps()
def calendar(db: Database) -> None:
    """The announced working days."""
    create_calendar(db)
