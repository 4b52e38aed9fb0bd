"""A table of signed paper sheets looked at: what is wrong with it, and what taking it would do. Nothing is written.

Rows without any mark are passed over, so a blank table may be filled in part. A ballot is taken complete or not at all,
and where another clerk has keyed it, it must say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from competition.ballots.paper import PREFIX, Known, Line, entry_of, line_of, mark_keys
from competition.ballots.records import Keyed
from competition.ballots.scale import check_mark
from competition.ballots.sheet import Sheet, Task
from competition.core import spreadsheets
from competition.core.amounts import hundredths, plain, to_hundredths
from competition.core.canonical import digest
from competition.core.errors import Refusal
from competition.core.spreadsheets import Fault, Preview, Row, Table, preview
from competition.entries.records import Entry
from competition.registry.records import nearest
from competition.rounds.records import Indicator


@dataclass(frozen=True, slots=True)
class Ballot:
    """One judge's marks for one entry as the table says them, beside what is keyed of it already."""

    sheet: Sheet
    task: Task
    marks: Mapping[str, int]
    held: Keyed | None


@dataclass(frozen=True, slots=True)
class Look:
    """A table looked at: ``fresh`` is kept for a second clerk, ``agreed`` says what a first one keyed."""

    form: spreadsheets.Sheet
    preview: Preview
    table: Table
    fresh: tuple[Ballot, ...]
    agreed: tuple[Ballot, ...]

    @property
    def shown(self) -> spreadsheets.Sheet:
        """The columns that the table has."""
        return replace(self.form, columns=tuple(it for it in self.form.columns if it.key in self.table.letters))

    @property
    def digest(self) -> str:
        """Changes when the table or what is keyed changes. It is shown to the clerk alone and never logged."""
        rows = [[row.number, row.outcome, dict(row.values), dict(row.before)] for row in self.preview.rows]
        agreed = [[one.sheet.judge.pseudonym, one.task.entry.code] for one in self.agreed]
        return digest({"rows": rows, "agreed": agreed})


def look(known: Known, form: spreadsheets.Sheet, table: Table) -> Look:
    """What taking the table would do, and every fault found in it. Raises Refusal where no mark stands in it."""
    rows = tuple(row for row in table.rows if any(row.found.get(key) for key in mark_keys(form)))
    if not rows:
        raise Refusal("ballots.sheet_empty")
    table = replace(table, rows=rows, faults=tuple(f for f in table.faults if f.row in {row.number for row in rows}))
    lines = [line_of(known, row) for row in rows]
    found = [fault for line in lines for fault in _faults(known, table, line)]
    table = table.with_faults((*found, *_twice(table, lines)))
    ballots = tuple(_ballots(known, table, lines))
    table = table.with_faults(fault for each in ballots for fault in _unfit(known, table, each, lines))
    rows = tuple(_canonical(line) for line in lines)
    seen = preview(replace(table, rows=rows), {line.row.number: _held(known, line) for line in lines})
    fresh = tuple(one for one in ballots if not _is_first(known, one.held) and not _is_same(one))
    return Look(form, seen, table, fresh, tuple(one for one in ballots if _is_first(known, one.held)))


def _faults(known: Known, table: Table, line: Line) -> Iterator[Fault]:
    row, sheet = line.row, line.sheet
    if row.values.get("judge") and sheet is None:
        near = nearest(row.values["judge"] or "", [it.judge.pseudonym for it in known.sheets])
        yield table.fault(row, "judge", "ballots.no_such_judge", suggestion=near)
    if sheet and sheet.judge.id in known.excused:
        yield table.fault(row, "judge", "ballots.excused_already", judge=sheet.judge.pseudonym)
    yield from _entry_faults(known, table, line)
    for key, leaf in line.cells:
        yield from _mark_faults(known, table, line, key, leaf)


def _entry_faults(known: Known, table: Table, line: Line) -> Iterator[Fault]:
    row, entry = line.row, entry_of(known, line.row.values.get("entry"))
    if row.values.get("entry") and entry is None:
        near = nearest(row.values["entry"] or "", [name for it in known.entries for name in (it.code, it.name.zh)])
        yield table.fault(row, "entry", "entries.no_such_entry", suggestion=near)
    if entry and row.values.get("town") and row.values["town"] not in {entry.name.zh, entry.name.en}:
        told = {"entry": entry.code, "name": entry.name}
        yield table.fault(row, "town", "entries.town_is_another", suggestion=entry.name.zh, **told)
    if entry and line.sheet and (code := _why_not(known, line.sheet, entry)):
        yield table.fault(row, "entry", code, judge=line.sheet.judge.pseudonym, entry=entry.name)


