"""The SQL of panels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from competition.core.clock import instant, stamp
from competition.core.database import Reader, Transaction
from competition.panels.records import (
    PLANNED_SIZE,
    Answer,
    Judge,
    Late,
    Reason,
    Recusal,
    Scope,
    Source,
    Statement,
    number_of,
)

JUDGES = "SELECT * FROM judge WHERE left_at IS NULL AND round_id = ?"


def _judge(row: Any, names: Mapping[int, str]) -> Judge:
    moments = {name: instant(row[name]) if row[name] else None for name in ("invited_at", "opened_at")}
    return Judge(
        row["id"], row["round_id"], row["pseudonym"], row["account_id"], names[row["account_id"]], row["county_id"],
        row["unit"], row["field"], instant(row["appointed_at"]), **moments,
    )  # fmt: skip


def judges(reader: Reader, round_id: int, names: Mapping[int, str]) -> tuple[Judge, ...]:
    """The panel, by the numbers of the pseudonyms; ``names`` are the people's, by account."""
    found = (_judge(row, names) for row in reader.rows(JUDGES, (round_id,)))
    return tuple(sorted(found, key=lambda judge: judge.number))


def n_ever(reader: Reader, round_id: int) -> int:
    """How many judges the round has had, those who left included."""
    return int(reader.value("SELECT count(*) FROM judge WHERE round_id = ?", (round_id,)))


def planned(reader: Reader, round_id: int) -> int:
    """How many judges the round wants."""
    found = reader.value("SELECT size FROM panel WHERE round_id = ?", (round_id,))
    return PLANNED_SIZE if found is None else int(found)


def plan(tx: Transaction, round_id: int, size: int) -> None:
    """Keep how many judges the round wants."""
    tx.execute(
        "INSERT INTO panel (round_id, size) VALUES (?, ?) ON CONFLICT (round_id) DO UPDATE SET size = excluded.size",
        (round_id, size),
    )


def taken(reader: Reader, round_id: int) -> frozenset[int]:
    """The numbers of the pseudonyms in use."""
    rows = reader.rows("SELECT pseudonym FROM judge WHERE round_id = ? AND left_at IS NULL", (round_id,))
    return frozenset(number_of(row["pseudonym"]) for row in rows)


def statement(reader: Reader, judge_id: int) -> Statement | None:
    """The statement in force of one judge."""
    row = reader.row("SELECT * FROM statement WHERE judge_id = ? ORDER BY version DESC LIMIT 1", (judge_id,))
    if row is None:
        return None
    rows = reader.rows("SELECT * FROM answer WHERE statement_id = ? ORDER BY entry_id", (row["id"],))
    answers = {each["entry_id"]: _answer(each) for each in rows}
    return Statement(row["id"], judge_id, row["version"], instant(row["at"]), answers)


def _answer(row: Any) -> Answer:
    return Answer(row["entry_id"], Reason(row["reason"]) if row["reason"] else None, row["note"])


def add_statement(tx: Transaction, judge_id: int, version: int, answers: Iterable[Answer]) -> None:
    """A new version of a judge's statement."""
    number = tx.insert("statement", judge_id=judge_id, version=version, at=stamp(tx.at))
    for each in answers:
        tx.insert(
            "answer", statement_id=number, entry_id=each.entry_id,
            reason=each.reason.value if each.reason else None, note=each.note,
        )  # fmt: skip


WRITTEN = """
    SELECT recusal.id, judge_id, entry_id, reason, source, note, at FROM recusal
    JOIN judge ON judge.id = recusal.judge_id WHERE judge.round_id = :round AND judge.left_at IS NULL
    UNION ALL
    SELECT answer.id, statement.judge_id, answer.entry_id, answer.reason, 'declared', answer.note, statement.at
    FROM answer JOIN statement ON statement.id = answer.statement_id JOIN judge ON judge.id = statement.judge_id
    WHERE judge.round_id = :round AND judge.left_at IS NULL AND answer.reason IS NOT NULL AND statement.version = (
        SELECT max(version) FROM statement AS other WHERE other.judge_id = statement.judge_id)
    ORDER BY judge_id, entry_id
"""


