"""Adjudication's SQL: cases, what is said in them, their rulings, and who objected."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from competition.adjudication.records import Case, Conflict, Decision, Filed, Kind, Objector, Ruling, State, Statement
from competition.core.canonical import canonical
from competition.core.clock import instant, stamp
from competition.core.database import Reader, Row, Transaction

CASE = (
    "SELECT id, round_id, number, kind, state, entry, judge, subject, text, opened_by, opened_at FROM adjudication_case"
)
NEXT_NUMBER = "SELECT coalesce(max(number), 0) + 1 FROM adjudication_case WHERE round_id = ?"
TAKEN_UP = "SELECT judge, entry, ballot_version FROM adjudication_case WHERE round_id = ? AND kind = 'discrepancy'"
RULING = (
    "SELECT r.id, r.case_id, r.decision, r.reason, r.detail, r.approval_id, a.proposed_by, a.proposed_at, a.signed_by,"
    " a.signed_at, a.state, e.effect FROM adjudication_ruling AS r JOIN approval AS a ON a.id = r.approval_id"
    " LEFT JOIN adjudication_effect AS e ON e.ruling_id = r.id"
)
STATEMENTS = "SELECT text, at FROM adjudication_statement WHERE case_id = ? ORDER BY id"
CONFLICTS = "SELECT account_id, reason, at FROM adjudication_conflict WHERE case_id = ? ORDER BY id"
OBJECTOR = "SELECT name, contact, evidence FROM adjudication_objector WHERE case_id = ?"
BY_RECEIPT = f"{CASE} WHERE round_id = ? AND id = (SELECT case_id FROM adjudication_objector WHERE receipt = ?)"
N_FROM = "SELECT count(*) FROM adjudication_origin WHERE origin = ? AND at > ?"
FORGET_ORIGINS = "DELETE FROM adjudication_origin WHERE at <= ?"
DECIDED_UNSIGNED = (
    "SELECT c.round_id, c.number, c.state, count(r.id) AS n_signed FROM adjudication_case AS c"
    " LEFT JOIN adjudication_ruling AS r ON r.case_id = c.id"
    " AND EXISTS (SELECT 1 FROM approval AS a WHERE a.id = r.approval_id AND a.state = 'signed')"
    " GROUP BY c.id HAVING (c.state = 'decided') <> (count(r.id) = 1)"
)
PROPOSED_UNBACKED = (
    "SELECT c.round_id, c.number FROM adjudication_case AS c WHERE (c.state = 'proposed') <> EXISTS ("
    " SELECT 1 FROM adjudication_ruling AS r JOIN approval AS a ON a.id = r.approval_id"
    " WHERE r.case_id = c.id AND a.state = 'open')"
)
IN_CONFLICT = (
    "SELECT c.round_id, c.number FROM adjudication_case AS c JOIN adjudication_ruling AS r ON r.case_id = c.id"
    " JOIN approval AS a ON a.id = r.approval_id AND a.state = 'signed'"
    " JOIN adjudication_conflict AS f ON f.case_id = c.id AND f.account_id IN (a.proposed_by, a.signed_by)"
)


def add_case(tx: Transaction, round_id: int, kind: Kind, *, opened_by: str, entry: str | None = None,
             judge: str | None = None, ballot_version: int | None = None, subject: Mapping[str, Any] | None = None,
             text: str = "") -> int:  # fmt: skip
    """Open a case under the round's next number; gives its id."""
    return tx.insert(
        "adjudication_case", round_id=round_id, number=int(tx.value(NEXT_NUMBER, (round_id,))), kind=str(kind),
        entry=entry, judge=judge, ballot_version=ballot_version, subject=canonical(subject or {}).decode(), text=text,
        opened_by=opened_by, opened_at=stamp(tx.at),
    )  # fmt: skip


def case(reader: Reader, round_id: int, number: int) -> Case | None:
    """The round's case of that number, or None."""
    row = reader.row(f"{CASE} WHERE round_id = ? AND number = ?", (round_id, number))
    return None if row is None else _case(row)


def case_by_id(reader: Reader, case_id: int) -> Case | None:
    """The case, or None."""
    row = reader.row(f"{CASE} WHERE id = ?", (case_id,))
    return None if row is None else _case(row)


def cases(reader: Reader, round_id: int) -> tuple[Case, ...]:
    """The round's cases by number."""
    return tuple(_case(row) for row in reader.rows(f"{CASE} WHERE round_id = ? ORDER BY number", (round_id,)))


def taken_up(reader: Reader, round_id: int) -> frozenset[tuple[str, str, int]]:
    """The judge, entry and ballot version of every discrepancy that has a case."""
    rows = reader.rows(TAKEN_UP, (round_id,))
    return frozenset((row["judge"], row["entry"], row["ballot_version"]) for row in rows)


def set_state(tx: Transaction, case_id: int, state: State) -> None:
    """Move a case."""
    tx.update("adjudication_case", case_id, state=str(state))


def add_statement(tx: Transaction, case_id: int, text: str, actor: str) -> None:
    """Add what the judge says."""
    tx.insert("adjudication_statement", case_id=case_id, text=text, actor=actor, at=stamp(tx.at))


