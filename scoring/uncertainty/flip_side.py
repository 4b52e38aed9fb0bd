"""One entry against the boundary that the others make: the first of its marks' steps that changes who is chosen.

What the tie chain sees of a copy, and where it stands, is its *key*. Within a span every number in a key rises, or
stays, with the mark; so steps with one key lie together, and one of them tells for all. The search walks from key to
key, halving for the next, and stops where a better flip is known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Final

import numpy as np

from scoring.course import unrounded
from scoring.exact_means import MEANS
from scoring.panel import drops_judges
from scoring.sheet import Sheets
from scoring.uncertainty.flip_board import UNTALLIED, Board, Moves, Whole, relations
from scoring.uncertainty.flip_estimate import UNSURE, Estimate
from scoring.uncertainty.flip_spans import Spans, most_rounded, only_rises, spans_of

_AT_ONCE: Final = 1024
Found = tuple[int, str, str, str, int]
"""A flip: its share of the scale in the board's unit, entry, judge, indicator, steps. The least is the first."""
Asked = Callable[[str, str, str, int], bool]
"""Whether a change of one mark (judge, entry, indicator, steps) changes who is chosen."""


class Side:
    """The entry in a row, the rivals at its boundary, and where it stands to them: -1 below, 0 level, 1 above."""

    def __init__(self, board: Board, sheets: Sheets, row: int, rivals: Whole, asked: Asked) -> None:
        self.board, self.row, self.rivals, self.asked = board, row, rivals, asked
        method, total = board.book.method, sheets.declared.total
        stand = self.stand = int(np.sign(total.units[row] - total.units[rivals[0]]))
        self.entry = board.book.round.entries[row].code
        self.rises = only_rises(method)
        is_bounded = drops_judges(method.panel) and method.aggregate == "arithmetic"
        self.slack = most_rounded(board.book) if is_bounded else None
        if self.slack is not None and not self.rises:
            lead = sheets.of(unrounded(method)).exact.fraction(row) - total.fraction(int(rivals[0]))
            self.rises = abs(lead) > self.slack
        lows = [leaf.scale.min for leaf in board.book.judged if leaf.scale]
        may_estimate = method.aggregate in MEANS and min(lows) >= 0
        self.estimate = Estimate(sheets, row, float(total.fraction(int(rivals[0])))) if may_estimate else None
        self.numbers: dict[bytes, int] = {}
        self.flips: dict[int, bool] = {UNTALLIED: False, **({stand: False, -stand: True} if stand else {})}

    def ways(self) -> Sequence[int]:
        """Down, up or both: an entry above stays above as its marks rise, if its total cannot fall (so far)."""
        return [way for way in (-1, 1) if not (self.rises and way == self.stand)]

    def first_flip(self, way: int, best: Found | None) -> Found | None:
        """The first flip by steps in that direction, or the best so far where none comes before it."""
        room = self.board.up if way == 1 else self.board.down
        seat, at = np.nonzero(room[:, self.row])
        moves = Moves(seat, at, np.full(len(seat), way))
        last = np.minimum(room[seat, self.row, at], self._reach(moves, best))
        if self.slack is not None:
            last = np.where(self._may_reach(moves.by(way * last), way, self.slack), last, 0)
        spans = spans_of(self.board, self.row, moves, way, last)
        steps = spans.first
        keys = self.keys(spans.moves.by(way * steps))
        while len(keys):
            best = self._tried(spans.moves.by(way * steps), keys, best)
            spans = spans.until(self._reach(spans.moves, best))
            which = np.flatnonzero(~self._flipping(keys) & (steps < spans.last))
            steps, spans, keys = self._next_keys(steps[which], spans.take(which), keys[which], way)
        return best

    def _may_reach(self, moves: Moves, way: int, slack: Fraction) -> np.typing.NDArray[np.bool_]:
        """Which copies come so near the boundary without any rounding (which never turns back) that it may carry."""
        if way == self.stand or not self.stand:
            return np.ones(len(moves), dtype=np.bool_)
        sheets = self.board.copies(self.rivals[:1], self.row, moves)
        boundary = sheets.declared.total.fraction(0)
        exact = sheets.of(unrounded(self.board.book.method)).exact
        limit = (boundary - way * slack) / exact.quantum
        units = exact.units[1:]
        return np.asarray(units >= ceil(limit) if way == 1 else units <= floor(limit), dtype=np.bool_)

    def _reach(self, moves: Moves, best: Found | None) -> Whole:
        """How many steps of each mark could still be better than the best, or as good."""
        if best is None:
            return np.full(len(moves), np.iinfo(np.int64).max)
        return (best[0] // self.board.sizes[moves.at]).astype(np.int64)

    def _tried(self, moves: Moves, keys: Whole, best: Found | None) -> Found | None:
        """The first flip among these moves and the best so far; the engine is asked once about each key."""
        book = self.board.book
        open_ = np.flatnonzero(~np.isin(keys, [key for key, does_flip in self.flips.items() if not does_flip]))
        moves, keys = moves.take(open_), keys[open_]
        sizes = abs(moves.steps) * self.board.sizes[moves.at]
        for at in np.argsort(sizes, kind="stable").tolist():
            if best is not None and sizes[at] > best[0]:
                break
            judge, leaf, steps = book.judges[moves.seat[at]], book.judged[moves.at[at]].code, int(moves.steps[at])
            key = int(keys[at])
            if key not in self.flips:
                self.flips[key] = self.asked(judge, self.entry, leaf, steps)
            found = (int(sizes[at]), self.entry, judge, leaf, steps)
            if self.flips[key] and (best is None or found < best):
                best = found
        return best

    def _flipping(self, keys: Whole) -> np.typing.NDArray[np.bool_]:
        """Which of the keys are known to flip."""
        return np.array([self.flips.get(key, False) for key in keys.tolist()], dtype=np.bool_)

    def _next_keys(self, steps: Whole, spans: Spans, keys: Whole, way: int) -> tuple[Whole, Spans, Whole]:
        """The fewest steps after which each span has another key, without the spans that have none."""
        far = self.keys(spans.moves.by(way * spans.last))
        which = np.flatnonzero(far != keys)
        spans, low, keys, far = spans.take(which), steps[which], keys[which], far[which]
        high = spans.last
        while (high - low > 1).any():
            open_ = np.flatnonzero(high - low > 1)
            middle = low[open_] + (high[open_] - low[open_]) // 2
            found = self.keys(spans.moves.take(open_).by(way * middle))
            is_other = found != keys[open_]
            high, far, low = high.copy(), far.copy(), low.copy()
            high[open_[is_other]], far[open_[is_other]] = middle[is_other], found[is_other]
            low[open_[~is_other]] = middle[~is_other]
        return high, spans, far

    def keys(self, moves: Moves) -> Whole:
        """The key of each copy, as a number: how it stands, and where it is level what the chain sees of it."""
        stands = self.stands(moves)
        keys = stands.copy()
        level = np.flatnonzero(stands == 0)
        for start in range(0, len(level), _AT_ONCE):
            some = level[start : start + _AT_ONCE]
            seen = relations(self.board.copies(self.rivals, self.row, moves.take(some)), len(self.rivals))
            keys[some] = [self.numbers.setdefault(row.tobytes(), len(self.numbers)) for row in seen]
        keys[level] += 2
        return keys

    def stands(self, moves: Moves) -> Whole:
        """Where each copy stands to the boundary: -1 below, 0 level, 1 above."""
        if self.estimate is None:
            return self._tallied(moves)
        found = self.estimate.stands(self.board.copies(self.rivals[:0], self.row, moves))
        unsure = np.flatnonzero(found == UNSURE)
        found[unsure] = self._tallied(moves.take(unsure))
        return found

    def _tallied(self, moves: Moves) -> Whole:
        """Where each copy stands, by the engine."""
        found = np.zeros(len(moves), dtype=np.int64)
        for start in range(0, len(moves), _AT_ONCE):
            part = moves.take(slice(start, start + _AT_ONCE))
            total = self.board.copies(self.rivals[:1], self.row, part).declared.total
            stands = np.sign(total.units[1:] - total.units[0]).astype(np.int64)
            found[start : start + _AT_ONCE] = np.where(total.known[1:], stands, UNTALLIED)
        return found