def recusals(reader: Reader, round_id: int) -> tuple[Recusal, ...]:
    """What has been written down: by rule, late, and in the statements in force."""
    return tuple(_recusal(row) for row in reader.rows(WRITTEN, {"round": round_id}))


def _recusal(row: Any) -> Recusal:
    at = instant(row["at"]) if row["at"] else None
    return Recusal(
        row["id"], row["judge_id"], row["entry_id"], Reason(row["reason"]), Source(row["source"]), row["note"], at
    )


def add_rule(tx: Transaction, judge_id: int, entry_id: int) -> None:
    """Write down what the county rule keeps this judge from."""
    tx.insert("recusal", judge_id=judge_id, entry_id=entry_id, source="rule", reason="county", at=stamp(tx.at))


def forget_rule_recusals(tx: Transaction, judge_id: int) -> None:
    """Drop what the county rule gave: the judge's county is being corrected."""
    tx.execute("DELETE FROM recusal WHERE judge_id = ? AND source = 'rule'", (judge_id,))


def add_late(tx: Transaction, late: Late) -> None:
    """The recusal that two people have signed."""
    tx.insert(
        "recusal", judge_id=late.judge_id, entry_id=late.entry_id, source=Source.LATE.value, reason=late.reason.value,
        note=late.note, approval_id=late.approval_id, at=stamp(tx.at),
    )  # fmt: skip


def late(reader: Reader, approval_id: int) -> Late | None:
    """What the approval is about."""
    row = reader.row("SELECT * FROM late_recusal WHERE approval_id = ?", (approval_id,))
    if row is None:
        return None
    return Late(row["approval_id"], row["judge_id"], row["entry_id"], Reason(row["reason"]), row["note"])


def scopes(reader: Reader, round_id: int) -> Mapping[int, Scope]:
    """What each judge of the round was given; judges without a limit are missing."""
    dimensions = _gathered(reader, "SELECT judge_id, dimension FROM scope_dimension", round_id)
    entries = _gathered(reader, "SELECT judge_id, entry_id FROM scope_entry", round_id)
    return {
        judge_id: Scope(dimensions.get(judge_id), entries.get(judge_id))
        for judge_id in dimensions.keys() | entries.keys()
    }


def _gathered(reader: Reader, sql: str, round_id: int) -> dict[int, frozenset[Any]]:
    found: dict[int, set[Any]] = {}
    for row in reader.rows(sql + " WHERE judge_id IN (SELECT id FROM judge WHERE round_id = ?)", (round_id,)):
        found.setdefault(row[0], set()).add(row[1])
    return {judge_id: frozenset(things) for judge_id, things in found.items()}


def set_scope(tx: Transaction, judge_id: int, scope: Scope) -> None:
    """Keep what a judge is given."""
    for table in ("scope_dimension", "scope_entry"):
        tx.execute(f"DELETE FROM {table} WHERE judge_id = ?", (judge_id,))
    for dimension in sorted(scope.dimensions or ()):
        tx.insert("scope_dimension", judge_id=judge_id, dimension=dimension)
    for entry_id in sorted(scope.entries or ()):
        tx.insert("scope_entry", judge_id=judge_id, entry_id=entry_id)


LATE_UNSIGNED = """
    SELECT recusal.id, approval.state FROM recusal LEFT JOIN approval ON approval.id = recusal.approval_id
    WHERE source = 'late' AND (approval.state IS NOT 'signed' OR approval.act <> 'panels.recuse_late')
"""


def breaches(reader: Reader) -> list[tuple[Any, ...]]:
    """Late recusals without a signed approval."""
    return [tuple(row) for row in reader.rows(LATE_UNSIGNED)]
