"""The smallest change of one mark that changes who wins, or who is funded: exact, and with the tie chain.

With no correction for severity a mark moves its own entry's total only. So entry i changes who is among the first K
only by coming level with, or passing, the K-th highest total of the others: above it i is in and below it out, whatever
else. Only where i is level with it the tie chain must speak, and there the engine tallies the altered round itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Final

import numpy as np

from scoring.book import Book
from scoring.columns import Integers
from scoring.errors import Refused
from scoring.ranking import ranked
from scoring.records import Ballot, Round
from scoring.sheet import Sheets
from scoring.uncertainty.drawing import whole_from
from scoring.uncertainty.flip_board import Board, Moves, Whole, only_rises, relations

_AT_ONCE: Final = 1024
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

    The search halves on the grid wherever an entry's total never falls as a mark rises. That fails where whole judges
    are dropped and a stage before the total is rounded, or the mean is not arithmetic; and a geometric or harmonic mean
    may refuse a negative mark: there every step of the grid is tried.

    Raises ``Refused`` as the tally does, for a quota below 1, for marks off their scale (a round built by hand), and
    for a method that corrects for severity, where a mark moves every total.
    """
    whole_from(quota, "quota", 1)
    if round_.method.severity != "none":
        raise Refused("severity_not_available", "round_", "a method with severity none", round_.method.severity)
    search = _Search(round_, quota)
    if search.is_open:
        for row in search.nearest_first():
            search.improve(row)
    return FlipMargin(quota, search.chosen, search.flip())


