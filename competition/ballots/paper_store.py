"""The SQL of signed paper sheets: ballots keyed once, and what stays of the two clerks once they are sealed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from competition.ballots.records import Keyed
from competition.core.clock import instant, stamp
from competition.core.database import Reader, Row, Transaction

KEYED = "SELECT id, judge_id, entry_id, keyed_by, keyed_at, key, commitment FROM keyed_ballot WHERE round_id = ?"
KEYED_MARKS = """
SELECT keyed_id, indicator, mark FROM keyed_mark JOIN keyed_ballot ON keyed_ballot.id = keyed_id
WHERE round_id = ? ORDER BY keyed_id, indicator"""
DROP_KEYED = "DELETE FROM keyed_ballot WHERE judge_id = ? AND entry_id = ?"
VERSION_IN_FORCE = """
SELECT sealed_ballot.id FROM sealed_ballot JOIN ballot ON ballot.id = ballot_id
WHERE judge_id = ? AND entry_id = ? ORDER BY sealed_ballot.version DESC LIMIT 1"""
PAPER = """
SELECT sealed_id, paper_ballot.key, paper_ballot.commitment, keyed_by, confirmed_by,
       log.actor, log.body, round, judge, entry, version
FROM paper_ballot JOIN sealed_ballot ON sealed_ballot.id = sealed_id
JOIN receipt ON receipt.id = receipt_id JOIN log ON log.seq = receipt.seq ORDER BY sealed_id"""
PAPER_MARKS = "SELECT indicator, mark FROM sealed_mark WHERE sealed_id = ? ORDER BY indicator"
# Whoever seals on a device logs the act alone; a paper sheet says so in its event.
UNKEYED = """
SELECT sealed_ballot.id FROM sealed_ballot JOIN receipt ON receipt.id = receipt_id JOIN log ON log.seq = receipt.seq
WHERE json_extract(log.body, '$.source') IS 'paper'
AND sealed_ballot.id NOT IN (SELECT sealed_id FROM paper_ballot)"""
KEYED_AND_SEALED = """
SELECT keyed_ballot.id FROM keyed_ballot JOIN ballot USING (judge_id, entry_id)
JOIN sealed_ballot ON ballot_id = ballot.id JOIN paper_ballot ON sealed_id = sealed_ballot.id"""


def pledged_on_paper(reader: Reader, judge_id: int) -> bool:
    """Whether the judge's pledge was signed on paper."""
    return bool(reader.value("SELECT on_paper FROM pledge WHERE judge_id = ?", (judge_id,)))


def keyed(reader: Reader, round_id: int) -> dict[tuple[int, int], Keyed]:
    """Every ballot of a round that was keyed once, by judge and entry."""
    marks: dict[int, dict[str, int]] = defaultdict(dict)
    for row in reader.rows(KEYED_MARKS, (round_id,)):
        marks[row["keyed_id"]][row["indicator"]] = row["mark"]
    return {
        (row["judge_id"], row["entry_id"]): Keyed(
            row["judge_id"], row["entry_id"], row["keyed_by"], instant(row["keyed_at"]), marks[row["id"]], row["key"],
            row["commitment"],
        )
        for row in reader.rows(f"{KEYED} ORDER BY judge_id, entry_id", (round_id,))
    }  # fmt: skip


def keep_keyed(tx: Transaction, round_id: int, one: Keyed) -> None:
    """Keep a ballot keyed once, in place of what the same clerk keyed before."""
    drop_keyed(tx, one.judge_id, one.entry_id)
    number = tx.insert(
        "keyed_ballot", round_id=round_id, judge_id=one.judge_id, entry_id=one.entry_id, keyed_by=one.keyed_by,
        keyed_at=stamp(one.keyed_at), key=one.key, commitment=one.commitment,
    )  # fmt: skip
    for indicator, mark in one.marks.items():
        tx.insert("keyed_mark", keyed_id=number, indicator=indicator, mark=mark)


def drop_keyed(tx: Transaction, judge_id: int, entry_id: int) -> None:
    """Let a ballot keyed once go."""
    tx.execute(DROP_KEYED, (judge_id, entry_id))


def settle(tx: Transaction, one: Keyed, confirmed_by: int) -> None:
    """Put the two clerks under the version just sealed; what was keyed once has done its service."""
    sealed_id = int(tx.row(VERSION_IN_FORCE, (one.judge_id, one.entry_id))["id"])
    tx.insert(
        "paper_ballot", sealed_id=sealed_id, keyed_by=one.keyed_by, keyed_at=stamp(one.keyed_at),
        confirmed_by=confirmed_by, key=one.key, commitment=one.commitment,
    )  # fmt: skip
    drop_keyed(tx, one.judge_id, one.entry_id)


def papers(reader: Reader) -> list[tuple[Row, Mapping[str, int]]]:
    """Every ballot sealed from paper with the event that says so, and its marks: for the laws."""
    return [
        (row, {mark["indicator"]: mark["mark"] for mark in reader.rows(PAPER_MARKS, (row["sealed_id"],))})
        for row in reader.rows(PAPER)
    ]


def unkeyed(reader: Reader) -> list[Row]:
    """Versions sealed from paper that nobody keyed: there must be none."""
    return reader.rows(UNKEYED)


def keyed_and_sealed(reader: Reader) -> list[Row]:
    """Keyings kept although their ballot is sealed from paper: there must be none."""
    return reader.rows(KEYED_AND_SEALED)
