"""Spreadsheets in and out: a room describes its columns once; reading, faults, templates and returned sheets follow.

Reading takes .xlsx and .csv (UTF-8 or GBK), finds the header by title or alias in Chinese or English, and gives every
cell that cannot be taken as a *fault* with its row, column letter, what was found, a code and, where one can be told, a
suggestion. Nothing is guessed into a value, and nothing is written by reading. Files beyond the caps, or that are not
tables at all, are refused whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, BinaryIO

from competition.core.locale import force_locale
from competition.core.spreadsheet_reading import read_table
from competition.core.spreadsheet_records import (
    MOST_COLUMNS,
    MOST_ROWS,
    SAMPLE,
    Choice,
    Column,
    Fault,
    Kind,
    Outcome,
    Preview,
    PreviewRow,
    Row,
    Sheet,
    Table,
    preview,
)
from competition.core.spreadsheet_writing import Writing, csv_bytes, fault_words

__all__ = [
    "MOST_COLUMNS", "MOST_ROWS", "SAMPLE", "XLSX", "Choice", "Column", "Fault", "Kind", "Outcome", "Preview",
    "PreviewRow", "Row", "Sheet", "Table", "fault_words", "preview", "read", "returned", "write", "write_csv",
]  # fmt: skip

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LOCALES = {"zh": "zh_Hans_CN", "en": "en"}


def read(stream: BinaryIO, sheet: Sheet) -> Table:
    """Read an uploaded file as ``sheet``.

    Raises Refusal with a code ``spreadsheets.…`` for a file that is empty, too large, damaged, hostile, of another
    kind, or in which the header cannot be found.
    """
    return read_table(stream, sheet)


def write(
    sheet: Sheet,
    rows: Iterable[Mapping[str, str | int | Decimal | None]] = (),
    *,
    language: str,
    sample: bool = False,
    faults: Iterable[Fault] = (),
    first_row: int | None = None,
) -> bytes:
    """Write an .xlsx: the sheet with its rows, drop-downs for choices, and a second sheet of instructions.

    A choice may be given by its value or its title. Without rows it is a template. ``faults`` paint their cells and
    fill a last column; they name rows as the new sheet numbers them, from ``first_row`` (default: below the header).
    """
    with force_locale(LOCALES[language]):
        writing = Writing(sheet, language=language, sample=sample)
        writing.fill(rows, faults=tuple(faults), first_row=first_row)
        return writing.save()


def returned(table: Table, sheet: Sheet, *, language: str, sample: bool = False) -> bytes:
    """Write the read table back with its faults marked: what was typed is kept, bad cells are ochre and explained."""
    with force_locale(LOCALES[language]):
        return _marked(Writing(sheet, language=language, sample=sample), table)


def _marked(writing: Writing, table: Table) -> bytes:
    numbers = {row.number: at for at, row in enumerate(table.rows, start=writing.first_row)}
    faults = tuple(replace(fault, row=numbers[fault.row]) for fault in table.faults if fault.row in numbers)
    writing.fill([{**row.found, **_known(row)} for row in table.rows], faults=faults)
    return writing.save()


def write_csv(sheet: Sheet, rows: Iterable[Mapping[str, Any]], *, language: str) -> bytes:
    """Write UTF-8 .csv with a byte-order mark, so that Excel reads Chinese; no cell can become a formula."""
    return csv_bytes(sheet, rows, language)


def _known(row: Row) -> dict[str, str]:
    return {key: value for key, value in row.values.items() if value is not None}