def _chosen(sheets: Sheets, quota: int) -> Chosen:
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
        self.chosen = _chosen(self.sheets, quota)
        self.rows: Whole = np.array([self.book.place[e.code] for e in round_.entries if e.is_eligible], dtype=np.int64)
        self.totals: Integers = self.sheets.declared.total.units
        self.is_open = quota < len(self.rows) and bool(self.book.marks.given.any())
        self.halves = only_rises(self.book.method, [leaf.scale.min for leaf in self.book.judged if leaf.scale])
        self.best: tuple[int, str, str, str, int] | None = None
        if self.is_open:
            self.board = Board.of(self.book)
            self.sizes: Whole = np.array(self.board.sizes, dtype=np.int64)

    def boundary(self, row: int) -> int:
        """The K-th highest total of the others, in units."""
        others = self.totals[self.rows[self.rows != row]]
        return int(np.sort(others)[len(others) - self.quota])

    def nearest_first(self) -> list[int]:
        """The eligible rows, the nearest to its boundary first: a small flip found early spares the rest."""
        return sorted(self.rows.tolist(), key=lambda row: abs(int(self.totals[row]) - self.boundary(row)))

    def improve(self, row: int) -> None:
        """Look for a flip by a mark of this entry that comes before the best."""
        side = _Side(self, row)
        for moves in side.candidates():
            flip = side.first_flip(moves)
            if flip is not None and (self.best is None or flip < self.best):
                self.best = flip

    def room(self, moves: Moves) -> Whole:
        """How many steps at most could still be better, in the direction of each move."""
        if self.best is None:
            return abs(moves.steps)
        return np.minimum(abs(moves.steps), self.best[0] // self.sizes[moves.at])

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
            return _chosen(Sheets(Book.of(self.altered(judge, entry, indicator, steps)[0])), self.quota)
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


class _Side:
    """One entry against the boundary that the others make."""

    def __init__(self, search: _Search, row: int) -> None:
        self.search, self.row = search, row
        self.entry = search.book.round.entries[row].code
        boundary = search.boundary(row)
        level = search.totals[search.rows] == boundary
        self.rivals: Whole = search.rows[level & (search.rows != row)]
        own = int(search.totals[row])
        self.stands = (own > boundary) - (own < boundary)
        self.flips: dict[bytes, bool] = {}

    def candidates(self) -> Iterator[Moves]:
        """The moves that may flip, for each direction that can."""
        board = self.search.board
        for way, room in ((-1, board.down), (1, board.up)):
            if way == self.stands:
                continue
            seat, at = np.nonzero(room[:, self.row])
            moves = Moves(seat, at, way * room[seat, self.row, at])
            yield self.narrowed(moves, way) if self.search.halves else self.every(moves, way, None)

    def every(self, moves: Moves, way: int, first: Whole | None) -> Moves:
        """Every step from the first to the last of each move that could still be better."""
        last = self.search.room(moves)
        first = np.ones_like(last) if first is None else first
        n_steps = np.maximum(last - first + 1, 0)
        which = np.repeat(np.arange(len(moves)), n_steps)
        starts = np.repeat(np.cumsum(n_steps) - n_steps, n_steps)
        return moves.take(which).by(way * (first[which] + np.arange(len(which)) - starts))

    def narrowed(self, moves: Moves, way: int) -> Moves:
        """The same, from where the entry comes level to where it is past; the total never turns back on the way."""
        past = self.halved(moves, way, 1, must_flip=self.stands == -way)
        if self.stands == 0:
            return self.every(moves.by(way * past), way, None)
        bound = int((past * self.search.sizes[moves.at])[past <= abs(moves.steps)].min(initial=2**62))
        near = moves.by(way * np.minimum(np.minimum(past, abs(moves.steps)), bound // self.search.sizes[moves.at]))
        near = near.take(near.steps != 0)
        first = self.halved(near, way, 0, must_flip=False)
        return self.every(near, way, first)

    def halved(self, moves: Moves, way: int, progress: int, *, must_flip: bool) -> Whole:
        """The fewest steps after which each move has come so far (0 level, 1 past); one more than its room if never.

        Where coming so far is sure to flip, marks that another is sure to beat are left unfinished, above the best.
        """
        low = np.zeros(len(moves), dtype=np.int64)
        high = self.search.room(moves) + 1
        trial = high - 1
        sizes = self.search.sizes[moves.at]
        open_ = trial > 0
        while open_.any():
            which = np.flatnonzero(open_)
            there = way * self.standing(moves.take(which).by(way * trial[which])) >= progress
            high[which[there]], low[which[~there]] = trial[which[there]], trial[which[~there]]
            open_ = high - low > 1
            if must_flip:
                sure = high <= self.search.room(moves)
                open_ &= (low + 1) * sizes <= (high * sizes)[sure].min(initial=2**62)
            trial = (low + high) // 2
        return high

    def standing(self, moves: Moves) -> Whole:
        """Where each copy stands to the boundary: -1 below, 0 level, 1 above."""
        found = [self.compared(moves.take(slice(at, at + _AT_ONCE)))[0] for at in range(0, len(moves), _AT_ONCE)]
        return np.concatenate(found)

    def compared(self, moves: Moves, *, by_chain: bool = False) -> tuple[Whole, Whole]:
        """Where each copy stands (2: it cannot be tallied), and what the chain would see where it is level."""
        rivals = self.rivals if by_chain else self.rivals[:1]
        sheets = self.search.board.copies(rivals, self.row, moves)
        total = sheets.declared.total
        stands = np.sign(total.units[len(rivals) :] - total.units[0]).astype(np.int64)
        stands[~total.known[len(rivals) :]] = 2
        seen = np.zeros((len(moves), 1), dtype=np.int8)
        if by_chain and (stands == 0).any():
            seen = relations(sheets, len(rivals))
        return stands, seen.astype(np.int64)

    def first_flip(self, moves: Moves) -> tuple[int, str, str, str, int] | None:
        """The first of the moves that changes who is chosen: by share of the scale, then judge, then indicator."""
        book = self.search.book
        judges, leaves = _orders(book.judges), _orders(tuple(leaf.code for leaf in book.judged))
        shares = abs(moves.steps) * self.search.sizes[moves.at]
        moves = moves.take(np.lexsort((moves.steps, leaves[moves.at], judges[moves.seat], shares)))
        for start in range(0, len(moves), _AT_ONCE):
            part = moves.take(slice(start, start + _AT_ONCE))
            stands, seen = self.compared(part, by_chain=True)
            for at in range(len(part)):
                if self.does_flip(part, at, int(stands[at]), seen[at]):
                    _, judge, leaf = self.named(part, at)
                    steps = int(part.steps[at])
                    return abs(steps) * int(self.search.sizes[part.at[at]]), self.entry, judge, leaf, steps
        return None

    def does_flip(self, moves: Moves, at: int, stands: int, seen: Whole) -> bool:
        """Whether a move flips; the engine is asked once for all moves that it cannot tell apart."""
        if stands == 2:
            return False
        if self.stands != 0 and stands != 0:
            return stands != self.stands
        key = bytes([stands + 1]) + (seen.tobytes() if stands == 0 else b"")
        if key not in self.flips:
            entry, judge, leaf = self.named(moves, at)
            chosen = self.search.tallied(judge, entry, leaf, int(moves.steps[at]))
            self.flips[key] = chosen is not None and chosen != self.search.chosen
        return self.flips[key]

    def named(self, moves: Moves, at: int) -> tuple[str, str, str]:
        """The entry, the judge and the indicator of a move."""
        book = self.search.book
        return self.entry, book.judges[moves.seat[at]], book.judged[moves.at[at]].code


def _orders(codes: tuple[str, ...]) -> Whole:
    """Where each code stands among all in sorted order."""
    place = {code: at for at, code in enumerate(sorted(codes))}
    return np.array([place[code] for code in codes], dtype=np.int64)
