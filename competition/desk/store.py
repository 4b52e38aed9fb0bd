"""The SQL of the desk: list locks, and what a proposed move backwards says."""

from __future__ import annotations

import json
from typing import Any

from competition.core.approvals import Approval
from competition.core.canonical import canonical
from competition.core.clock import instant, stamp
from competition.core.database import Reader, Row, Transaction
from competition.core.records import Actor
from competition.desk.records import Going, ListLock
from competition.rounds.records import Phase

LOCKS = "SELECT * FROM list_lock WHERE round_id = ? ORDER BY number"
ALL_LOCKS = "SELECT l.*, r.code FROM list_lock l JOIN round r ON r.id = l.round_id ORDER BY l.id"
GOING = "SELECT left_phase, entered FROM going_back WHERE approval_id = ?"


def locks(reader: Reader, round_id: int) -> tuple[ListLock, ...]:
    """The list locks of a round, oldest first."""
    return tuple(_lock(row) for row in reader.rows(LOCKS, (round_id,)))


def content(reader: Reader, round_id: int, number: int) -> dict[str, Any] | None:
    """What a list lock holds."""
    text = reader.value("SELECT content FROM list_lock WHERE round_id = ? AND number = ?", (round_id, number))
    return None if text is None else json.loads(text)


def all_locks(reader: Reader) -> tuple[tuple[str, ListLock, dict[str, Any]], ...]:
    """Every list lock of the file with its round's code and content."""
    return tuple((row["code"], _lock(row), json.loads(row["content"])) for row in reader.rows(ALL_LOCKS))


def insert_lock(tx: Transaction, round_id: int, actor: Actor, held: dict[str, Any], digest: str) -> int:
    """Keep the lists under their digest; gives the number of the lock."""
    number = 1 + int(tx.value("SELECT count(*) FROM list_lock WHERE round_id = ?", (round_id,)))
    tx.insert(
        "list_lock", round_id=round_id, number=number, digest=digest, content=canonical(held).decode(),
        at=stamp(tx.at), actor=actor.tag, name=actor.name,
    )  # fmt: skip
    return number


def insert_going(tx: Transaction, approval_id: int, round_id: int, left: Phase, entered: Phase) -> None:
    """Keep what a proposed move backwards says."""
    tx.insert("going_back", approval_id=approval_id, round_id=round_id, left_phase=left, entered=entered)


def going(reader: Reader, approval: Approval) -> Going | None:
    """What an approval of a move backwards says."""
    row = reader.row(GOING, (approval.id,))
    if row is None:
        return None
    left, entered = Phase(row["left_phase"]), Phase(row["entered"])
    return Going(approval.id, left, entered, approval.reason, approval.proposed_by, approval.proposed_at)


def _lock(row: Row) -> ListLock:
    held = json.loads(row["content"])
    n_entries, n_judges = len(held["entries"]), len(held["judges"])
    return ListLock(row["number"], row["digest"], instant(row["at"]), row["name"], n_entries, n_judges)
