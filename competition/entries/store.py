"""The SQL of the entries room."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from competition.core.amounts import plain
from competition.core.clock import instant, stamp
from competition.core.database import Reader, Row, Transaction
from competition.core.records import Actor, Text
from competition.entries.records import CheckState, Entry, EntryStatus, Measured, Nominee, Veto, VetoKind
from competition.registry.records import Status

Made = TypeVar("Made")

ENTRIES = "SELECT * FROM entry WHERE round_id = ? ORDER BY position"
ENTRY = "SELECT * FROM entry WHERE round_id = ? AND code = ?"
ENTRY_OF_TOWN = "SELECT * FROM entry WHERE round_id = ? AND town_id = ?"
ENTRY_BY_ID = "SELECT * FROM entry WHERE id = ?"
VETOES = "SELECT * FROM veto WHERE entry_id = ? ORDER BY id"
VETO = "SELECT * FROM veto WHERE id = ?"
NOMINEES = "SELECT * FROM nominee WHERE entry_id = ? ORDER BY id"
NOMINEE = "SELECT * FROM nominee WHERE id = ?"
# The highest version of each figure is the one that stands.
FIGURES = """
SELECT measured.*, entry.code AS entry_code FROM measured JOIN entry ON entry.id = measured.entry_id
WHERE entry.round_id = ? AND NOT EXISTS (
  SELECT 1 FROM measured AS later WHERE later.entry_id = measured.entry_id
    AND later.indicator = measured.indicator AND later.version > measured.version)
ORDER BY entry.position, measured.indicator
"""
HISTORY = "SELECT * FROM measured WHERE entry_id = ? AND indicator = ? ORDER BY version"
EXCLUDED_WITHOUT_GROUND = """
SELECT entry.code, round.code AS round_code FROM entry JOIN round ON round.id = entry.round_id
WHERE entry.status = 'eligible' AND EXISTS (
  SELECT 1 FROM veto WHERE veto.entry_id = entry.id AND veto.lifted_at IS NULL)
"""
UNCHECKED_PAST_REGISTRATION = """
SELECT entry.code, round.code AS round_code FROM entry JOIN round ON round.id = entry.round_id
WHERE round.phase NOT IN ('draft', 'registration') AND entry.status = 'eligible' AND entry.check_state <> 'passed'
"""


def entries(reader: Reader, round_id: int) -> tuple[Entry, ...]:
    """Every entry of a round, in order."""
    return tuple(_entry(row) for row in reader.rows(ENTRIES, (round_id,)))


def entry(reader: Reader, round_id: int, code: str) -> Entry | None:
    """The entry of that code."""
    return _maybe(_entry, reader.row(ENTRY, (round_id, code)))


def entry_of_town(reader: Reader, round_id: int, town_id: int) -> Entry | None:
    """The town's entry in a round."""
    return _maybe(_entry, reader.row(ENTRY_OF_TOWN, (round_id, town_id)))


def entry_by_id(reader: Reader, entry_id: int) -> Entry | None:
    """The entry of that id."""
    return _maybe(_entry, reader.row(ENTRY_BY_ID, (entry_id,)))


def vetoes(reader: Reader, entry_id: int) -> tuple[Veto, ...]:
    """Every veto against an entry, lifted ones included."""
    return tuple(_veto(row) for row in reader.rows(VETOES, (entry_id,)))


def veto(reader: Reader, veto_id: int) -> Veto | None:
    """The veto of that id."""
    return _maybe(_veto, reader.row(VETO, (veto_id,)))


def nominees(reader: Reader, entry_id: int) -> tuple[Nominee, ...]:
    """The enterprises an entry puts up."""
    return tuple(_nominee(row) for row in reader.rows(NOMINEES, (entry_id,)))


def nominee(reader: Reader, nominee_id: int) -> Nominee | None:
    """The nominee of that id."""
    return _maybe(_nominee, reader.row(NOMINEE, (nominee_id,)))


