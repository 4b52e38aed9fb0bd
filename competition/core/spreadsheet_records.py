"""What a spreadsheet is asked to hold and what was found in one: columns, rows, faults, the preview of an import."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from competition.core.records import Text

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
MOST_ROWS = 5_000
MOST_COLUMNS = 60
NO_TEXT = Text("", "")
SAMPLE = Text("示例数据", "Sample data")
"""The mark of invented data, wherever they are shown."""

Kind = Literal["text", "number", "integer", "choice"]
Outcome = Literal["new", "changed", "unchanged", "error"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One allowed word of a choice column: ``value`` is stored, ``title`` is what people read and write."""

    value: str
    title: Text


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``title`` is its heading (unit included), ``aliases`` are other headings it is known by."""

    key: str
    title: Text
    aliases: tuple[str, ...] = ()
    kind: Kind = "text"
    choices: tuple[Choice | str, ...] = ()
    required: bool = False
    help: Text = NO_TEXT

    @property
    def options(self) -> tuple[Choice, ...]:
        """The choices, a bare word standing for itself in both languages."""
        return tuple(each if isinstance(each, Choice) else Choice(each, Text(each)) for each in self.choices)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a spreadsheet of this kind holds."""

    title: Text
    columns: tuple[Column, ...]

    def column(self, key: str) -> Column:
        """The column with this key."""
        return next(column for column in self.columns if column.key == key)


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that cannot be taken. ``code`` chooses the sentence, ``suggestion`` is what to write instead, if known."""

    row: int
    column: str
    key: str
    found: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    suggestion: str | None = None

    @property
    def cell(self) -> str:
        """The cell as Excel names it, ``F5``."""
        return f"{self.column}{self.row}"


@dataclass(frozen=True, slots=True)
class Row:
    """One row as read: ``values`` by column key (None where empty or at fault), ``found`` as it stands in the file."""

    number: int
    values: Mapping[str, str | None]
    found: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet as read. ``letters`` gives each column's letter, ``ignored`` the headings that nobody knows."""

    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]
    sheet_name: str
    letters: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()

    def fault(self, row: Row, key: str, code: str, *, suggestion: str | None = None, **params: object) -> Fault:
        """A fault that a room finds in a cell which reads well, as ``no such town``."""
        return Fault(row.number, self.letters.get(key, ""), key, row.found.get(key, ""), code, params, suggestion)

    def with_faults(self, faults: Iterable[Fault]) -> Table:
        """The same table with more faults, in the order of the sheet."""
        places = list(self.letters.values())
        order = {letter: at for at, letter in enumerate(sorted(places, key=lambda it: (len(it), it)))}
        found = sorted((*self.faults, *faults), key=lambda it: (it.row, order.get(it.column, -1)))
        return replace(self, faults=tuple(found))


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """What taking one row would do; ``before`` holds what is stored where that differs."""

    number: int
    outcome: Outcome
    values: Mapping[str, str | None]
    before: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Preview:
    """What taking a sheet would do, before anything is written: it is taken whole, or not at all."""

    rows: tuple[PreviewRow, ...]
    faults: tuple[Fault, ...]
    sheet_name: str = ""

    def count(self, outcome: Outcome) -> int:
        """How many rows have this outcome."""
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def is_clean(self) -> bool:
        """Whether it may be taken."""
        return not self.faults

    def faulty(self, number: int) -> frozenset[str]:
        """The keys of the cells at fault in row ``number``."""
        return frozenset(fault.key for fault in self.faults if fault.row == number)


def preview(table: Table, stored: Mapping[int, Mapping[str, str | None] | None]) -> Preview:
    """Compare a table with what is stored for each of its rows (by row number; None or absent: nothing yet)."""
    bad = {fault.row for fault in table.faults}
    rows = tuple(_outcome(row, stored.get(row.number), row.number in bad) for row in table.rows)
    return Preview(rows, table.faults, table.sheet_name)


def _outcome(row: Row, stored: Mapping[str, str | None] | None, is_bad: bool) -> PreviewRow:
    if is_bad:
        return PreviewRow(row.number, "error", dict(row.found))
    if stored is None:
        return PreviewRow(row.number, "new", row.values)
    before = {key: stored[key] for key in row.values if key in stored and stored[key] != row.values[key]}
    return PreviewRow(row.number, "changed" if before else "unchanged", row.values, before)
