"""The SQL of stored drawings."""

from __future__ import annotations

from competition.core.database import Reader, Transaction

FIND = "SELECT svg FROM chart WHERE digest = ?"
# Two readers may draw the same chart at once; both drawings are the same bytes.
KEEP = "INSERT INTO chart (digest, svg) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING"


def find(reader: Reader, digest: str) -> str | None:
    """The stored drawing of this digest, or None."""
    found = reader.value(FIND, (digest,))
    return None if found is None else str(found)


def keep(tx: Transaction, digest: str, svg: str) -> None:
    """Store a drawing."""
    tx.execute(KEEP, (digest, svg))
