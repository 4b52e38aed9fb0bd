"""Measured figures by spreadsheet: looked at first, taken whole or not at all, and only as they were shown."""

from __future__ import annotations

import io
from decimal import Decimal

from competition.core import spreadsheets
from competition.core.canonical import digest
from competition.core.clock import today
from competition.core.database import Database, Reader, Transaction, write
from competition.core.errors import Conflict, Refusal
from competition.core.records import Actor
from competition.core.spreadsheets import Preview, Table
from competition.entries import sheets, store
from competition.entries.service.entering import require_open
from competition.entries.service.figures import filed
from competition.entries.service.reading import entry
from competition.rounds import service as rounds
from competition.rounds.records import Round


def known(reader: Reader, round_: Round) -> sheets.Known:
    """What the round holds now."""
    return sheets.Known(
        store.entries(reader, round_.id), rounds.rules(reader, round_).measured, store.figures(reader, round_.id),
        today(reader.clock).year,
    )  # fmt: skip


def look_at_figures(reader: Reader, round_: Round, content: bytes) -> tuple[Preview, Table, str]:
    """What taking the file would do, the table with its faults, and the digest that says exactly this was shown."""
    seen, table = sheets.look(known(reader, round_), spreadsheets.read(io.BytesIO(content), sheets.FIGURES))
    rows = [[row.number, row.outcome, dict(row.values), dict(row.before)] for row in seen.rows]
    return seen, table, digest({"round": round_.code, "rows": rows})


def take_figures(
    db: Database | Transaction,
    actor: Actor,
    round_: Round,
    content: bytes,
    *,
    shown: str | None = None,
    filename: str = "",
) -> Preview:
    """Write the sheet, every row or none; refused where a cell is at fault or the round has changed since."""
    with write(db) as tx:
        require_open(tx, round_)
        seen, _, now = look_at_figures(tx, round_, content)
        if not seen.is_clean:
            raise Refusal("registry.sheet_has_faults", n=len(seen.faults))
        if shown is not None and shown != now:
            raise Conflict("registry.sheet_changed")
        for row in seen.rows:
            if row.outcome in ("new", "changed"):
                _take(tx, actor, round_, {name: value or "" for name, value in row.values.items()})
        counts = {outcome: seen.count(outcome) for outcome in ("new", "changed", "unchanged")}
        tx.log(actor, "entries.import", round_.tag, file=filename, sheet=now, **counts)
        return seen


def _take(tx: Transaction, actor: Actor, round_: Round, said: dict[str, str]) -> None:
    filed(
        tx, actor, round_, entry(tx, round_, said["entry"]), said["indicator"], Decimal(said["value"]),
        int(said["year"]), said["source"], said["verifier"], said.get("attachment", ""),
    )  # fmt: skip


def blank_sheet(reader: Reader, round_: Round, *, language: str, sample: bool = False) -> bytes:
    """The sheet to hand out: every entry with every measured indicator, filled where a figure is held."""
    return spreadsheets.write(sheets.FIGURES, sheets.rows(known(reader, round_)), language=language, sample=sample)


def marked_sheet(table: Table, *, language: str, sample: bool = False) -> bytes:
    """The sheet as it was sent, with every fault marked in its cell."""
    return spreadsheets.returned(table, sheets.FIGURES, language=language, sample=sample)
