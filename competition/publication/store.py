"""The SQL of publication."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from competition.core.canonical import canonical, digest
from competition.core.clock import instant, stamp
from competition.core.database import Reader, Row, Transaction
from competition.core.records import Actor
from competition.publication.records import Approval, Kind, Posted, Published

APPROVALS = "SELECT * FROM approval_record WHERE round_id = ? ORDER BY version DESC"
NOTICES = "SELECT * FROM notice WHERE round_id = ? ORDER BY serial DESC"
RESULTS = """
SELECT p.*, n.kind, n.stay, n.serial, n.awards_version, n.awards_digest
FROM published_result p JOIN notice n ON n.id = p.notice_id WHERE p.round_id = ? ORDER BY p.version DESC
"""
EVERY_NOTICE = "SELECT n.*, r.code FROM notice n JOIN round r ON r.id = n.round_id ORDER BY n.id"
EVERY_RESULT = "SELECT p.*, r.code FROM published_result p JOIN round r ON r.id = p.round_id ORDER BY p.id"
BARE_NOTICES = """
SELECT r.code, n.serial FROM notice n JOIN round r ON r.id = n.round_id
LEFT JOIN published_result p ON p.notice_id = n.id WHERE p.id IS NULL
"""


def approvals(reader: Reader, round_id: int) -> tuple[Approval, ...]:
    """Every recorded approval of a round, the one in force first."""
    return tuple(
        Approval(
            row["version"], row["meeting"], row["number"], date.fromisoformat(row["decided_on"]), row["move"],
            instant(row["at"]), row["actor"],
        )
        for row in reader.rows(APPROVALS, (round_id,))
    )  # fmt: skip


def add_approval(
    tx: Transaction, round_id: int, actor: Actor, *, meeting: str, number: str, decided_on: date, move: int
) -> int:
    """Record an approval; gives its version."""
    version = len(approvals(tx, round_id)) + 1
    tx.insert(
        "approval_record", round_id=round_id, version=version, meeting=meeting, number=number,
        decided_on=decided_on.isoformat(), move=move, at=stamp(tx.at), actor=actor.tag,
    )  # fmt: skip
    return version


def notices(reader: Reader, round_id: int) -> tuple[Posted, ...]:
    """Every posted notice of a round, newest first."""
    return tuple(_posted(row) for row in reader.rows(NOTICES, (round_id,)))


def add_notice(
    tx: Transaction, round_id: int, actor: Actor, body: Mapping[str, Any], days: tuple[date, ...], **columns: Any
) -> int:
    """Store a notice; gives its id."""
    first, last = (days[0].isoformat(), days[-1].isoformat()) if days else (None, None)
    return tx.insert(
        "notice", round_id=round_id, body=canonical(body).decode(), digest=digest(body), first_day=first,
        closes_on=last, days=canonical([day.isoformat() for day in days]).decode(), at=stamp(tx.at), actor=actor.tag,
        **columns,
    )  # fmt: skip


def results(reader: Reader, round_id: int) -> tuple[Published, ...]:
    """Every published result of a round, newest first."""
    return tuple(_published(row) for row in reader.rows(RESULTS, (round_id,)))


def add_result(tx: Transaction, round_id: int, notice_id: int, content: Mapping[str, Any], **columns: Any) -> None:
    """Store what the public page shows, with the notice that carries it."""
    version = 1 + int(tx.value("SELECT count(*) FROM published_result WHERE round_id = ?", (round_id,)))
    tx.insert(
        "published_result", round_id=round_id, version=version, notice_id=notice_id,
        content=canonical(content).decode(), digest=digest(content), at=stamp(tx.at), **columns,
    )  # fmt: skip


def every_notice(reader: Reader) -> list[Row]:
    """Every notice of the file with its round's code."""
    return reader.rows(EVERY_NOTICE)


def every_result(reader: Reader) -> list[Row]:
    """Every published result of the file with its round's code."""
    return reader.rows(EVERY_RESULT)


def bare_notices(reader: Reader) -> list[Row]:
    """Notices that carry no result: there must be none."""
    return reader.rows(BARE_NOTICES)


def _posted(row: Row) -> Posted:
    return Posted(
        id=row["id"], round_id=row["round_id"], serial=row["serial"], kind=Kind(row["kind"]), version=row["version"],
        stay=row["stay"], number=row["number"], title=row["title"], posted_on=date.fromisoformat(row["posted_on"]),
        days=tuple(date.fromisoformat(day) for day in json.loads(row["days"])), body=json.loads(row["body"]),
        digest=row["digest"], reason=row["reason"], awards_version=row["awards_version"],
        awards_digest=row["awards_digest"], at=instant(row["at"]), actor=row["actor"],
    )  # fmt: skip


def _published(row: Row) -> Published:
    return Published(
        id=row["id"], round_id=row["round_id"], version=row["version"], kind=Kind(row["kind"]), stay=row["stay"],
        notice=row["serial"], tally_version=row["tally_version"], result_digest=row["result_digest"],
        awards_version=row["awards_version"], awards_digest=row["awards_digest"], content=json.loads(row["content"]),
        digest=row["digest"], at=instant(row["at"]),
    )  # fmt: skip
