"""Where a total can be halved: spans of steps in which every number rises, or stays, with the mark.

A panel that trims single marks, or none, has no total that falls as a mark rises, nor has any stage after it: each mean
and each rounding keeps the order. Where whole judges are dropped that holds as long as the same judges are: between
two steps at which the judge's total passes another's. A mark too low for a geometric or harmonic mean only makes the
total unknown, which counts as the lowest.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from scoring.book import Book
from scoring.panel import drops_judges
from scoring.records import Method
from scoring.uncertainty.flip_board import Board, Moves, Whole


@dataclass(frozen=True, slots=True)
class Spans:
    """From the ``first`` to the ``last`` step of each span (in the direction of the marks), and the mark's place."""

    moves: Moves
    first: Whole
    last: Whole

    def take(self, which: Whole) -> Spans:
        """Some of the spans."""
        return Spans(self.moves.take(which), self.first[which], self.last[which])

    def until(self, last: Whole) -> Spans:
        """The same, cut short."""
        return replace(self, last=np.minimum(self.last, last))


def only_rises(method: Method) -> bool:
    """Whether no total falls as a mark rises, wherever the mark is."""
    return not drops_judges(method.panel) or (method.aggregate == "arithmetic" and set(method.rounding.at) <= {"total"})


def most_rounded(book: Book) -> Fraction:
    """By how much a weighted sum can at most end up beside itself without any rounding, one stage after another."""
    method, leaves = book.method, [leaf for part in book.criteria for leaf in part.indicators]
    per = 100 if method.weighting == "percent" else 1
    at_stage = {
        "panel": sum((Fraction(leaf.weight) for leaf in leaves), Fraction(0)) / per,
        "weighted": Fraction(len(leaves)),
        "dimension": Fraction(len(book.criteria)),
        "total": Fraction(1),
    }
    units = sum((at_stage[stage] for stage in method.rounding.at), Fraction(0))
    return units / Fraction(2 * 10**method.rounding.places)


def spans_of(board: Board, row: int, moves: Moves, way: int, last: Whole) -> Spans:
    """The spans of each mark of an entry, from one step to the last; the marks are moved ``way`` (-1 down, 1 up)."""
    first = np.ones_like(last)
    if not drops_judges(board.book.method.panel):
        return Spans(moves, first, last).take(np.flatnonzero(last > 0))
    starts = np.sort(np.concatenate([first[:, np.newaxis], _turns(board, row, moves, way, last)], axis=1), axis=1)
    ends = np.concatenate([starts[:, 1:] - 1, last[:, np.newaxis]], axis=1)
    which, column = np.nonzero((starts <= ends) & (starts <= last[:, np.newaxis]))
    return Spans(moves.take(which), starts[which, column], ends[which, column])


def _turns(board: Board, row: int, moves: Moves, way: int, last: Whole) -> Whole:
    """The steps at which the judge's total comes level with another's, or past; beyond the last where it does not."""
    totals, complete, limit = board.totals[:, row], board.complete[:, row], last[:, np.newaxis]
    ahead = way * (totals - totals[moves.seat, np.newaxis])
    gain = board.gain[moves.at][:, np.newaxis]
    turns = np.concatenate([-(-ahead // gain), ahead // gain + 1], axis=1)
    both = np.tile(complete & complete[moves.seat, np.newaxis], 2)
    inside = both & (turns > 1).astype(np.bool_) & (turns <= limit).astype(np.bool_)
    return np.where(inside, turns, limit + 1).astype(np.int64)
