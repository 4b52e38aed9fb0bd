"""What a judge is asked to score: the sheet, put together from the panel, the entries and the rules.

A *task* is one entry with the indicators this judge marks for it. Recused entries are named beside the tasks and never
among them; entries that are withdrawn or excluded ask for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from competition.core.database import Reader
from competition.core.errors import NotFound
from competition.entries import service as entries
from competition.entries.records import Entry, EntryStatus
from competition.panels import service as panels
from competition.panels.records import Judge
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
    return sheets(reader, round_, (judge,))[0]


def sheets(reader: Reader, round_: Round, judges: tuple[Judge, ...]) -> tuple[Sheet, ...]:
    """The sheets of these judges."""
    rules = rounds.rules(reader, round_)
    eligible = {entry.code: entry for entry in entries.entries(reader, round_) if entry.status is EntryStatus.ELIGIBLE}
    recusals = {(recusal.judge_id, recusal.entry_id) for recusal in panels.recusals(reader, round_)}
    return tuple(_sheet(reader, round_, judge, rules, eligible, recusals) for judge in judges)


def _sheet(
    reader: Reader,
    round_: Round,
    judge: Judge,
    rules: Rules,
    eligible: Mapping[str, Entry],
    recusals: set[tuple[int, int]],
) -> Sheet:
    asked = {part.entry_code: frozenset(part.indicators) for part in panels.assigned(reader, round_, judge)}
    tasks = tuple(
        Task(entry, tuple(leaf for leaf in rules.judged if leaf.code in asked[code]))
        for code, entry in eligible.items()
        if code in asked and (judge.id, entry.id) not in recusals
    )
    recused = tuple(entry for entry in eligible.values() if (judge.id, entry.id) in recusals)
    return Sheet(round_, judge, rules, tuple(task for task in tasks if task.indicators), recused)
