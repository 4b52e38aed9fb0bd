"""The log as a bundle holds it: one entry a line, in canonical JSON, and what a round's entries vouch for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from competition.core.audit import LogEntry
from competition.core.canonical import canonical

Key = tuple[str, str, int]
"""A sealed ballot: judge, entry, version."""

_KEYS = frozenset({"seq", "at", "actor", "act", "object", "body", "hash"})


def written(entry: LogEntry) -> bytes:
    """One entry as a line (FORMATS section 4), its body as the JSON that was hashed."""
    told = {
        "seq": entry.seq, "at": entry.at, "actor": entry.actor, "act": entry.act, "object": entry.object,
        "body": json.loads(entry.body), "hash": entry.hash.hex(),
    }  # fmt: skip
    return canonical(told) + b"\n"


def parsed(line: str) -> LogEntry:
    """The entry on a line; raises ValueError unless it is written exactly so."""
    told = json.loads(line)
    if not isinstance(told, dict) or told.keys() != _KEYS or not isinstance(told["body"], dict):
        raise ValueError("a log entry has other keys")
    if canonical(told) != line.encode():
        raise ValueError("a log entry is not in canonical JSON")
    return LogEntry(**{**told, "body": canonical(told["body"]).decode(), "hash": bytes.fromhex(told["hash"])})


def concerns(entry: LogEntry, code: str) -> bool:
    """Whether an entry is about the round of that code."""
    return f"{entry.object}/".startswith(f"round:{code}/")


def last_body(log: Iterable[LogEntry], code: str, act: str) -> Mapping[str, Any]:
    """What the log last said of the round under an act; nothing where it never did."""
    bodies = [entry.body for entry in log if entry.act == act and concerns(entry, code)]
    return json.loads(bodies[-1]) if bodies else {}


def seals(log: Iterable[LogEntry], code: str) -> dict[Key, str]:
    """The commitment of every sealed ballot of the round, as logged when it was sealed."""
    start = f"round:{code}/judge:"
    return {
        (entry.object.removeprefix(start), one["entry"], one["version"]): one["commitment"]
        for entry in log
        if entry.act == "ballots.seal" and entry.object.startswith(start)
        for one in json.loads(entry.body)["ballots"]
    }
