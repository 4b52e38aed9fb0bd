"""Workbooks written for people: bold frozen header, drop-downs, instructions, and faults painted where they stand.

A text never becomes a formula: strings are stored as strings and marked as quoted, and a .csv guards them with an
apostrophe. The same content gives the same bytes.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from competition.core.amounts import ParseFault, decimal
from competition.core.errors import Refusal
from competition.core.locale import _
from competition.core.packing import EPOCH, repacked
from competition.core.sentences import sentence
from competition.core.spreadsheet_reading import FAULT_TITLE, letter
from competition.core.spreadsheet_records import FORMULA_STARTS, SAMPLE, Column, Fault, Sheet

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | Decimal | None
OCHRE, OCHRE_TINT = "FF8F4A00", "FFFBF1E3"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")


class Writing:
    """One workbook under way."""

    def __init__(self, sheet: Sheet, *, language: str, sample: bool) -> None:
        # 0.3 s to import, and only a download needs it.
        import openpyxl

        self.sheet, self.language = sheet, language
        self.book = openpyxl.Workbook()
        self.page: Worksheet = self.book.worksheets[0]
        self.page.title = _NOT_IN_A_NAME.sub(" ", sheet.title.within(language))[:31]
        self.header_row = 2 if sample else 1
        if sample:
            put(self.page, 1, 1, SAMPLE.within(language))
        self.first_row = self.header_row + 1
        self._header()

    def fill(
        self,
        rows: Iterable[Mapping[str, Value]],
        *,
        faults: tuple[Fault, ...] = (),
        first_row: int | None = None,
    ) -> None:
        """Write the rows, then mark the faults."""
        above = (self.first_row if first_row is None else first_row) - 1
        last = above
        for last, row in enumerate(rows, start=above + 1):
            for place, column in enumerate(self.sheet.columns, start=1):
                put(self.page, last, place, self._typed(column, row.get(column.key)))
        self._mark(faults)
        self._choices(last + 500)
        self._widths()
        self._instructions()

    def save(self) -> bytes:
        """The file's bytes."""
        held = io.BytesIO()
        self.book.properties.created = EPOCH.replace(tzinfo=None)
        self.book.save(held)
        return repacked(held.getvalue(), EPOCH)

    def _header(self) -> None:
        from openpyxl.styles import Alignment, Font

        for place, column in enumerate(self.sheet.columns, start=1):
            title = column.title.within(self.language) + ("*" if column.required else "")
            cell = put(self.page, self.header_row, place, title)
            cell.font = Font(bold=True)
            cell.alignment = Alignment(wrap_text=True, vertical="center")
        self.page.freeze_panes = f"A{self.first_row}"

    def _typed(self, column: Column, value: Value) -> Value:
        if value is None:
            return None
        if column.kind in ("number", "integer"):
            try:
                return decimal(value)
            except ParseFault:
                return str(value)
        for choice in column.options:
            if value == choice.value:
                return choice.title.within(self.language)
        return value if isinstance(value, (int, Decimal)) else str(value)

    def _mark(self, faults: tuple[Fault, ...]) -> None:
        if not faults:
            return
        from openpyxl.styles import Border, Font, PatternFill, Side

        places = {column.key: place for place, column in enumerate(self.sheet.columns, start=1)}
        last = len(places) + 1
        fill, edge = PatternFill("solid", fgColor=OCHRE_TINT), Side("medium", color=OCHRE)
        put(self.page, self.header_row, last, FAULT_TITLE.within(self.language)).font = Font(bold=True, color=OCHRE)
        told: dict[int, list[str]] = {}
        for fault in faults:
            told.setdefault(fault.row, []).append(self._sentence(fault))
            if fault.key in places:
                cell = self.page.cell(fault.row, places[fault.key])
                cell.fill, cell.border = fill, Border(left=edge, right=edge, top=edge, bottom=edge)
        for number, sentences in told.items():
            put(self.page, number, last, " ".join(sentences)).font = Font(color=OCHRE)

    def _sentence(self, fault: Fault) -> str:
        named = [column.title.within(self.language) for column in self.sheet.columns if column.key == fault.key]
        told = fault_words(fault)
        return str(_("%(column)s: %(fault)s", column=named[0], fault=told)) if named else told

    def _choices(self, last_row: int) -> None:
        chosen = [(at, column) for at, column in enumerate(self.sheet.columns) if column.kind == "choice"]
        if not chosen:
            return
        from openpyxl.worksheet.datavalidation import DataValidation

        # A list written into the rule itself ends at 255 characters; a hidden sheet has no such end.
        lists = self.book.create_sheet(_("Choices"))
        lists.sheet_state = "hidden"
        for place, (at, column) in enumerate(chosen):
            for number, choice in enumerate(column.options, start=1):
                put(lists, number, place + 1, choice.title.within(self.language))
            span = f"${letter(place)}$1:${letter(place)}${max(1, len(column.options))}"
            rule = DataValidation("list", formula1=f"'{lists.title}'!{span}", allow_blank=not column.required)
            rule.error, rule.errorTitle = _("Pick one of the listed words."), column.title.within(self.language)
            self.page.add_data_validation(rule)
            rule.add(f"{letter(at)}{self.first_row}:{letter(at)}{last_row}")

    def _widths(self) -> None:
        for place, column in enumerate(self.sheet.columns):
            heading = _width(column.title.within(self.language)) + 3
            self.page.column_dimensions[letter(place)].width = max(12, min(40, heading))
        self.page.column_dimensions[letter(len(self.sheet.columns))].width = 60

    def _instructions(self) -> None:
        from openpyxl.styles import Alignment, Font

        notes = self.book.create_sheet(_("How to fill it in"))
        heads = (_("Column"), _("What it holds"), _("Required"), _("Notes"))
        for place, head in enumerate(heads, start=1):
            put(notes, 1, place, head).font = Font(bold=True)
        for number, column in enumerate(self.sheet.columns, start=2):
            put(notes, number, 1, column.title.within(self.language))
            put(notes, number, 2, _kind_words()[column.kind])
            put(notes, number, 3, _("yes") if column.required else _("no"))
            put(notes, number, 4, self._help(column)).alignment = Alignment(wrap_text=True, vertical="top")
        for name, width in zip("ABCD", (28, 12, 10, 70), strict=True):
            notes.column_dimensions[name].width = width
        notes.freeze_panes = "A2"

    def _help(self, column: Column) -> str:
        allowed = "、".join(choice.title.within(self.language) for choice in column.options)
        told = (column.help.within(self.language), allowed and _("One of: %(allowed)s", allowed=allowed))
        return " ".join(filter(None, told))


