"""The SQL of the ballots room, all of it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from competition.ballots.records import Absence, BallotState, Draft, Line, Receipt, Reopening, Sealed
from competition.core.clock import instant, stamp
from competition.core.database import Reader, Row, Transaction

DRAFTS = """
SELECT id, judge_id, entry_id, version, state, saved_at,
       EXISTS (SELECT 1 FROM reopening WHERE ballot_id = ballot.id) AS reopened,
       EXISTS (SELECT 1 FROM paper_ballot WHERE sealed_id =
           (SELECT id FROM sealed_ballot WHERE ballot_id = ballot.id ORDER BY version DESC LIMIT 1)) AS on_paper
FROM ballot"""
MARKS = """
SELECT ballot_id, indicator, mark, note, ballot_mark.saved_at
FROM ballot_mark JOIN ballot ON ballot.id = ballot_id"""
KEEP_MARK = """
INSERT INTO ballot_mark (ballot_id, indicator, mark, note, saved_at) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (ballot_id, indicator)
DO UPDATE SET mark = excluded.mark, note = excluded.note, saved_at = excluded.saved_at"""
SEALED = """
SELECT sealed_ballot.id, ballot_id, sealed_ballot.version, round, judge, entry, key, commitment,
       sealed_ballot.sealed_at, digits, ballot.judge_id, ballot.entry_id,
       sealed_ballot.version = (SELECT max(version) FROM sealed_ballot AS v WHERE v.ballot_id = ballot.id) AS in_force
FROM sealed_ballot JOIN ballot ON ballot.id = ballot_id JOIN receipt ON receipt.id = receipt_id"""
SEALED_MARKS = """
SELECT sealed_id, indicator, mark, note FROM sealed_mark
JOIN sealed_ballot ON sealed_ballot.id = sealed_id JOIN ballot ON ballot.id = ballot_id"""
# Any event may change what a sheet is made of, but for these: ballots and sessions are no part of it, and opening a
# first entry freezes the recusals of that one judge.
STIRRED = """
SELECT 1 FROM log WHERE seq > ? AND act NOT GLOB 'ballots.*' AND act NOT GLOB 'accounts.*'
AND (act != 'panels.freeze_recusals' OR object = ?) LIMIT 1"""
REOPENING = """
SELECT case_number, reason, after_version, reopened_at FROM reopening
WHERE ballot_id = ? ORDER BY after_version DESC LIMIT 1"""
RECEIPTS = "SELECT number, content, digest, digits, n_entries, n_marks, sealed_at FROM receipt"
# A ballot is sealed exactly when it has one sealed version more than reopenings.
OUT_OF_STEP = """
SELECT id, state FROM ballot WHERE (state = 'sealed') !=
    ((SELECT count(*) FROM sealed_ballot WHERE ballot_id = ballot.id) >
     (SELECT count(*) FROM reopening WHERE ballot_id = ballot.id))"""
UNLOGGED_RECEIPTS = """
SELECT receipt.id FROM receipt LEFT JOIN log ON log.seq = receipt.seq
WHERE log.act IS NOT 'ballots.seal' OR instr(log.body, receipt.digest) = 0"""
PLEDGELESS = "SELECT id FROM ballot WHERE judge_id NOT IN (SELECT judge_id FROM pledge)"
UNSIGNED_ABSENCES = """
SELECT judge_id FROM absence LEFT JOIN approval ON approval.id = approval_id
WHERE approval.state IS NOT 'signed' OR approval.act IS NOT 'ballots.excuse'"""


def last_event(reader: Reader) -> int:
    """The number of the last event in the log."""
    return int(reader.value("SELECT coalesce(max(seq), 0) FROM log"))


def is_stirred(reader: Reader, since: int, tag: str) -> bool:
    """Whether anything that the sheet of the judge ``tag`` is made of was changed after event ``since``."""
    return reader.value(STIRRED, (since, tag)) is not None


def pledged_at(reader: Reader, judge_id: int) -> datetime | None:
    """When the judge signed the pledge, or None."""
    return _instant(reader.value("SELECT pledged_at FROM pledge WHERE judge_id = ?", (judge_id,)))


def add_pledge(tx: Transaction, judge_id: int, *, on_paper: bool = False) -> None:
    """Keep a judge's pledge, and whether it was signed on paper."""
    tx.insert("pledge", judge_id=judge_id, pledged_at=stamp(tx.at), on_paper=int(on_paper))


def pledges(reader: Reader) -> frozenset[int]:
    """The judges who have signed the pledge."""
    return frozenset(row["judge_id"] for row in reader.rows("SELECT judge_id FROM pledge"))


