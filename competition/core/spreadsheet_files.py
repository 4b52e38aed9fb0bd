"""Uploaded files opened with distrust: what they claim is weighed before anything is parsed.

A workbook is a zip of XML: its packed and unpacked size, their ratio and any document type (the way of every entity
bomb) are checked first. Whatever a damaged file makes the parser raise becomes one refusal.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, BinaryIO

from competition.core.amounts import plain
from competition.core.errors import Refusal
from competition.core.spreadsheet_cells import EMPTY, Found
from competition.core.spreadsheet_records import FORMULA_STARTS, MOST_COLUMNS, MOST_ROWS

MOST_BYTES = 5 * 2**20
MOST_UNPACKED = 40 * 2**20
MOST_PARTS = 500
MOST_RATIO = 200
SMALL = 2**20  # below this, a high ratio is only a small repetitive file
LAST_ROW = MOST_ROWS + 100  # leaves room above the header and for blank rows
EXCEL_ROWS = 2**20

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_DOCTYPES = [b"<!" + word for word in (b"DOCTYPE", b"ENTITY")]
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>]")


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one sheet, row by row with the rows' own numbers; blank rows are left out."""

    name: str
    rows: list[tuple[int, tuple[Found, ...]]]


def grids(stream: BinaryIO) -> Iterator[Grid]:
    """The sheets of an uploaded file in their order; a .csv gives one for each way its columns may be separated."""
    content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Refusal("spreadsheets.too_large", most=MOST_BYTES // 2**20)
    if not content.strip():
        raise Refusal("spreadsheets.empty")
    if content.startswith(_OLE):
        raise Refusal("spreadsheets.old_or_locked")
    if content.startswith(_ZIP):
        return _sheets(content)
    return _separated(_decoded(content))


def _sheets(content: bytes) -> Iterator[Grid]:
    try:
        has_formulas = _weigh(content)
        yield from _workbook(content, has_formulas)
    except Refusal:
        raise
    except Exception as fault:
        raise Refusal("spreadsheets.unreadable") from fault


def _weigh(content: bytes) -> bool:
    """Refuse a workbook that would not stay small; tell whether it holds formulas."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = packed.infolist()
        unpacked = sum(part.file_size for part in parts)
        if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED:
            raise Refusal("spreadsheets.bomb")
        if unpacked > SMALL and unpacked > MOST_RATIO * max(1, sum(part.compress_size for part in parts)):
            raise Refusal("spreadsheets.bomb")
        if any(part.flag_bits & 0x1 for part in parts):
            raise Refusal("spreadsheets.old_or_locked")
        if "[Content_Types].xml" not in packed.namelist():
            raise Refusal("spreadsheets.not_a_table")
        has_formulas = False
        for part in parts:
            if part.filename.endswith((".xml", ".rels", ".vml")):
                text = packed.read(part)
                if any(word in text.replace(b"\0", b"") for word in _DOCTYPES):
                    raise Refusal("spreadsheets.hostile")
                has_formulas = has_formulas or bool(_FORMULA.search(text))
    return has_formulas


def _workbook(content: bytes, has_formulas: bool) -> Iterator[Grid]:
    # 0.3 s to import, and only an upload needs it.
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    # Calculated values and formulas are two readings of one file; only the second shows a formula without a value.
    formulas = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False) if has_formulas else None
    for sheet in book.worksheets:
        twin = formulas[sheet.title] if formulas else None
        yield Grid(str(sheet.title)[:31], list(_rows(sheet, twin)))


def _rows(sheet: Any, twin: Any) -> Iterator[tuple[int, tuple[Found, ...]]]:
    pairs = zip(_cells(sheet), _cells(twin), strict=True) if twin else ((row, row) for row in _cells(sheet))
    for number, (row, as_written) in enumerate(pairs, start=1):
        if number > EXCEL_ROWS:
            raise Refusal("spreadsheets.bomb")
        if not any(cell.value is not None for cell in as_written):
            continue
        if number > LAST_ROW:
            raise Refusal("spreadsheets.too_many_rows", most=MOST_ROWS)
        if len(row) > MOST_COLUMNS and as_written[MOST_COLUMNS].value is not None:
            raise Refusal("spreadsheets.too_many_columns", most=MOST_COLUMNS)
        yield number, tuple(_found(cell, written) for cell, written in zip(row, as_written, strict=True))


def _cells(sheet: Any) -> Iterator[tuple[Any, ...]]:
    # The stated dimension may lie; without it rows are as long as they are.
    sheet.reset_dimensions()
    return iter(sheet.iter_rows(max_col=MOST_COLUMNS + 1))


def _found(cell: Any, written: Any) -> Found:
    value = cell.value
    if value is None:
        return Found("", trouble="formula") if written.value is not None else EMPTY
    if cell.data_type == "e":
        return Found(str(value), trouble="error")
    if isinstance(value, bool):
        return Found("TRUE" if value else "FALSE")
    if isinstance(value, (int, float)):
        return _numeric(value, str(cell.number_format))
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    return Found(value.isoformat() if isinstance(value, (datetime, date, time)) else str(value))


def _numeric(value: float, number_format: str) -> Found:
    # Excel shows and keeps fifteen digits; the binary tail behind them is nobody's figure.
    number = Decimal(value) if isinstance(value, int) else Decimal(format(value, f".{15}g"))
    if "%" in number_format:
        return Found(f"{plain(number * 100)}%", number, "percent")
    return Found(plain(number), number)


def _decoded(content: bytes) -> str:
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refusal("spreadsheets.not_a_table")


def _separated(text: str) -> Iterator[Grid]:
    for separator in (",", "\t", ";", "，"):
        rows = []
        try:
            for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), start=1):
                if number > LAST_ROW and any(row):
                    raise Refusal("spreadsheets.too_many_rows", most=MOST_ROWS)
                if len(row) > MOST_COLUMNS and any(row[MOST_COLUMNS:]):
                    raise Refusal("spreadsheets.too_many_columns", most=MOST_COLUMNS)
                if any(cell.strip() for cell in row):
                    rows.append((number, tuple(Found(_unguarded(cell)) for cell in row)))
        except csv.Error as fault:
            raise Refusal("spreadsheets.not_a_table") from fault
        yield Grid("CSV", rows)


def _unguarded(cell: str) -> str:
    # The apostrophe that our own .csv puts before a text which Excel would calculate.
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA_STARTS) else cell
