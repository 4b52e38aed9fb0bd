"""Sheets in and out of the registry: looked at first, taken whole or not at all, and only as they were shown.

A row that is new is registered and a row that differs is amended, each by the service's own verb and with its own
event, in one transaction. Empty cells clear what is optional; a column that the sheet does not have is left as it is.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from competition.core import spreadsheets
from competition.core.canonical import digest
from competition.core.clock import today
from competition.core.database import Database, Reader, Transaction, write
from competition.core.errors import Conflict, NotFound, Refusal
from competition.core.records import Actor, Text
from competition.core.spreadsheets import Preview, PreviewRow, Table
from competition.registry import sheets
from competition.registry.records import Level, Status
from competition.registry.service import figuring, reading, registering
from competition.registry.sheets import Kind, Known

Taking = Callable[[Transaction, Actor, PreviewRow], object]


@dataclass(frozen=True, slots=True)
class Look:
    """A sheet looked at: what taking it would do, and the digest that says exactly this was shown."""

    kind: Kind
    preview: Preview
    table: Table

    @property
    def digest(self) -> str:
        """Changes when the sheet or what is stored changes."""
        rows = [[row.number, row.outcome, dict(row.values), dict(row.before)] for row in self.preview.rows]
        return digest({"kind": self.kind.name, "rows": rows})


def kind_of(name: str) -> Kind:
    """The kind of sheet of that name; raises NotFound."""
    if name not in sheets.KINDS:
        raise NotFound("registry.no_such_sheet", named=name)
    return sheets.KINDS[name]


def known(reader: Reader) -> Known:
    """What the registry holds now."""
    return Known(
        reading.counties(reader), reading.towns(reader), reading.enterprises(reader), reading.all_figures(reader),
        today(reader.clock).year,
    )  # fmt: skip


def look_at_sheet(reader: Reader, name: str, content: bytes) -> Look:
    """Read a file as a sheet of that kind and hold it against the registry; nothing is written."""
    kind = kind_of(name)
    preview, table = sheets.look(kind, known(reader), spreadsheets.read(io.BytesIO(content), kind.sheet))
    return Look(kind, preview, table)


def take_sheet(
    db: Database | Transaction, actor: Actor, name: str, content: bytes, *, shown: str | None = None, filename: str = ""
) -> Preview:
    """Write a sheet, every row or none; gives what was done.

    Refused where a cell is at fault. ``shown`` is the digest of the look that was confirmed: when the registry has
    changed since, nothing is written and the sheet must be looked at again.
    """
    with write(db) as tx:
        seen = look_at_sheet(tx, name, content)
        if not seen.preview.is_clean:
            raise Refusal("registry.sheet_has_faults", n=len(seen.preview.faults))
        if shown is not None and shown != seen.digest:
            raise Conflict("registry.sheet_changed")
        for row in seen.preview.rows:
            if row.outcome in ("new", "changed"):
                TAKING[name](tx, actor, row)
        counts = {outcome: seen.preview.count(outcome) for outcome in ("new", "changed", "unchanged")}
        tx.log(actor, "registry.import", f"registry:{name}", file=filename, sheet=seen.digest, **counts)
        return seen.preview


def rows(reader: Reader, name: str) -> list[Mapping[str, Any]]:
    """Everything the registry holds of a kind, as rows of its sheet."""
    return list(kind_of(name).stored(known(reader)).values())


def export_sheet(reader: Reader, name: str, *, language: str, sample: bool = False) -> bytes:
    """The registry's own sheet of a kind; taking it back changes nothing."""
    return spreadsheets.write(kind_of(name).sheet, rows(reader, name), language=language, sample=sample)


def blank_sheet(name: str, *, language: str) -> bytes:
    """An empty sheet of a kind, with its drop-downs and instructions."""
    return spreadsheets.write(kind_of(name).sheet, language=language)


def marked_sheet(seen: Look, *, language: str) -> bytes:
    """The sheet as it was sent, with every fault marked in its cell."""
    return spreadsheets.returned(seen.table, seen.kind.sheet, language=language)


def _text(values: Mapping[str, str | None], name: str, before: Text = Text("")) -> Text:  # noqa: B008 - frozen
    zh, en = f"{name}_zh", f"{name}_en"
    return Text(
        (values[zh] or "") if zh in values else before.zh,
        (values[en] or "") if en in values else before.en,
    )


def _county(tx: Transaction, actor: Actor, row: PreviewRow) -> object:
    code = str(row.values["code"])
    if row.outcome == "new":
        return registering.register_county(tx, actor, code, _text(row.values, "name"))
    held = reading.county_by_code(tx, code)
    return registering.amend_county(tx, actor, held.id, name=_text(row.values, "name", held.name))


def _town(tx: Transaction, actor: Actor, row: PreviewRow) -> object:
    values, code = row.values, str(row.values["code"])
    county = sheets.named(reading.counties(tx), values["county"])
    level, tier = Level(str(values["level"])), values.get("tier")
    if row.outcome == "new":
        return registering.register_town(
            tx, actor, code, _text(values, "name"), county.id, level=level, industry=_text(values, "industry"),
            tier=int(tier) if tier else None,
        )  # fmt: skip
    held = reading.town_by_code(tx, code)
    step = held.tier if "tier" not in values else int(tier) if tier else None
    return registering.amend_town(
        tx, actor, held.id, name=_text(values, "name", held.name), county_id=county.id, level=level.value,
        industry=_text(values, "industry", held.industry), tier=step,
    )  # fmt: skip


def _enterprise(tx: Transaction, actor: Actor, row: PreviewRow) -> object:
    values, code = row.values, str(row.values["uscc"])
    town = sheets.named(reading.towns(tx), values.get("town"))
    status = Status(str(values["status"]))
    if row.outcome == "new":
        return registering.register_enterprise(
            tx, actor, code, _text(values, "name"), town and town.id, status=status,
            main_business=_text(values, "main_business"),
        )  # fmt: skip
    held = reading.enterprise_by_uscc(tx, code)
    return registering.amend_enterprise(
        tx, actor, held.id, name=_text(values, "name", held.name), status=status.value,
        town_id=held.town_id if "town" not in values else town and town.id,
        main_business=_text(values, "main_business", held.main_business),
    )  # fmt: skip


def _figure(tx: Transaction, actor: Actor, row: PreviewRow) -> object:
    said = {name: value or "" for name, value in row.values.items()}
    told: dict[str, Any] = {name: said[name] for name in MATTER if name in said}
    if row.outcome == "new":
        return figuring.record_figure(
            tx, actor, said["subject"], said["metric"], said["period"], Decimal(said["value"]), source=said["source"],
            source_url=said.get("source_url", ""), **{"unit": "", **told},
        )  # fmt: skip
    held = next(it for it in reading.all_figures(tx) if sheets.figure_key(sheets.figure_row(it)) == _key(row))
    return figuring.amend_figure(tx, actor, held.id, value=Decimal(said["value"]), **told)


def _key(row: PreviewRow) -> tuple[str | None, ...]:
    return sheets.figure_key(dict(row.values))


MATTER = ("unit", "qualifier", "definition", "reliability", "place", "level")
TAKING: Mapping[str, Taking] = {"counties": _county, "towns": _town, "enterprises": _enterprise, "figures": _figure}