def draft(reader: Reader, judge_id: int, entry_id: int) -> Draft | None:
    """One ballot as the server holds it, or None when it was never opened."""
    found = _drafts(reader, "ballot.judge_id = ? AND ballot.entry_id = ?", (judge_id, entry_id))
    return found[0] if found else None


def drafts(reader: Reader, judge_id: int) -> dict[int, Draft]:
    """A judge's opened ballots, by entry."""
    return {draft.entry_id: draft for draft in _drafts(reader, "ballot.judge_id = ?", (judge_id,))}


def drafts_of_round(reader: Reader, round_id: int) -> dict[tuple[int, int], Draft]:
    """Every opened ballot of a round, by judge and entry."""
    return {(draft.judge_id, draft.entry_id): draft for draft in _drafts(reader, "ballot.round_id = ?", (round_id,))}


def _drafts(reader: Reader, where: str, params: Sequence[int]) -> list[Draft]:
    lines: dict[int, dict[str, Line]] = defaultdict(dict)
    for row in reader.rows(f"{MARKS} WHERE {where} ORDER BY ballot_id, indicator", params):
        lines[row["ballot_id"]][row["indicator"]] = Line(row["mark"], row["note"], instant(row["saved_at"]))
    return [
        Draft(
            row["judge_id"], row["entry_id"], row["version"], BallotState(row["state"]), lines[row["id"]],
            _instant(row["saved_at"]), bool(row["reopened"]), bool(row["on_paper"]),
        )
        for row in reader.rows(f"{DRAFTS} WHERE {where} ORDER BY id", params)
    ]  # fmt: skip


def open_ballot(tx: Transaction, round_id: int, judge_id: int, entry_id: int) -> int:
    """Begin a ballot; gives its id."""
    return tx.insert("ballot", round_id=round_id, judge_id=judge_id, entry_id=entry_id, opened_at=stamp(tx.at))


def keep(tx: Transaction, held: Draft, changed: Mapping[str, tuple[int | None, str]]) -> None:
    """Write changed marks and notes into a draft, as its next version."""
    number, at = _ballot_id(tx, held), stamp(tx.at)
    for indicator, (mark, note) in changed.items():
        tx.execute(KEEP_MARK, (number, indicator, mark, note, at))
    tx.update("ballot", number, version=held.version + 1, saved_at=at)


def _ballot_id(reader: Reader, held: Draft) -> int:
    sql = "SELECT id FROM ballot WHERE judge_id = ? AND entry_id = ?"
    return int(reader.value(sql, (held.judge_id, held.entry_id)))


def add_receipt(tx: Transaction, **columns: Any) -> int:
    """Keep a receipt; gives its id."""
    return tx.insert("receipt", sealed_at=stamp(tx.at), **columns)


def add_sealed(tx: Transaction, held: Draft, receipt_id: int, *, version: int, names: Mapping[str, str],
               key: bytes, commitment: str, codes: Iterable[str]) -> None:  # fmt: skip
    """Make the sealed version of a draft from the marks of the indicators ``codes``, and close the ballot."""
    number = _ballot_id(tx, held)
    sealed_id = tx.insert(
        "sealed_ballot", ballot_id=number, version=version, **names, key=key, commitment=commitment,
        receipt_id=receipt_id, sealed_at=stamp(tx.at),
    )  # fmt: skip
    for code in codes:
        line = held.lines[code]
        tx.insert("sealed_mark", sealed_id=sealed_id, indicator=code, mark=line.mark, note=line.note)
    tx.update("ballot", number, state=BallotState.SEALED)


def reopen(tx: Transaction, held: Draft, *, case: int, reason: str) -> int:
    """Open a sealed ballot for a next version; gives the version that stays in force meanwhile."""
    number = _ballot_id(tx, held)
    version = last_version(tx, held)
    tx.insert(
        "reopening", ballot_id=number, after_version=version, case_number=case, reason=reason, reopened_at=stamp(tx.at)
    )
    tx.update("ballot", number, state=BallotState.OPEN)
    return version


def last_version(reader: Reader, held: Draft) -> int:
    """The highest sealed version of a ballot; 0 when there is none."""
    sql = "SELECT coalesce(max(version), 0) FROM sealed_ballot WHERE ballot_id = ?"
    return int(reader.value(sql, (_ballot_id(reader, held),)))


def reopening(reader: Reader, held: Draft) -> Reopening | None:
    """Why a ballot was last reopened, or None."""
    row = reader.row(REOPENING, (_ballot_id(reader, held),))
    if row is None:
        return None
    return Reopening(row["case_number"], row["reason"], row["after_version"], instant(row["reopened_at"]))


def sealed_of_round(reader: Reader, round_id: int) -> list[tuple[tuple[int, int], bool, Sealed]]:
    """Every sealed version of a round with its judge and entry, and whether it is in force."""
    return _sealed(reader, "ballot.round_id = ?", (round_id,))