def _why_not(known: Known, sheet: Sheet, entry: Entry) -> str:
    draft = known.drafts.get((sheet.judge.id, entry.id))
    if entry in sheet.recused:
        return "ballots.paper_recused"
    if all(task.entry.id != entry.id for task in sheet.tasks):
        return "ballots.paper_not_theirs"
    if draft is None:
        return ""
    return "ballots.paper_sealed" if draft.on_paper else "ballots.paper_on_device"


def _mark_faults(known: Known, table: Table, line: Line, key: str, leaf: Indicator | None) -> Iterator[Fault]:
    row = line.row
    if leaf is None:
        if word := row.values.get("indicator"):
            near = nearest(word, [it.code for it in known.indicators] + [it.title.zh for it in known.indicators])
            yield table.fault(row, "indicator", "ballots.no_such_indicator", suggestion=near)
        return
    if line.task and leaf not in line.task.indicators and line.sheet:
        where = "indicator" if key == "mark" else key
        told: dict[str, Any] = {
            "judge": line.sheet.judge.pseudonym,
            "indicator": leaf.title,
            "entry": line.task.entry.name,
        }
        yield table.fault(row, where, "ballots.paper_not_asked", **told)
    if text := row.values.get(key):
        try:
            check_mark(leaf, to_hundredths(text))
        except Refusal as refused:
            yield table.fault(row, key, refused.code, **refused.params)


def _twice(table: Table, lines: Iterable[Line]) -> Iterator[Fault]:
    seen: dict[tuple[int, int, str], int] = {}
    for line in lines:
        for key, leaf in line.cells:
            if line.sheet and line.task and leaf:
                cell = (line.sheet.judge.id, line.task.entry.id, leaf.code)
                if seen.setdefault(cell, line.row.number) != line.row.number:
                    yield table.fault(line.row, key, "registry.twice_in_sheet", first=seen[cell])


def _ballots(known: Known, table: Table, lines: Iterable[Line]) -> Iterator[Ballot]:
    """The ballots of which every row reads well."""
    bad = {fault.row for fault in table.faults}
    gathered: dict[tuple[int, int], tuple[Sheet, Task, list[Line]]] = {}
    for line in lines:
        if line.sheet and line.task:
            pair = (line.sheet.judge.id, line.task.entry.id)
            gathered.setdefault(pair, (line.sheet, line.task, []))[2].append(line)
    for pair, (sheet, task, parts) in gathered.items():
        if not any(part.row.number in bad for part in parts):
            marks = {leaf.code: to_hundredths(part.row.values[key] or "") for part in parts for key, leaf in part.cells
                     if leaf and part.row.values.get(key)}  # fmt: skip
            yield Ballot(sheet, task, marks, known.keyed.get(pair))


def _unfit(known: Known, table: Table, one: Ballot, lines: Iterable[Line]) -> Iterator[Fault]:
    """What keeps a ballot that reads well from being taken: marks missing, or another clerk keyed others."""
    own = [line for line in lines if line.sheet is one.sheet and line.task is one.task]
    missing = [leaf for leaf in one.task.indicators if leaf.code not in one.marks]
    for leaf in missing:
        if PREFIX + leaf.code in table.letters:
            yield table.fault(own[0].row, PREFIX + leaf.code, "ballots.paper_blank", indicator=leaf.title)
    if away := [leaf.title for leaf in missing if PREFIX + leaf.code not in table.letters]:
        told: dict[str, Any] = {
            "judge": one.sheet.judge.pseudonym, "entry": one.task.entry.name, "indicators": away,
        }  # fmt: skip
        yield table.fault(own[0].row, "entry", "ballots.paper_incomplete", **told)
    if one.held is not None and _is_first(known, one.held):
        for line in own:
            for key, of in line.cells:
                if of and one.held.marks[of.code] != one.marks.get(of.code):
                    first = plain(hundredths(one.held.marks[of.code]))
                    yield table.fault(line.row, key, "ballots.keyed_otherwise", first=first, indicator=of.title)


def _is_first(known: Known, held: Keyed | None) -> bool:
    return held is not None and held.keyed_by != known.clerk


def _is_same(one: Ballot) -> bool:
    return one.held is not None and one.held.marks == one.marks


def _canonical(line: Line) -> Row:
    values = dict(line.row.values)
    if line.sheet:
        values["judge"] = line.sheet.judge.pseudonym
    if line.task:
        values["entry"] = line.task.entry.code
    for key, leaf in line.cells:
        if key == "mark" and leaf:
            values["indicator"] = leaf.code
    return replace(line.row, values=values)


def _held(known: Known, line: Line) -> Mapping[str, str | None] | None:
    held = known.keyed.get((line.sheet.judge.id, line.task.entry.id)) if line.sheet and line.task else None
    if held is None:
        return None
    cells = ((key, leaf.code) for key, leaf in line.cells if leaf and leaf.code in held.marks)
    return {key: plain(hundredths(held.marks[code])) for key, code in cells}
