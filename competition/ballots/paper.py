"""Signed paper sheets as a table: its two forms, the rows to fill in, and whose marks a row holds.

The *long* form has a row for each mark; the *wide* one a row for each judge and entry and a column for each indicator.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from competition.ballots.records import Draft, Keyed
from competition.ballots.sheet import Sheet, Task
from competition.core import spreadsheets
from competition.core.errors import Refusal
from competition.core.records import Text
from competition.core.spreadsheets import Column, Row, Table
from competition.entries.records import Entry
from competition.rounds.records import Indicator

TITLE = Text("纸质评分表", "Paper sheets")
WHO = (
    Column("judge", Text("评委", "Judge"), ("评委编号", "评委代号"), required=True),
    Column("entry", Text("镇", "Entry"), ("专业镇", "参评镇", "参评编号", "编号"), required=True),
    Column("town", Text("镇名", "Town")),
)
LONG = spreadsheets.Sheet(
    TITLE,
    (
        *WHO,
        Column("indicator", Text("指标", "Indicator"), ("指标代码",), required=True),
        Column("mark", Text("分数", "Mark"), ("评分", "得分", "score"), kind="number"),
    ),
)
PREFIX = "mark_"


@dataclass(frozen=True, slots=True)
class Known:
    """What the round holds when a table is looked at by the clerk with the account ``clerk``."""

    clerk: int
    entries: tuple[Entry, ...]
    indicators: tuple[Indicator, ...]
    sheets: tuple[Sheet, ...]
    drafts: Mapping[tuple[int, int], Draft]
    excused: frozenset[int]
    keyed: Mapping[tuple[int, int], Keyed]


@dataclass(frozen=True, slots=True)
class Line:
    """One row: whose marks for which entry it holds, where that can be told, and each mark by its column."""

    row: Row
    sheet: Sheet | None
    task: Task | None
    cells: tuple[tuple[str, Indicator | None], ...]


def wide(indicators: Iterable[Indicator]) -> spreadsheets.Sheet:
    """The wide form of a round: a column for each judged indicator, known by its code or, where that is one, title."""
    leaves = tuple(indicators)
    n_titled = Counter(leaf.title.zh for leaf in leaves)

    def column(leaf: Indicator) -> Column:
        others = (leaf.code, leaf.title.zh, leaf.title.en) if n_titled[leaf.title.zh] == 1 else (leaf.code,)
        title = Text(f"{leaf.code} {leaf.title.zh}", f"{leaf.code} {leaf.title.within('en')}")
        return Column(PREFIX + leaf.code, title, others, kind="number")

    return spreadsheets.Sheet(TITLE, (*WHO, *(column(leaf) for leaf in leaves)))


def read(content: bytes, indicators: Iterable[Indicator]) -> tuple[spreadsheets.Sheet, Table]:
    """Read a file in whichever of the two forms it has."""
    try:
        return LONG, spreadsheets.read(io.BytesIO(content), LONG)
    except Refusal as refused:
        if refused.code != "spreadsheets.no_header":
            raise
    form = wide(indicators)
    return form, spreadsheets.read(io.BytesIO(content), form)


def blank_rows(known: Known, form: spreadsheets.Sheet) -> Iterator[Mapping[str, str | None]]:
    """The rows to fill in: every ballot that is neither opened on a device nor sealed, nor keyed by this clerk."""
    for sheet in known.sheets:
        for task in sheet.tasks:
            pair = (sheet.judge.id, task.entry.id)
            mine = pair in known.keyed and known.keyed[pair].keyed_by == known.clerk
            if pair in known.drafts or mine or sheet.judge.id in known.excused:
                continue
            who = {"judge": sheet.judge.pseudonym, "entry": task.entry.code, "town": task.entry.name.zh}
            if form is LONG:
                yield from ({**who, "indicator": code} for code in task.codes)
            else:
                yield who


def mark_keys(form: spreadsheets.Sheet) -> tuple[str, ...]:
    """The columns of a form that hold marks."""
    return tuple(column.key for column in form.columns if column.key == "mark" or column.key.startswith(PREFIX))


def line_of(known: Known, row: Row) -> Line:
    """A row with its names resolved: a judge by number or name, an entry and an indicator by code or name."""
    sheet = _sheet(known, row.values.get("judge"))
    entry = entry_of(known, row.values.get("entry"))
    task = next((it for it in sheet.tasks if entry and it.entry.id == entry.id), None) if sheet else None
    if "mark" in row.found:
        return Line(row, sheet, task, (("mark", _indicator(known, row.values.get("indicator"))),))
    leaves = ((PREFIX + leaf.code, leaf) for leaf in known.indicators)
    return Line(row, sheet, task, tuple((key, leaf) for key, leaf in leaves if row.found.get(key)))


def _sheet(known: Known, word: str | None) -> Sheet | None:
    coded = [it for it in known.sheets if word and it.judge.pseudonym == word.upper()]
    named = [it for it in known.sheets if word and it.judge.name == word]
    return coded[0] if coded else named[0] if len(named) == 1 else None


def entry_of(known: Known, word: str | None) -> Entry | None:
    """The entry of that code or name."""
    return next((it for it in known.entries if word and word in {it.code, it.name.zh, it.name.en}), None)


def _indicator(known: Known, word: str | None) -> Indicator | None:
    coded = [it for it in known.indicators if word and it.code == word]
    named = [it for it in known.indicators if word and word in {it.title.zh, it.title.en}]
    return coded[0] if coded else named[0] if len(named) == 1 else None
