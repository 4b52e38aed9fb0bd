"""Rows in, rows out: a round from a long table of marks, and the standings as a table.

The long table has the columns ``judge,entry,indicator,mark``, one row for each mark; a mark not given is a row left
out. Entries and judges are taken from it, in the order they first appear. A refusal names the line of the table.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from scoring.errors import Refused
from scoring.exact import decimal_text
from scoring.formats import round_from
from scoring.outcome import Tally
from scoring.reading import Node, escaped
from scoring.records import Round, Rules

COLUMNS: Final = ("judge", "entry", "indicator", "mark")
_FIRST_LINE: Final = 2


def long_table(rows: Iterable[Mapping[str, str]], rules: Rules) -> Round:
    """A round under ``rules`` from rows with the four columns; the header of the table is line 1."""
    return _round_of(enumerate(rows, start=_FIRST_LINE), rules)


def read_long_table(text: str, rules: Rules) -> Round:
    """A round under ``rules`` from the text of a CSV file."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    try:
        header = next(reader, [])
        if sorted(header) != sorted(COLUMNS):
            raise Refused("wrong_columns", "line 1", f"the columns {','.join(COLUMNS)}", ",".join(header) or "nothing")
        return _round_of(_rows(reader, header), rules)
    except csv.Error as error:
        raise Refused("not_csv", f"line {reader.line_num}", "a row of CSV", str(error)) from error


def _rows(reader: Any, header: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    for cells in reader:
        if len(cells) != len(header):
            raise Refused("wrong_columns", f"line {reader.line_num}", f"{len(header)} cells", f"{len(cells)}")
        yield reader.line_num, dict(zip(header, cells, strict=True))


def _round_of(rows: Iterable[tuple[int, Mapping[str, str]]], rules: Rules) -> Round:
    ballots: dict[tuple[str, str], dict[str, str]] = {}
    lines: dict[tuple[str, str, str], int] = {}
    for line, row in rows:
        judge, entry, indicator, mark = _cells(line, row)
        if (judge, entry, indicator) in lines:
            first = lines[judge, entry, indicator]
            raise Refused("duplicate_mark", f"line {line}", "each mark once", f"the mark of line {first} again")
        lines[judge, entry, indicator] = line
        ballots.setdefault((judge, entry), {})[indicator] = mark
    places = {
        f"/ballots/{at}/marks/{escaped(indicator)}": lines[judge, entry, indicator]
        for at, ((judge, entry), marks) in enumerate(ballots.items())
        for indicator in marks
    }
    try:
        return _round(ballots, rules)
    except Refused as refused:
        line_of_fault = places.get(refused.pointer)
        raise refused.at(f"line {line_of_fault}") if line_of_fault else refused from None


def _cells(line: int, row: Mapping[str, str]) -> tuple[str, str, str, str]:
    node = Node(row, f"line {line}")
    if sorted(row) != sorted(COLUMNS):
        node.refuse("wrong_columns", f"the columns {','.join(COLUMNS)}", ",".join(row))
    codes = tuple(Node(row[name], f"line {line}, {name}").code() for name in COLUMNS[:3])
    mark = Node(row["mark"], f"line {line}, mark")
    if mark.value == "":
        mark.refuse("mark_empty", "a mark; leave the row out where there is none", "nothing")
    mark.decimal()
    return codes[0], codes[1], codes[2], row["mark"]


def _round(ballots: Mapping[tuple[str, str], Mapping[str, str]], rules: Rules) -> Round:
    judges = dict.fromkeys(judge for judge, _ in ballots)
    entries = dict.fromkeys(entry for _, entry in ballots)
    return round_from(
        rules,
        judges=[{"code": judge} for judge in judges],
        entries=[{"code": entry, "name": {"zh": entry, "en": entry}} for entry in entries],
        ballots=[{"judge": judge, "entry": entry, "marks": marks} for (judge, entry), marks in ballots.items()],
    )


def standings_table(tally: Tally, round_: Round) -> str:
    """The standings as CSV: ranked entries by rank, then the unranked with an empty rank and their status."""
    names = {entry.code: entry.name for entry in round_.entries}
    dimensions = [dimension.code for dimension in round_.criteria]
    indicators = [indicator.code for dimension in round_.criteria for indicator in dimension.indicators]
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n")
    columns = ("rank", "tied", "entry", "name_zh", "name_en", "status", "total", "decided_by", "adjustment")
    write.writerow([*columns, *dimensions, *indicators])
    for s in tally.standings:
        who = (s.entry, names[s.entry].zh, names[s.entry].en, "eligible")
        scores = _scores(s.dimensions, dimensions) + _scores(s.indicators, indicators)
        tied = "yes" if s.tied else "no"
        write.writerow([s.rank, tied, *who, decimal_text(s.total), s.decided_by, decimal_text(s.adjustment), *scores])
    for u in tally.unranked:
        who = (u.entry, names[u.entry].zh, names[u.entry].en, u.status)
        scores = _scores(u.dimensions, dimensions) + _scores(u.indicators, indicators)
        total = "" if u.total is None else decimal_text(u.total)
        write.writerow(["", "", *who, total, "", decimal_text(u.adjustment), *scores])
    return out.getvalue()


def _scores(scores: Mapping[str, Any], codes: list[str]) -> list[str]:
    return ["" if scores.get(code) is None else decimal_text(scores[code]) for code in codes]