def _kind_words() -> dict[str, str]:
    return {"text": _("text"), "number": _("number"), "integer": _("whole number"), "choice": _("one of a list")}


def put(page: Any, row: int, place: int, value: Value) -> Any:
    """Set a cell; a text is stored as text whatever it begins with."""
    cell = page.cell(row, place)
    if isinstance(value, str):
        cell.value = _CONTROL.sub("", value)[:32_767]
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(FORMULA_STARTS)
    else:
        cell.value = value
    return cell


def fault_words(fault: Fault) -> str:
    """What is wrong with a cell and, where one can be told, what to write instead, in the reader's language."""
    told = sentence(Refusal(fault.code, **{"found": fault.found, **fault.params}))
    if fault.suggestion is None:
        return told
    return str(_("%(fault)s Perhaps you mean %(suggestion)s.", fault=told, suggestion=fault.suggestion))


def csv_bytes(sheet: Sheet, rows: Iterable[Mapping[str, Any]], language: str) -> bytes:
    """A .csv of the rows: texts that a spreadsheet would calculate are guarded, numbers stay numbers."""
    held = io.StringIO(newline="")
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerow([guarded(column.title.within(language)) for column in sheet.columns])
    for row in rows:
        writer.writerow([_csv_cell(column, row.get(column.key)) for column in sheet.columns])
    return held.getvalue().encode("utf-8-sig")


def _csv_cell(column: Column, value: Any) -> str:
    if value is None:
        return ""
    if column.kind in ("number", "integer"):
        return format(decimal(value), "f")
    return guarded(str(value))


def guarded(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.lstrip("'").startswith(FORMULA_STARTS) else text


def _width(text: str) -> int:
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)
