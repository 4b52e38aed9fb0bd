"""The sheet of measured figures: a row for each entry and indicator, held against the round before it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from competition.core.amounts import plain
from competition.core.records import Text
from competition.core.spreadsheets import Column, Fault, Preview, Row, Sheet, Table, preview
from competition.entries.records import Entry, Measured
from competition.registry.records import nearest
from competition.rounds.records import Indicator

Values = dict[str, str | None]
MATTER = ("value", "year", "source", "verifier", "attachment")

FIGURES = Sheet(
    Text("指标数据", "Figures"),
    (
        Column("entry", Text("编号", "Entry"), ("参评编号", "code"), required=True),
        Column("town", Text("专业镇", "Town")),
        Column("indicator", Text("指标代码", "Indicator"), ("指标",), required=True),
        Column("title", Text("指标名称", "Indicator title")),
        Column("unit", Text("单位", "Unit")),
        Column("value", Text("数值", "Value"), kind="number"),
        Column("year", Text("年份", "Year"), ("年度",), kind="integer"),
        Column("source", Text("来源", "Source"), ("依据",)),
        Column("verifier", Text("核验单位", "Verifier"), ("核验人",)),
        Column("attachment", Text("附件编号", "Attachment"), ("附件",)),
    ),
)


@dataclass(frozen=True, slots=True)
class Known:
    """What the round holds when a sheet is looked at."""

    entries: tuple[Entry, ...]
    indicators: tuple[Indicator, ...]
    figures: Mapping[tuple[str, str], Measured]
    year: int


def rows(known: Known) -> Iterator[Values]:
    """Every entry with every measured indicator, filled where a figure is held: the sheet to hand out."""
    for entry in known.entries:
        for leaf in known.indicators:
            yield _row(entry, leaf, known.figures.get((entry.code, leaf.code)))


def look(known: Known, table: Table) -> tuple[Preview, Table]:
    """What taking the sheet would do, and the table with every fault found. Rows without a value are passed over."""
    kept: list[Row] = []
    faults = list[Fault]()
    seen: dict[tuple[str, str], int] = {}
    for row in table.rows:
        found = list(_faults(known, table, row))
        values = _resolved(known, row)
        if not found and not any(values.get(name) for name in MATTER) and not _at_fault(table, row):
            continue
        key = (values.get("entry") or "", values.get("indicator") or "")
        if not found and not _at_fault(table, row) and seen.setdefault(key, row.number) != row.number:
            found.append(table.fault(row, "indicator", "registry.twice_in_sheet", first=seen[key]))
        kept.append(replace(row, values=values))
        faults += found
    checked = replace(table, rows=tuple(kept)).with_faults(faults)
    return preview(checked, {row.number: _held(known, row) for row in kept}), checked


def _row(entry: Entry, leaf: Indicator, held: Measured | None) -> Values:
    told: Values = {
        "entry": entry.code, "town": entry.name.zh, "indicator": leaf.code, "title": leaf.title.zh,
        "unit": leaf.unit or None,
    }  # fmt: skip
    return told | _figure(held)


def _figure(held: Measured | None) -> Values:
    if held is None:
        return dict.fromkeys(MATTER)
    return {
        "value": plain(held.value), "year": str(held.year), "source": held.source, "verifier": held.verifier,
        "attachment": held.attachment or None,
    }  # fmt: skip


def _held(known: Known, row: Row) -> Values | None:
    held = known.figures.get((row.values.get("entry") or "", row.values.get("indicator") or ""))
    return None if held is None else _figure(held)


def _at_fault(table: Table, row: Row) -> bool:
    return any(fault.row == row.number for fault in table.faults)


def _resolved(known: Known, row: Row) -> Values:
    values = dict(row.values)
    if entry := _entry(known, values.get("entry")):
        values["entry"] = entry.code
    if leaf := _indicator(known, values.get("indicator")):
        values["indicator"] = leaf.code
    return values


def _entry(known: Known, word: str | None) -> Entry | None:
    return next((it for it in known.entries if word and word in {it.code, it.name.zh, it.name.en}), None)


def _indicator(known: Known, word: str | None) -> Indicator | None:
    return next((it for it in known.indicators if word and word in {it.code, it.title.zh, it.title.en}), None)


def _faults(known: Known, table: Table, row: Row) -> Iterator[Fault]:
    values = row.values
    entry, leaf = _entry(known, values.get("entry")), _indicator(known, values.get("indicator"))
    if values.get("entry") and entry is None:
        near = nearest(values["entry"] or "", _names(known.entries))
        yield table.fault(row, "entry", "entries.no_such_entry", suggestion=near, found=values["entry"])
    if entry and values.get("town") and values["town"] not in {entry.name.zh, entry.name.en}:
        told = {"entry": entry.code, "name": entry.name}
        yield table.fault(row, "town", "entries.town_is_another", suggestion=entry.name.zh, **told)
    if values.get("indicator") and leaf is None:
        near = nearest(values["indicator"] or "", (it.title.zh for it in known.indicators))
        yield table.fault(row, "indicator", "entries.not_measured", suggestion=near, indicator=values["indicator"])
    if any(values.get(name) for name in MATTER):
        yield from _incomplete(known, table, row)


def _names(entries: Iterable[Entry]) -> list[str]:
    return [name for entry in entries for name in (entry.code, entry.name.zh)]


def _incomplete(known: Known, table: Table, row: Row) -> Iterator[Fault]:
    for name in ("value", "year", "source", "verifier"):
        if not row.values.get(name) and not row.found.get(name):
            column = FIGURES.column(name).title
            yield table.fault(row, name, "entries.cell_missing", column=column)
    year = row.values.get("year")
    if year and not 1990 <= int(year) <= known.year:
        yield table.fault(row, "year", "entries.year_ahead", year=year)