def figures(reader: Reader, round_id: int) -> dict[tuple[str, str], Measured]:
    """The figures that stand, by entry code and indicator code."""
    return {(row["entry_code"], row["indicator"]): _measured(row) for row in reader.rows(FIGURES, (round_id,))}


def history(reader: Reader, entry_id: int, indicator: str) -> tuple[Measured, ...]:
    """Every version of a figure, the first first."""
    return tuple(_measured(row) for row in reader.rows(HISTORY, (entry_id, indicator)))


def insert(tx: Transaction, table: str, **columns: Any) -> int:
    """A new row; texts become two columns, decimals and days their text."""
    return tx.insert(table, **_columns(columns))


def update(tx: Transaction, table: str, row_id: int, **columns: Any) -> None:
    """Change a row."""
    tx.update(table, row_id, **_columns(columns))


def add_figure(tx: Transaction, actor: Actor, entry_id: int, indicator: str, **columns: Any) -> Measured:
    """A new version of a figure."""
    held = history(tx, entry_id, indicator)
    insert(
        tx, "measured", entry_id=entry_id, indicator=indicator, version=len(held) + 1, at=stamp(tx.at),
        by_whom=actor.tag, **columns,
    )  # fmt: skip
    return history(tx, entry_id, indicator)[-1]


def drop_nominee(tx: Transaction, nominee_id: int) -> None:
    """Take a nominee back."""
    tx.execute("DELETE FROM nominee WHERE id = ?", (nominee_id,))


def eligible_under_veto(reader: Reader) -> list[Row]:
    """Eligible entries with a veto that stands: there must be none."""
    return reader.rows(EXCLUDED_WITHOUT_GROUND)


def unchecked_past_registration(reader: Reader) -> list[Row]:
    """Eligible entries nobody has checked although registration is left: there must be none."""
    return reader.rows(UNCHECKED_PAST_REGISTRATION)


def _columns(values: dict[str, Any]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name, value in values.items():
        match value:
            case Text():
                columns |= {f"{name}_zh": value.zh, f"{name}_en": value.en}
            case Decimal():
                columns[name] = plain(value)
            case date():
                columns[name] = value.isoformat()
            case _:
                columns[name] = value
    return columns


def _maybe(make: Callable[[Row], Made], row: Row | None) -> Made | None:
    return None if row is None else make(row)


def _text(row: Row, name: str) -> Text:
    return Text(row[f"{name}_zh"], row[f"{name}_en"])


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _entry(row: Row) -> Entry:
    return Entry(
        row["id"], row["round_id"], row["code"], row["town_id"], _text(row, "name"), row["county_id"],
        _text(row, "county"), _text(row, "industry"), EntryStatus(row["status"]), CheckState(row["check_state"]),
        row["position"], row["note"], row["case_code"],
    )  # fmt: skip


def _veto(row: Row) -> Veto:
    return Veto(
        row["id"], row["entry_id"], VetoKind(row["kind"]), row["department"], row["document_no"],
        date.fromisoformat(row["dated_on"]), row["note"], instant(row["at"]),
        instant(row["lifted_at"]) if row["lifted_at"] else None, row["lifted_why"],
    )  # fmt: skip


def _nominee(row: Row) -> Nominee:
    return Nominee(
        row["id"], row["entry_id"], row["enterprise_id"], _text(row, "name"), row["uscc"], Status(row["status"]),
        CheckState(row["check_state"]), row["reason"], _decimal(row["revenue"]), _decimal(row["growth"]),
        _decimal(row["market_share"]), row["source"], row["version"], row["case_code"],
    )  # fmt: skip


def _measured(row: Row) -> Measured:
    return Measured(
        row["entry_id"], row["indicator"], row["version"], Decimal(row["value"]), row["year"], row["source"],
        row["verifier"], row["attachment"], instant(row["at"]), row["by_whom"], row["case_code"],
    )  # fmt: skip
