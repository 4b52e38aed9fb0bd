"""From a grid of cells to rows and faults: the header is found by its titles, then each cell is read by its column."""

from __future__ import annotations

import unicodedata
from typing import BinaryIO

from competition.core.errors import Refusal
from competition.core.records import Text
from competition.core.spreadsheet_cells import EMPTY, Found, read_cell
from competition.core.spreadsheet_files import Grid, grids
from competition.core.spreadsheet_records import MOST_ROWS, Column, Fault, Row, Sheet, Table

HEADER_WITHIN = 20
"""A header stands among the first rows; titles and the 示例数据 line may stand above it."""

FAULT_TITLE = Text("错在哪里", "What is wrong")
"""The heading of the column that a returned sheet carries: known, so that it is not taken for the user's own."""


def read_table(stream: BinaryIO, sheet: Sheet) -> Table:
    """Read the first sheet (or the first way of separating a .csv) that has the header."""
    missing: tuple[str, ...] = tuple(column.title.zh for column in sheet.columns)
    for grid in grids(stream):
        header = _find_header(grid, sheet)
        if header is None:
            continue
        at, places = header
        missing_here = _missing(sheet, places)
        if not missing_here:
            return _table(grid, at, places, sheet)
        missing = min(missing, missing_here, key=len)
    raise Refusal("spreadsheets.no_header", missing="、".join(missing), sheet=sheet.title.zh)


def _missing(sheet: Sheet, places: dict[str, int]) -> tuple[str, ...]:
    asked = [column for column in sheet.columns if column.required] or list(sheet.columns[:1])
    return tuple(column.title.zh for column in asked if column.key not in places)


def _find_header(grid: Grid, sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    known = {_folded(title): column.key for column in sheet.columns for title in _titles(column)}
    best: tuple[int, dict[str, int]] | None = None
    for at, (_, cells) in enumerate(grid.rows[:HEADER_WITHIN]):
        places: dict[str, int] = {}
        for place, cell in enumerate(cells):
            key = known.get(_folded(cell.text))
            if key is not None and key in places:
                raise Refusal("spreadsheets.heading_twice", heading=cell.text, row=grid.rows[at][0])
            if key is not None:
                places[key] = place
        if places and (best is None or len(places) > len(best[1])):
            best = at, places
    return best


def _titles(column: Column) -> tuple[str, ...]:
    return tuple(title for title in (column.title.zh, column.title.en, *column.aliases) if title)


def _folded(heading: str) -> str:
    # A heading may carry the asterisk of a required column, a line break, or full-width brackets around its unit.
    return "".join(unicodedata.normalize("NFKC", heading).casefold().split()).strip("*")


def _table(grid: Grid, at: int, places: dict[str, int], sheet: Sheet) -> Table:
    letters = {key: letter(place) for key, place in places.items()}
    known = {_folded(FAULT_TITLE.zh), _folded(FAULT_TITLE.en)}
    ignored = tuple(
        cell.text.strip()
        for place, cell in enumerate(grid.rows[at][1])
        if cell.text.strip() and place not in places.values() and _folded(cell.text) not in known
    )
    rows: list[Row] = []
    faults: list[Fault] = []
    for number, cells in grid.rows[at + 1 :]:
        row, bad = _row(number, cells, places, letters, sheet)
        if any(row.found.values()):
            rows.append(row)
            faults += bad
    if not rows:
        raise Refusal("spreadsheets.no_rows", sheet=grid.name)
    if len(rows) > MOST_ROWS:
        raise Refusal("spreadsheets.too_many_rows", most=MOST_ROWS)
    return Table(tuple(rows), (), grid.name, letters, ignored).with_faults(faults)


def _row(
    number: int, cells: tuple[Found, ...], places: dict[str, int], letters: dict[str, str], sheet: Sheet
) -> tuple[Row, list[Fault]]:
    values: dict[str, str | None] = {}
    found: dict[str, str] = {}
    faults: list[Fault] = []
    for column in sheet.columns:
        if column.key not in places:
            continue
        place = places[column.key]
        cell = cells[place] if place < len(cells) else EMPTY
        value, bad = read_cell(column, cell)
        found[column.key], values[column.key] = cell.text.strip(), value
        if bad:
            where = (number, letters[column.key], column.key, cell.text.strip())
            faults.append(Fault(*where, bad.code, bad.params, bad.suggestion))
    return Row(number, values, found), faults


def letter(place: int) -> str:
    """The letter of a column counted from zero.

    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', 'AA')
    """
    return chr(65 + place) if place < 26 else letter(place // 26 - 1) + letter(place % 26)
