"""The tally's SQL: stored versions, and the rulings, lots and adjustments that enter the next one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from competition.core.canonical import canonical, digest
from competition.core.clock import instant, stamp
from competition.core.database import Reader, Row, Transaction
from competition.tally.records import Adjustment, Diagnostics, Lot, Order, Strike, Tally

TALLY = "SELECT id, round_id, version, input_digest, result_digest, round, result, engine, reason, at, actor FROM tally"
DIAGNOSTICS = "SELECT tally_id, input_digest, digest, document, at, actor FROM tally_diagnostics"
STRIKES = (
    "SELECT judge, entry, indicator, case_code FROM tally_strike WHERE round_id = ? ORDER BY judge, entry, indicator"
)
ORDERS = "SELECT case_code, entries FROM tally_order WHERE round_id = ? ORDER BY id"
LOTS = (
    "SELECT l.seed, l.source, l.approval_id, l.at FROM tally_lot AS l JOIN approval AS a ON a.id = l.approval_id"
    " WHERE l.round_id = ? AND a.state = ? ORDER BY l.id DESC"
)
ADJUSTMENTS = (
    "SELECT t.code, t.entry, t.points, t.reason, t.approval_id FROM tally_adjustment AS t"
    " JOIN approval AS a ON a.id = t.approval_id WHERE t.round_id = ? AND a.state = ? ORDER BY t.id"
)
N_ADJUSTMENTS = "SELECT count(*) FROM tally_adjustment WHERE round_id = ?"


def add_tally(tx: Transaction, round_id: int, version: int, *, file: Mapping[str, Any], result: Mapping[str, Any],
              input_digest: str, reason: str, actor: str) -> int:  # fmt: skip
    """Keep a new version; gives its id."""
    return tx.insert(
        "tally", round_id=round_id, version=version, input_digest=input_digest, result_digest=result["result_digest"],
        round=canonical(file).decode(), result=canonical(result).decode(), engine=result["engine"], reason=reason,
        at=stamp(tx.at), actor=actor,
    )  # fmt: skip


def current(reader: Reader, round_id: int) -> Tally | None:
    """The newest version of a round, or None."""
    row = reader.row(f"{TALLY} WHERE round_id = ? ORDER BY version DESC LIMIT 1", (round_id,))
    return None if row is None else _tally(row)


def version(reader: Reader, round_id: int, number: int) -> Tally | None:
    """One version of a round, or None."""
    row = reader.row(f"{TALLY} WHERE round_id = ? AND version = ?", (round_id, number))
    return None if row is None else _tally(row)


def versions(reader: Reader, round_id: int) -> tuple[Tally, ...]:
    """All versions of a round, newest first."""
    return tuple(_tally(row) for row in reader.rows(f"{TALLY} WHERE round_id = ? ORDER BY version DESC", (round_id,)))


def every(reader: Reader) -> Iterator[Tally]:
    """Every version of every round."""
    return (_tally(row) for row in reader.rows(f"{TALLY} ORDER BY id"))


def add_diagnostics(tx: Transaction, tally_id: int, document: Mapping[str, Any], actor: str) -> Diagnostics:
    """Keep how firm a version is."""
    kept = Diagnostics(tally_id, document["input_digest"], digest(document), document, tx.at, actor)
    tx.insert(
        "tally_diagnostics", tally_id=tally_id, input_digest=kept.input_digest, digest=kept.digest,
        document=canonical(document).decode(), at=stamp(tx.at), actor=actor,
    )  # fmt: skip
    return kept


def diagnostics(reader: Reader, tally_id: int) -> Diagnostics | None:
    """How firm a version is, or None before that is worked out."""
    row = reader.row(f"{DIAGNOSTICS} WHERE tally_id = ?", (tally_id,))
    return None if row is None else _diagnostics(row)


def every_diagnostics(reader: Reader) -> Iterator[Diagnostics]:
    """Those of every version of every round."""
    return (_diagnostics(row) for row in reader.rows(f"{DIAGNOSTICS} ORDER BY id"))


def add_strike(tx: Transaction, round_id: int, strike: Strike) -> None:
    """Leave one mark out."""
    tx.insert("tally_strike", round_id=round_id, judge=strike.judge, entry=strike.entry, indicator=strike.indicator,
              case_code=strike.case, at=stamp(tx.at))  # fmt: skip


def strikes(reader: Reader, round_id: int) -> tuple[Strike, ...]:
    """The marks left out of the count."""
    return tuple(
        Strike(row["judge"], row["entry"], row["indicator"], row["case_code"])
        for row in reader.rows(STRIKES, (round_id,))
    )


def add_order(tx: Transaction, round_id: int, case: str, entries: Sequence[str]) -> None:
    """Order a level group."""
    tx.insert("tally_order", round_id=round_id, case_code=case, entries=json.dumps(list(entries)), at=stamp(tx.at))


def orders(reader: Reader, round_id: int) -> tuple[Order, ...]:
    """The groups that rulings have ordered."""
    return tuple(Order(row["case_code"], tuple(json.loads(row["entries"]))) for row in reader.rows(ORDERS, (round_id,)))


def add_lot(tx: Transaction, round_id: int, seed: str, source: str, approval_id: int) -> None:
    """Keep a seed that awaits its second signature."""
    tx.insert("tally_lot", round_id=round_id, seed=seed, source=source, approval_id=approval_id, at=stamp(tx.at))


def lot(reader: Reader, round_id: int, state: str) -> Lot | None:
    """The newest seed whose approval is in ``state``, or None."""
    row = reader.row(LOTS, (round_id, state))
    return None if row is None else Lot(row["seed"], row["source"], row["approval_id"], instant(row["at"]))


def add_adjustment(tx: Transaction, round_id: int, adjustment: Adjustment, approval_id: int) -> None:
    """Keep an adjustment that awaits its second signature."""
    tx.insert("tally_adjustment", round_id=round_id, code=adjustment.code, entry=adjustment.entry,
              points=adjustment.points, reason=adjustment.reason, approval_id=approval_id, at=stamp(tx.at))  # fmt: skip


def adjustments(reader: Reader, round_id: int, state: str) -> tuple[tuple[int, Adjustment], ...]:
    """The adjustments whose approval is in ``state``, each with its approval's number."""
    return tuple(
        (row["approval_id"], Adjustment(row["code"], row["entry"], row["points"], row["reason"]))
        for row in reader.rows(ADJUSTMENTS, (round_id, state))
    )


def n_adjustments(reader: Reader, round_id: int) -> int:
    """How many adjustments were ever proposed."""
    return int(reader.value(N_ADJUSTMENTS, (round_id,)))


def _tally(row: Row) -> Tally:
    values = dict(row)
    values["round"], values["result"] = json.loads(row["round"]), json.loads(row["result"])
    values["at"] = instant(row["at"])
    return Tally(**values)


def _diagnostics(row: Row) -> Diagnostics:
    return Diagnostics(**(dict(row) | {"document": json.loads(row["document"]), "at": instant(row["at"])}))
