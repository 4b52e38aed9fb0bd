"""The core's own SQL: settings, the log as read, and approvals."""

from __future__ import annotations

from collections.abc import Iterator

from competition.core import audit
from competition.core.database import Reader, Row, Transaction

LOG = "SELECT seq, at, actor, act, object, body, hash FROM log WHERE seq > ? ORDER BY seq"
APPROVAL = """
SELECT id, act, object, content_digest, reason, state, proposed_by, proposed_at, signed_by, signed_at
FROM approval"""
SET = "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
PEOPLE = "SELECT id, proposed_by, signed_by FROM approval WHERE state = 'signed' AND signed_by = proposed_by"


def log(reader: Reader, after: int = 0) -> Iterator[audit.LogEntry]:
    """The entries after number ``after``, in order."""
    for row in reader.rows(LOG, (after,)):
        yield audit.LogEntry(**dict(row))


def n_logged(reader: Reader) -> int:
    """How many entries the log has."""
    return int(reader.value("SELECT coalesce(max(seq), 0) FROM log"))


def setting(reader: Reader, name: str) -> str | None:
    """A setting of the installation, or None."""
    found = reader.value("SELECT value FROM setting WHERE name = ?", (name,))
    return None if found is None else str(found)


def set_setting(tx: Transaction, name: str, value: str) -> None:
    """Keep a setting of the installation."""
    tx.execute(SET, (name, value))


def approval(reader: Reader, approval_id: int) -> Row | None:
    """One approval, or None."""
    return reader.row(f"{APPROVAL} WHERE id = ?", (approval_id,))  # type: ignore[no-any-return]


def approvals(reader: Reader, state: str, act: str | None, obj: str | None) -> list[Row]:
    """The approvals in a state, of one act or object where named, oldest first."""
    return reader.rows(
        f"{APPROVAL} WHERE state = ? AND (? IS NULL OR act = ?) AND (? IS NULL OR object = ?) ORDER BY id",
        (state, act, act, obj, obj),
    )


def signed_alone(reader: Reader) -> list[Row]:
    """Approvals that one person signed twice: there must be none."""
    return reader.rows(PEOPLE)
