"""The least number of judges who could change who is chosen, each marking as they like on the scale.

A total rises, or stays, with every mark, and depends on the marks of its own entry alone. So the most that some judges
can do for an entry is to give it the top of every scale and the others the bottom, and the most against it the reverse:
two tallies tell of all entries what those judges can do. Sets of judges are tried from the smallest up. Only where the
totals come out level the tie chain must speak, and there the engine ranks the altered round itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

import numpy as np

from scoring.book import Book, Marks
from scoring.columns import Column
from scoring.errors import Refused
from scoring.exact_means import MEANS
from scoring.panel import drops_judges
from scoring.records import Method, Round
from scoring.sheet import Sheets
from scoring.uncertainty.drawing import whole_from
from scoring.uncertainty.flip_board import Board, Whole
from scoring.uncertainty.flip_spans import only_rises
from scoring.uncertainty.flips import Chosen, chosen_of

MOST_SETS: Final = 2**12
"""So many sets of judges are tried: all of a panel of twelve."""


@dataclass(frozen=True, slots=True)
class Collusion:
    """Who is ``chosen``, and the first of the smallest sets of ``judges`` who could change that.

    They could bring ``entry`` in, or out where it is chosen. ``judges`` and ``entry`` are empty, and ``number`` None,
    where not even all judges together could change who is chosen.
    """

    quota: int
    chosen: Chosen
    number: int | None
    judges: tuple[str, ...]
    entry: str


def colluding_judges(round_: Round, *, quota: int = 1) -> Collusion:
    """The least number of judges who could change who is chosen (ranked no lower than ``quota``, level ones included).

    They mark what they have marked, as they like within each scale; struck and absent marks stay so. Of sets of one
    size the first by the judges' codes is told, and the first entry by its code that they can bring in or out.

    Raises ``Refused`` as the tally does; for a quota below 1; for marks off their scale; for a method under which a
    higher mark may lower a total (severity; whole judges dropped and a stage before the total rounded, or no arithmetic
    total) or that knows no total at the bottom of a scale; where more than ``MOST_SETS`` sets would have to be tried;
    and where all hangs on a step of the tie chain that does not follow the marks (``judge_majority``, ``ruling``).
    """
    whole_from(quota, "quota", 1)
    _require_rising(round_)
    sheets = Sheets(Book.of(round_))
    chosen = chosen_of(sheets, quota)
    nobody = Collusion(quota, chosen, None, (), "")
    eligible = [entry.code for entry in round_.entries if entry.is_eligible]
    if quota >= len(eligible) or not sheets.book.marks.given.any():
        return nobody
    power = _Power(sheets.book, eligible, quota, chosen)
    judges = sorted(judge.code for judge in round_.judges)
    if power.entry_moved(tuple(judges)) is None:
        return nobody
    for together in _sets(judges):
        entry = power.entry_moved(together)
        if entry is not None:
            return Collusion(quota, chosen, len(together), together, entry)
    raise AssertionError("all judges together have been seen to change who is chosen")


def _require_rising(round_: Round) -> None:
    method = round_.method
    if method.severity != "none":
        raise Refused("severity_not_available", "round_", "a method with severity none", method.severity)
    if not only_rises(method):
        found = "whole judges dropped before a stage that rounds, or a mean that is not arithmetic"
        raise Refused("not_monotone", "round_", "a total that never falls as a mark rises", found)
    scales = [leaf.scale for part in round_.criteria for leaf in part.indicators if leaf.scale]
    if method.aggregate in MEANS and min((scale.min for scale in scales), default=0) < 0:
        raise Refused("negative", "round_", f"scales from 0 up, as the {method.aggregate} mean asks", "one below 0")


def _sets(judges: list[str]) -> Iterator[tuple[str, ...]]:
    """Sets of judges from the smallest up, in order; refuses to go on after ``MOST_SETS`` of them."""
    n_tried = 0
    for size in range(1, len(judges) + 1):
        for together in combinations(judges, size):
            if n_tried == MOST_SETS:
                expected = f"a change by one of the first {MOST_SETS} sets of judges"
                raise Refused("too_many", "round_", expected, f"{size} of {len(judges)} judges to be tried")
            n_tried += 1
            yield together


def _follows_marks(method: Method) -> bool:
    """Whether the tie chain compares numbers of each entry alone that never fall as its marks rise."""
    names = {step.partition(":")[0] for step in method.ties}
    loose = {"judge_majority", "ruling"} | ({"dimension", "indicator"} if drops_judges(method.panel) else set())
    return not names & loose


class _Power:
    """What some judges can do at most, for and against each entry."""

    def __init__(self, book: Book, eligible: list[str], quota: int, chosen: Chosen) -> None:
        self.board, self.quota, self.chosen = Board.of(book), quota, chosen
        self.entries = sorted(eligible)
        self.rows: Whole = np.array([book.place[entry] for entry in self.entries], dtype=np.int64)
        self.follows_marks = _follows_marks(book.method)

    def entry_moved(self, together: tuple[str, ...]) -> str | None:
        """The first entry that these judges can bring in, or out where it is chosen."""
        highest, lowest = (self.marked(together, way) for way in (1, -1))
        high, low = (self.totals(marks) for marks in (highest, lowest))
        for entry, row in zip(self.entries, self.rows.tolist(), strict=True):
            is_in = entry in self.chosen
            own, others = (low, high) if is_in else (high, low)
            rivals = others[self.rows[self.rows != row]]
            n_ahead, n_level = int((rivals > own[row]).sum()), int((rivals == own[row]).sum())
            is_sure = n_ahead >= self.quota or n_ahead + n_level < self.quota
            if is_sure and (n_ahead >= self.quota) == is_in:
                return entry
            own_marks, other_marks = (lowest, highest) if is_in else (highest, lowest)
            if not is_sure and self.settled(own_marks, other_marks, entry, row) != is_in:
                return entry
        return None

    def marked(self, together: tuple[str, ...], way: int) -> Marks:
        """All marks with those of some judges at the top (1) or the bottom (-1) of their scales."""
        board, marks = self.board, self.board.marks
        room = board.up if way == 1 else -board.down
        is_in = np.isin(board.book.judges, together)[:, np.newaxis, np.newaxis]
        return replace(marks, units=marks.units + np.where(is_in, room, 0) * board.step)

    def totals(self, marks: Marks) -> Whole:
        """The total of every entry, in a unit common to all of a board's rounds."""
        total: Column = self.sheets(marks).declared.total
        return np.array([total.fraction(row) for row in range(len(total.units))], dtype=object)

    def settled(self, own: Marks, others: Marks, entry: str, row: int) -> bool:
        """Whether an entry level with others is chosen, by the tie chain."""
        units = others.units.copy()
        units[:, row] = own.units[:, row]
        is_chosen = entry in chosen_of(self.sheets(replace(others, units=units)), self.quota)
        if is_chosen == (entry in self.chosen) and not self.follows_marks:
            found = f"{entry} level with others, and a step that compares entries by more than their own marks"
            raise Refused("chain_not_monotone", "/method/ties", "a tie chain that follows the marks", found)
        return is_chosen

    def sheets(self, marks: Marks) -> Sheets:
        """The sheets of the round with those marks."""
        return Sheets(replace(self.board.book, marks=marks, levelled=marks))
