"""The summary table as a spreadsheet: the same figures as the printed sheet, dropped marks struck through.

Every text is written as text, so that a name beginning with an equals sign stays a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

from competition.core.canonical import check_digits
from competition.core.locale import _, say
from competition.rounds.records import Round
from competition.tally.records import NOBODY, Cell, Correction, Fate, MarkTable, Summary, SummaryRow, Tally

A4 = 9
"""The paper size's number in Office Open XML."""
STATUS = {"withdrawn": lambda: _("Withdrawn"), "excluded": lambda: _("Excluded")}


def workbook(
    round_: Round, shown: Tally, table: Summary, tables: Sequence[MarkTable], lines: Iterable[str], language: str,
    corrections: Sequence[Correction] = (),
) -> bytes:  # fmt: skip
    """The workbook: the summary on the first sheet, every judged indicator's marks on a sheet of its own.

    Where the rules correct for severity, the corrections have a sheet, and marks stand as given and as corrected.
    """
    import openpyxl  # a third of a second, and only this page wants it

    book = openpyxl.Workbook()
    first: Any = book.active
    first.title = _("Summary")
    _summary(_Sheet(first), round_, shown, table, lines)
    if corrections:
        _corrections(_Sheet(book.create_sheet(_("Corrections"))), corrections)
    for one in tables:
        _marks(_Sheet(book.create_sheet(one.code)), one)
    sheets: list[Any] = book.worksheets
    for sheet in sheets:
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.oddFooter.right.text = "&P / &N"
    written = BytesIO()
    book.save(written)
    return written.getvalue()


class _Sheet:
    """Rows written one below the other."""

    def __init__(self, sheet: Any) -> None:
        from openpyxl.styles import Alignment, Border, Font, Side

        self.sheet, self.row = sheet, 0
        thin = Side(style="thin")
        self.grid = Border(left=thin, right=thin, top=thin, bottom=thin)
        self.bold, self.struck = Font(bold=True), Font(strike=True, color="676D71")
        self.middle = Alignment(horizontal="center", vertical="center", wrap_text=True)

    def write(self, values: Iterable[str | Decimal | int | None], *, head: bool = False, grid: bool = True,
              struck: Iterable[int] = ()) -> None:  # fmt: skip
        """One row; ``struck`` are the columns, from 0, whose marks do not count."""
        self.row += 1
        crossed = set(struck)
        for at, value in enumerate(values):
            cell = self.sheet.cell(self.row, at + 1)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
            elif isinstance(value, Decimal):
                cell.number_format = _as_written(value)
            if grid:
                cell.border, cell.alignment = self.grid, self.middle
            if head:
                cell.font = self.bold
            if at in crossed:
                cell.font = self.struck

    def title(self, text: str, width: int) -> None:
        """A line over the whole width."""
        self.write([text], head=True, grid=False)
        self.sheet.merge_cells(start_row=self.row, start_column=1, end_row=self.row, end_column=width)
        self.sheet.cell(self.row, 1).alignment = self.middle


def _as_written(value: Decimal) -> str:
    places = max(-int(value.as_tuple().exponent), 0)
    return "0." + "0" * places if places else "0"


def _summary(sheet: _Sheet, round_: Round, shown: Tally, table: Summary, lines: Iterable[str]) -> None:
    heads = summary_heads(table)
    sheet.title(f"{say(round_.title)} {_('summary of scores')}", len(heads))
    if round_.sample:
        sheet.title(_("Sample data"), len(heads))
    sheet.write(heads, head=True)
    for row in table.rows:
        values, struck = summary_values(table, row)
        sheet.write(values, struck=struck)
    sheet.write([], grid=False)
    for line in lines:
        sheet.write([line], grid=False)
    sheet.write([_("Check digits of this result"), None, check_digits(shown.result_digest)], grid=False)
    sheet.write([_("Version %(version)s", version=shown.version)], grid=False)
    sheet.sheet.column_dimensions["B"].width = sheet.sheet.column_dimensions["C"].width = 18


