"""The smallest change of one mark that changes who wins, or who is funded: exact, and with the tie chain.

With no correction for severity a mark moves its own entry's total only. So entry i changes who is among the first K
only by coming level with, or passing, the K-th highest total of the others: above it i is in and below it out, whatever
else. Only where i is level with it the tie chain must speak, and there the engine tallies the altered round itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

import numpy as np

from scoring.book import Book
from scoring.columns import Integers
from scoring.errors import Refused
from scoring.ranking import ranked
from scoring.records import Ballot, Round
from scoring.sheet import Sheets
from scoring.uncertainty.drawing import whole_from
from scoring.uncertainty.flip_board import Board, Whole
from scoring.uncertainty.flip_side import Found, Side

Chosen = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flip:
    """One mark, as it is and as it would be, and who would then be chosen (codes in order).

    ``change`` is in points of the mark's scale, ``share`` the size of the change as a share of that scale.
    """

    judge: str
    entry: str
    indicator: str
    mark: Decimal
    altered: Decimal
    change: Decimal
    share: Fraction
    chosen: Chosen


@dataclass(frozen=True, slots=True)
class FlipMargin:
    """Who is ``chosen`` (ranked no lower than ``quota``; codes in order), and the smallest ``flip``; None: none can."""

    quota: int
    chosen: Chosen
    flip: Flip | None

    @property
    def margin(self) -> Decimal | None:
        """The size of the change in points of the mark's scale; None where no single mark can change who is chosen."""
        return abs(self.flip.change) if self.flip else None

    def __str__(self) -> str:
        """One sentence."""
        if self.flip is None:
            return "no single mark can change who is chosen"
        flip = self.flip
        return f"{flip.judge} on {flip.entry}, {flip.indicator}: {flip.mark} to {flip.altered} changes who is chosen"


def flip_margin(round_: Round, *, quota: int = 1) -> FlipMargin:
    """The smallest change of one mark, on the grid of its scale, after which others are chosen.

    Chosen are all entries of a rank up to ``quota``, level ones included; 1 asks who wins. Any difference in that set
    counts: another entry, one more, one fewer. Changes on different scales are compared by their share of the scale;
    equal ones by the codes of entry, judge and indicator, a lower mark before a higher. Struck and absent marks are not
    marks. A change after which the round cannot be tallied does not count.

    The search halves on the grid wherever all that is compared rises, or stays, with the mark: on the whole scale, or
    where whole judges are dropped, between the marks at which the judge's total passes another's.

    Raises ``Refused`` as the tally does, for a quota below 1, for marks off their scale (a round built by hand), for a
    scale of more than 2^62 steps, and for a method that corrects for severity, where a mark moves every total.
    """
    whole_from(quota, "quota", 1)
    if round_.method.severity != "none":
        raise Refused("severity_not_available", "round_", "a method with severity none", round_.method.severity)
    search = _Search(round_, quota)
    if search.is_open:
        for row in search.nearest_first():
            search.improve(row)
    return FlipMargin(quota, search.chosen, search.flip())


def chosen_of(sheets: Sheets, quota: int) -> Chosen:
    """Who is ranked no lower than the quota, level ones included; raises ``Refused`` as the tally does."""
    found: list[str] = []
    for level in ranked(sheets)[0]:
        if len(found) >= quota:
            break
        found += level.entries
    return tuple(sorted(found))


class _Search:
    """The best flip found so far, and all that is needed to look for a better one."""

    def __init__(self, round_: Round, quota: int) -> None:
        self.round, self.quota = round_, quota
        self.sheets = Sheets(Book.of(round_))
        self.book = self.sheets.book
        self.chosen = chosen_of(self.sheets, quota)
        self.rows: Whole = np.array([self.book.place[e.code] for e in round_.entries if e.is_eligible], dtype=np.int64)
        self.totals: Integers = self.sheets.declared.total.units
        self.is_open = quota < len(self.rows) and bool(self.book.marks.given.any())
        self.best: Found | None = None
        if self.is_open:
            self.board = Board.of(self.book)

    def boundary(self, row: int) -> int:
        """The K-th highest total of the others, in units."""
        others = self.totals[self.rows[self.rows != row]]
        return int(np.sort(others)[len(others) - self.quota])

    def nearest_first(self) -> list[int]:
        """The eligible rows, the nearest to its boundary first: a small flip found early spares the rest."""
        return sorted(self.rows.tolist(), key=lambda row: abs(int(self.totals[row]) - self.boundary(row)))

    def improve(self, row: int) -> None:
        """Look for a flip by a mark of this entry that comes before the best."""
        side = self.side(row)
        for way in side.ways():
            self.best = side.first_flip(way, self.best)

    def side(self, row: int) -> Side:
        """One entry against the boundary that the others make."""
        boundary = self.boundary(row)
        is_level = (self.totals[self.rows] == boundary) & (self.rows != row)
        return Side(self.board, self.sheets, row, self.rows[is_level], self.changes)

    def changes(self, judge: str, entry: str, indicator: str, steps: int) -> bool:
        """Whether others are chosen after a change; where the round cannot be tallied, nobody is."""
        return self.tallied(judge, entry, indicator, steps) not in (self.chosen, None)

    def altered(self, judge: str, entry: str, indicator: str, steps: int) -> tuple[Round, Decimal, Decimal]:
        """The round with that mark moved, the mark as it was and as it became."""
        scale = next(leaf.scale for leaf in self.book.judged if leaf.code == indicator)
        if scale is None:
            raise ValueError("the board has refused an indicator without a scale")
        change, was = steps * scale.step, Decimal(0)
        ballots: list[Ballot] = []
        for ballot in self.round.ballots:
            if (ballot.judge, ballot.entry) == (judge, entry) and indicator in ballot.marks:
                was = ballot.marks[indicator]
                ballot = replace(ballot, marks={**ballot.marks, indicator: was + change})
            ballots.append(ballot)
        return replace(self.round, ballots=tuple(ballots)), was, was + change

    def tallied(self, judge: str, entry: str, indicator: str, steps: int) -> Chosen | None:
        """Who is chosen after the change, by the engine itself; None where the round cannot be tallied."""
        try:
            return chosen_of(Sheets(Book.of(self.altered(judge, entry, indicator, steps)[0])), self.quota)
        except Refused:
            return None

    def flip(self) -> Flip | None:
        """The best flip in full."""
        if self.best is None:
            return None
        share, entry, judge, indicator, steps = self.best
        _, was, became = self.altered(judge, entry, indicator, steps)
        chosen = self.tallied(judge, entry, indicator, steps)
        if chosen is None or chosen == self.chosen:
            raise AssertionError("the tally of the altered round must bear out the flip that was found")
        return Flip(judge, entry, indicator, was, became, became - was, share * self.board.share, chosen)