def statements(reader: Reader, case_id: int) -> tuple[Statement, ...]:
    """What the judge said, oldest first."""
    return tuple(Statement(row["text"], instant(row["at"])) for row in reader.rows(STATEMENTS, (case_id,)))


def add_conflict(tx: Transaction, case_id: int, account_id: int, reason: str) -> None:
    """Bar an account from ruling."""
    tx.insert("adjudication_conflict", case_id=case_id, account_id=account_id, reason=reason, at=stamp(tx.at))


def conflicts(reader: Reader, case_id: int) -> tuple[Conflict, ...]:
    """Who is barred from ruling."""
    rows = reader.rows(CONFLICTS, (case_id,))
    return tuple(Conflict(row["account_id"], row["reason"], instant(row["at"])) for row in rows)


def add_ruling(tx: Transaction, case_id: int, decision: Decision, reason: str, detail: Mapping[str, Any],
               approval_id: int) -> int:  # fmt: skip
    """Keep a proposed ruling; gives its id."""
    return tx.insert("adjudication_ruling", case_id=case_id, decision=str(decision), reason=reason,
                     detail=canonical(detail).decode(), approval_id=approval_id)  # fmt: skip


def add_effect(tx: Transaction, ruling_id: int, effect: Mapping[str, Any]) -> None:
    """Keep what a ruling did when it was signed."""
    tx.insert("adjudication_effect", ruling_id=ruling_id, effect=canonical(effect).decode(), at=stamp(tx.at))


def rulings(reader: Reader, case_id: int) -> tuple[Ruling, ...]:
    """Every ruling proposed in a case, oldest first."""
    return tuple(_ruling(row) for row in reader.rows(f"{RULING} WHERE r.case_id = ? ORDER BY r.id", (case_id,)))


def rulings_of_round(reader: Reader, round_id: int) -> dict[int, Ruling]:
    """The newest ruling that was not taken back, by case."""
    sql = (
        f"{RULING} JOIN adjudication_case AS c ON c.id = r.case_id"
        " WHERE c.round_id = ? AND a.state <> 'withdrawn' ORDER BY r.id"
    )
    return {row["case_id"]: _ruling(row) for row in reader.rows(sql, (round_id,))}


def add_objector(tx: Transaction, case_id: int, receipt: str, objector: Objector) -> None:
    """Keep who objected, apart from the case."""
    tx.insert("adjudication_objector", case_id=case_id, receipt=receipt, name=objector.name, contact=objector.contact,
              evidence=objector.evidence)  # fmt: skip


def objector(reader: Reader, case_id: int) -> Objector | None:
    """Who objected, or None."""
    row = reader.row(OBJECTOR, (case_id,))
    return None if row is None else Objector(row["name"], row["contact"], row["evidence"])


def by_receipt(reader: Reader, round_id: int, receipt: str) -> Case | None:
    """The case an objection opened, by its receipt number."""
    row = reader.row(BY_RECEIPT, (round_id, receipt))
    return None if row is None else _case(row)


def n_from(reader: Reader, origin: str, since: datetime) -> int:
    """How many objections came from one place since an instant."""
    return int(reader.value(N_FROM, (origin, stamp(since))))


def add_origin(tx: Transaction, origin: str, forget_before: datetime) -> None:
    """Note where an objection came from, and forget older ones."""
    tx.execute(FORGET_ORIGINS, (stamp(forget_before),))
    tx.insert("adjudication_origin", origin=origin, at=stamp(tx.at))


def wrongly_decided(reader: Reader) -> list[Row]:
    """Cases whose state does not agree with having exactly one signed ruling."""
    return reader.rows(DECIDED_UNSIGNED)


def wrongly_proposed(reader: Reader) -> list[Row]:
    """Cases whose state does not agree with having a ruling that awaits its second signature."""
    return reader.rows(PROPOSED_UNBACKED)


def ruled_in_conflict(reader: Reader) -> list[Row]:
    """Cases decided by somebody who had declared a conflict in them."""
    return reader.rows(IN_CONFLICT)


def filed(reader: Reader, case_: Case) -> Filed | None:
    """The receipt of the objection that opened a case, or None."""
    found = reader.value("SELECT receipt FROM adjudication_objector WHERE case_id = ?", (case_.id,))
    return None if found is None else Filed(case_.number, str(found))


def _case(row: Row) -> Case:
    values = dict(row)
    values["kind"], values["state"] = Kind(row["kind"]), State(row["state"])
    values["subject"], values["opened_at"] = json.loads(row["subject"]), instant(row["opened_at"])
    return Case(**values)


def _ruling(row: Row) -> Ruling:
    values = dict(row)
    values["decision"], values["detail"] = Decision(row["decision"]), json.loads(row["detail"])
    values["proposed_at"] = instant(row["proposed_at"])
    values["signed_at"] = instant(row["signed_at"]) if row["signed_at"] else None
    values["effect"] = json.loads(row["effect"]) if row["effect"] else {}
    return Ruling(**values)
