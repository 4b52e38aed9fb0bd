"""The log's chain: how one entry is hashed onto the one before (FORMATS section 4).

Every field is length-prefixed, so no two ways of splitting the fields give the same bytes, and the whole is
domain-separated. Only :mod:`competition.core.database` appends entries.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

DOMAIN = b"pingxuan/log/1\x00"
FIRST = bytes(32)
"""What stands before the first entry."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One event: ``at`` as stamped, ``body`` canonical JSON, ``hash`` 32 bytes."""

    seq: int
    at: str
    actor: str
    act: str
    object: str
    body: str
    hash: bytes


def chained(previous: bytes, seq: int, at: str, actor: str, act: str, obj: str, body: str) -> bytes:
    """The hash of an entry that follows the one hashed ``previous``."""
    whole = hashlib.sha256(DOMAIN + previous)
    for text in (str(seq), at, actor, act, obj, body):
        field = text.encode()
        whole.update(len(field).to_bytes(8, "big"))
        whole.update(field)
    return whole.digest()


def faults(entries: Iterable[LogEntry]) -> Iterable[str]:
    """A sentence for the first entry that does not follow from those before; nothing when the chain is whole."""
    previous, expected = FIRST, 1
    for entry in entries:
        if entry.seq != expected:
            yield f"log entry {expected} is missing: {entry.seq} follows {expected - 1}"
            return
        if chained(previous, entry.seq, entry.at, entry.actor, entry.act, entry.object, entry.body) != entry.hash:
            yield f"log entry {entry.seq} ({entry.act}) does not match its hash"
            return
        previous, expected = entry.hash, expected + 1