def sealed_of_judge(reader: Reader, judge_id: int) -> list[tuple[tuple[int, int], bool, Sealed]]:
    """Every sealed version of one judge, likewise."""
    return _sealed(reader, "ballot.judge_id = ?", (judge_id,))


def all_sealed(reader: Reader) -> list[tuple[Row, dict[str, int]]]:
    """Every sealed version of every round as stored, with its marks: for the laws."""
    marks = _sealed_marks(reader, "1", ())
    return [(row, {code: mark for code, (mark, _) in marks[row["id"]].items()}) for row in reader.rows(SEALED)]


def _sealed(reader: Reader, where: str, params: Sequence[int]) -> list[tuple[tuple[int, int], bool, Sealed]]:
    marks = _sealed_marks(reader, where, params)
    return [
        ((row["judge_id"], row["entry_id"]), bool(row["in_force"]), Sealed(
            row["judge"], row["entry"], row["version"], {code: mark for code, (mark, _) in marks[row["id"]].items()},
            row["key"].hex(), row["commitment"], instant(row["sealed_at"]), row["digits"],
            {code: note for code, (_, note) in marks[row["id"]].items() if note},
        ))
        for row in reader.rows(f"{SEALED} WHERE {where} ORDER BY judge, entry, sealed_ballot.version", params)
    ]  # fmt: skip


def _sealed_marks(reader: Reader, where: str, params: Sequence[int]) -> dict[int, dict[str, tuple[int, str]]]:
    found: dict[int, dict[str, tuple[int, str]]] = defaultdict(dict)
    for row in reader.rows(f"{SEALED_MARKS} WHERE {where} ORDER BY sealed_id, indicator", params):
        found[row["sealed_id"]][row["indicator"]] = (row["mark"], row["note"])
    return found


def receipts(reader: Reader, judge_id: int) -> tuple[Receipt, ...]:
    """A judge's receipts, oldest first."""
    rows = reader.rows(f"{RECEIPTS} WHERE judge_id = ? ORDER BY number", (judge_id,))
    return tuple(_receipt(row) for row in rows)


def receipt_by_digits(reader: Reader, digits: str) -> Receipt | None:
    """The receipt with these check digits, or None."""
    row = reader.row(f"{RECEIPTS} WHERE digits = ?", (digits,))
    return None if row is None else _receipt(row)


def all_receipts(reader: Reader) -> list[Row]:
    """Every receipt as stored: for the laws."""
    return reader.rows(f"{RECEIPTS} ORDER BY id")


def _receipt(row: Row) -> Receipt:
    content = json.loads(row["content"])
    return Receipt(
        content["judge"], row["number"], row["digest"], row["digits"], instant(row["sealed_at"]), row["n_entries"],
        row["n_marks"], tuple((x["entry"], x["version"], x["commitment"]) for x in content["ballots"]),
    )  # fmt: skip


def absence(reader: Reader, judge_id: int) -> Absence | None:
    """The judge's excused absence, or None."""
    row = reader.row("SELECT judge_id, reason, excused_at, approval_id FROM absence WHERE judge_id = ?", (judge_id,))
    return None if row is None else _absence(row)


def absences(reader: Reader) -> dict[int, Absence]:
    """The excused absences, by judge."""
    rows = reader.rows("SELECT judge_id, reason, excused_at, approval_id FROM absence ORDER BY judge_id")
    return {row["judge_id"]: _absence(row) for row in rows}


def add_absence(tx: Transaction, judge_id: int, reason: str, approval_id: int) -> None:
    """Keep an excused absence."""
    tx.insert("absence", judge_id=judge_id, reason=reason, approval_id=approval_id, excused_at=stamp(tx.at))


def out_of_step(reader: Reader) -> list[Row]:
    """Ballots whose state does not follow from their versions and reopenings: there must be none."""
    return reader.rows(OUT_OF_STEP)


def unlogged_receipts(reader: Reader) -> list[Row]:
    """Receipts that the log does not vouch for: there must be none."""
    return reader.rows(UNLOGGED_RECEIPTS)


def pledgeless(reader: Reader) -> list[Row]:
    """Ballots opened without a pledge: there must be none."""
    return reader.rows(PLEDGELESS)


def unsigned_absences(reader: Reader) -> list[Row]:
    """Absences without two signatures: there must be none."""
    return reader.rows(UNSIGNED_ABSENCES)


def _absence(row: Row) -> Absence:
    return Absence(row["judge_id"], row["reason"], instant(row["excused_at"]), row["approval_id"])


def _instant(stamped: str | None) -> datetime | None:
    return instant(stamped) if stamped else None
