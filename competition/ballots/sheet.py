"""What a judge is asked to score: the sheet, put together from the panel, the entries and the rules.

A *task* is one entry with the indicators this judge marks for it. Recused entries are named beside the tasks and never
among them; entries that are withdrawn or excluded ask for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from competition.core.database import Reader
from competition.core.errors import NotFound
from competition.entries import service as entries
from competition.entries.records import Entry
from competition.panels import service as panels
from competition.panels.records import Cell, CellState, Judge, Row
from competition.rounds import service as rounds
from competition.rounds.records import Indicator, Round, Rules


@dataclass(frozen=True, slots=True)
class Task:
    """One entry with the indicators a judge marks for it, in the order of the tree."""

    entry: Entry
    indicators: tuple[Indicator, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The indicators' codes."""
        return tuple(indicator.code for indicator in self.indicators)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything one judge scores in a round, in the order of the entries, and what the judge is recused from."""

    round: Round
    judge: Judge
    rules: Rules
    tasks: tuple[Task, ...]
    recused: tuple[Entry, ...]

    @property
    def n_marks(self) -> int:
        """How many marks a complete sheet has."""
        return sum(len(task.indicators) for task in self.tasks)

    def task(self, entry_code: str) -> Task:
        """The task of that entry; an entry that is not this judge's does not exist for them."""
        for task in self.tasks:
            if task.entry.code == entry_code:
                return task
        raise NotFound("ballots.not_found")

    def neighbours(self, entry_code: str) -> tuple[Task | None, Task | None]:
        """The tasks before and after an entry."""
        codes = [task.entry.code for task in self.tasks]
        at = codes.index(entry_code)
        return (self.tasks[at - 1] if at else None, self.tasks[at + 1] if at + 1 < len(codes) else None)


def sheet_of(reader: Reader, round_: Round, judge: Judge) -> Sheet:
    """One judge's sheet."""
    return next(sheet for sheet in sheets(reader, round_) if sheet.judge.id == judge.id)


def sheets(reader: Reader, round_: Round) -> tuple[Sheet, ...]:
    """Every judge's sheet, in the order of the pseudonyms."""
    rules, matrix = rounds.rules(reader, round_), panels.matrix(reader, round_)
    known = {entry.id: entry for entry in entries.entries(reader, round_)}
    asked = {branch.code: frozenset(branch.indicators) for branch in matrix.branches}

    def task(row: Row, cell: Cell) -> Task:
        codes = frozenset[str]().union(*(asked[code] for code in cell.dimensions))
        return Task(known[row.entry_id], tuple(leaf for leaf in rules.judged if leaf.code in codes))

    return tuple(
        Sheet(
            round_, judge, rules,
            tuple(task(row, row.cells[n]) for row in matrix.rows if row.cells[n].dimensions),
            tuple(known[row.entry_id] for row in matrix.rows if row.cells[n].state is CellState.RECUSED),
        )
        for n, judge in enumerate(matrix.judges)
    )  # fmt: skip