def summary_heads(table: Summary) -> list[str]:
    """The heads of the summary, in their order."""
    dropped = [_("Highest dropped"), _("Lowest dropped")] if table.drops_judges else []
    parts = [_("Judges' part"), _("Figures' part")] if table.adds_up else []
    return [
        _("No."), _("Entry"), _("County"), *table.judges, *dropped, *parts, _("Adjustment"), _("Total score"),
        _("Place"), _("Note"),
    ]  # fmt: skip


def summary_values(table: Summary, row: SummaryRow) -> tuple[list[str | Decimal | int | None], list[int]]:
    """A line of the summary, and the columns whose marks do not count."""
    dropped = [row.highest, row.lowest] if table.drops_judges else []
    parts = [_as_shown(table, part) for part in (row.judged, row.measured)] if table.adds_up else []
    values: list[str | Decimal | int | None] = [
        row.number, say(row.name), say(row.county), *(_cell(cell) for cell in row.cells), *dropped, *parts,
        Decimal(row.adjustment), _as_shown(table, row.total), row.rank, summary_note(row),
    ]  # fmt: skip
    return values, [3 + at for at, cell in enumerate(row.cells) if cell.fate.is_dropped]


def _as_shown(table: Summary, score: str | Decimal | None) -> Decimal | None:
    return None if score is None else Decimal(table.rounding.written(score).replace("−", "-"))


def summary_note(row: SummaryRow) -> str:
    """What the last column of the summary says: why an entry has no place, and how many ballots counted."""
    if row.status != "eligible":
        return STATUS[row.status]()
    missing = [cell for cell in row.cells if cell.fate in (Fate.RECUSED, Fate.ABSENT, Fate.STRUCK)]
    if not missing:
        return ""
    return _("%(n)s ballots counted", n=len(row.cells) - len(missing))


def _cell(cell: Cell) -> str | Decimal:
    if cell.fate is Fate.RECUSED:
        return _("Recused")
    return "—" if cell.mark is None else cell.mark


def _marks(sheet: _Sheet, table: MarkTable) -> None:
    from openpyxl.utils import get_column_letter

    sheet.title(f"{table.code} {say(table.title)}", len(table.judges) + 2)
    _table_of_marks(sheet, table, [[_cell(cell) for cell in row.cells] for row in table.rows])
    if table.is_corrected:
        sheet.write([], grid=False)
        sheet.title(_("The same marks as corrected"), len(table.judges) + 2)
        _table_of_marks(sheet, table, [[_corrected(cell) for cell in row.cells] for row in table.rows])
        for at in range(len(table.judges)):
            sheet.sheet.column_dimensions[get_column_letter(2 + at)].width = 12
    sheet.sheet.column_dimensions["A"].width = 18


def _table_of_marks(sheet: _Sheet, table: MarkTable, cells: Sequence[Sequence[str | Decimal]]) -> None:
    sheet.write([_("Entry"), *table.judges, _("Score")], head=True)
    for row, values in zip(table.rows, cells, strict=True):
        struck = [1 + at for at, cell in enumerate(row.cells) if cell.fate.is_dropped]
        sheet.write([say(row.name), *values, row.score], struck=struck)


def _corrected(cell: Cell) -> str | Decimal:
    return _cell(cell) if cell.mark is None else "—" if cell.corrected is None else cell.corrected


def _corrections(sheet: _Sheet, corrections: Sequence[Correction]) -> None:
    """Judges by indicators, as the result holds them: + is taken off, − is added."""
    from openpyxl.utils import get_column_letter

    sheet.title(_("Judges' corrections"), len(corrections) + 1)
    sheet.write([_("Judge"), *(f"{one.code} {say(one.title)}" for one in corrections)], head=True)
    for judge in corrections[0].effects:
        sheet.write([judge, *(one.effects[judge] for one in corrections)])
    if corrections[0].ratio is not None:
        ratios = ["∞" if one.ratio == NOBODY else Decimal(str(one.ratio)) for one in corrections]
        sheet.write([_("Ratio"), *ratios], head=True)
    sheet.write([], grid=False)
    sheet.write([_("+ is taken off each mark of the judge, − is added.")], grid=False)
    for at in range(len(corrections)):
        sheet.sheet.column_dimensions[get_column_letter(2 + at)].width = 16
