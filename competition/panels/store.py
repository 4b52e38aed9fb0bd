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

# Names live with the accounts; the panel only ever joins them for reading.
JUDGES = """
    SELECT judge.*, account.name FROM judge JOIN account ON account.id = judge.account_id
    WHERE judge.left_at IS NULL AND judge.round_id = ?
"""


def _judge(row: Any) -> Judge:
    moments = {name: instant(row[name]) if row[name] else None for name in ("invited_at", "opened_at")}
    return Judge(
        row["id"], row["round_id"], row["pseudonym"], row["account_id"], row["name"], row["county_id"],
        row["unit"], row["field"], instant(row["appointed_at"]), **moments,
    )  # fmt: skip


def judges(reader: Reader, round_id: int) -> tuple[Judge, ...]:
    """The panel, by the numbers of the pseudonyms."""
    found = (_judge(row) for row in reader.rows(JUDGES, (round_id,)))
    return tuple(sorted(found, key=lambda judge: judge.number))


def judge(reader: Reader, round_id: int, pseudonym: str) -> Judge | None:
    """The judge of that pseudonym."""
    row = reader.row(JUDGES + " AND pseudonym = ?", (round_id, pseudonym))
    return _judge(row) if row else None


def judge_of(reader: Reader, round_id: int, account_id: int) -> Judge | None:
    """The judge that an account is in the round."""
    row = reader.row(JUDGES + " AND judge.account_id = ?", (round_id, account_id))
    return _judge(row) if row else None


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


# Three sources, one row a pair: the rule goes before what was declared, and that before what came late. A recusal by
# rule is worked out from the counties until it is written down, so a town entered later is never forgotten.
RECUSALS = """
    WITH member AS (SELECT id, county_id, opened_at FROM judge WHERE round_id = :round AND left_at IS NULL),
    told AS (
        SELECT recusal.id, judge_id, entry_id, reason, source, note, at,
               CASE source WHEN 'rule' THEN 0 ELSE 3 END AS place
        FROM recusal JOIN member ON member.id = judge_id
        UNION ALL
        SELECT 0, member.id, entry.id, 'county', 'rule', '', NULL, 1
        FROM member JOIN entry ON entry.round_id = :round JOIN town ON town.id = entry.town_id
        WHERE town.county_id = member.county_id AND member.opened_at IS NULL
        UNION ALL
        SELECT answer.id, statement.judge_id, answer.entry_id, answer.reason, 'declared', answer.note, statement.at, 2
        FROM answer JOIN statement ON statement.id = answer.statement_id JOIN member ON member.id = statement.judge_id
        WHERE answer.reason IS NOT NULL AND statement.version = (
            SELECT max(version) FROM statement AS other WHERE other.judge_id = statement.judge_id)
    )
    SELECT * FROM told ORDER BY judge_id, entry_id, place
"""


def recusals(reader: Reader, round_id: int) -> tuple[Recusal, ...]:
    """What each judge of the panel is recused from, one recusal a pair."""
    found: dict[tuple[int, int], Recusal] = {}
    for row in reader.rows(RECUSALS, {"round": round_id}):
        found.setdefault((row["judge_id"], row["entry_id"]), _recusal(row))
    return tuple(found.values())


def _recusal(row: Any) -> Recusal:
    at = instant(row["at"]) if row["at"] else None
    return Recusal(
        row["id"], row["judge_id"], row["entry_id"], Reason(row["reason"]), Source(row["source"]), row["note"], at
    )


def write_rule_recusals(tx: Transaction, judge_id: int) -> int:
    """Write down what the county rule keeps this judge from; gives how many were new."""
    return int(
        tx.execute(
            """
            INSERT INTO recusal (judge_id, entry_id, source, reason, at)
            SELECT judge.id, entry.id, 'rule', 'county', :at FROM judge
            JOIN entry ON entry.round_id = judge.round_id JOIN town ON town.id = entry.town_id
            WHERE judge.id = :judge AND town.county_id = judge.county_id
              AND NOT EXISTS (SELECT 1 FROM recusal AS old WHERE old.judge_id = judge.id AND old.entry_id = entry.id)
            """,
            {"judge": judge_id, "at": stamp(tx.at)},
        ).rowcount
    )


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


OWN_COUNTY_OPEN = """
    SELECT judge.pseudonym, entry.code FROM judge JOIN entry ON entry.round_id = judge.round_id
    JOIN town ON town.id = entry.town_id
    WHERE judge.opened_at IS NOT NULL AND town.county_id = judge.county_id
      AND NOT EXISTS (SELECT 1 FROM recusal WHERE judge_id = judge.id AND entry_id = entry.id)
"""
WITHOUT_ROLE = """
    SELECT judge.pseudonym, judge.round_id FROM judge WHERE left_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM role_grant WHERE role_grant.account_id = judge.account_id AND role = 'judge'
          AND withdrawn_at IS NULL AND (role_grant.round_id = judge.round_id OR role_grant.round_id IS NULL))
"""
LATE_UNSIGNED = """
    SELECT recusal.id, approval.state FROM recusal LEFT JOIN approval ON approval.id = recusal.approval_id
    WHERE source = 'late' AND (approval.state IS NOT 'signed' OR approval.act <> 'panels.recuse_late')
"""
OTHER_ROUND = """
    SELECT judge.pseudonym, entry.code FROM recusal JOIN judge ON judge.id = recusal.judge_id
    JOIN entry ON entry.id = recusal.entry_id WHERE entry.round_id <> judge.round_id
    UNION ALL
    SELECT judge.pseudonym, entry.code FROM answer JOIN statement ON statement.id = answer.statement_id
    JOIN judge ON judge.id = statement.judge_id JOIN entry ON entry.id = answer.entry_id
    WHERE entry.round_id <> judge.round_id
"""


def breaches(reader: Reader, sql: str) -> list[tuple[Any, ...]]:
    """The rows a law's query finds."""
    return [tuple(row) for row in reader.rows(sql)]
