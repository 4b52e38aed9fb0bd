"""Rounds in which one mark of one entry is other than it was, many at once, in the engine's own exact integers.

Each altered round is one *copy* of the entry beside its *rivals*: a mark moves nobody's total but its own entry's, so a
book of rivals and copies holds all that differs. The engine works such a book as it works any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.book import Book, Marks
from scoring.columns import Integers, fitted, in_common, largest
from scoring.course import unrounded, untrimmed
from scoring.errors import Refused
from scoring.panel import drops_judges
from scoring.panel_means import judge_totals
from scoring.records import Entry, Method
from scoring.sheet import Sheets

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Moves:
    """Changes of one entry's marks: by whom, on which indicator, by how many signed steps; each ``(n_moves,)``."""

    seat: Whole
    at: Whole
    steps: Whole

    def __len__(self) -> int:
        """How many moves."""
        return len(self.seat)

    def take(self, which: NDArray[Any] | slice) -> Moves:
        """Some of the moves, by place or mask."""
        return Moves(self.seat[which], self.at[which], self.steps[which])

    def by(self, steps: Whole) -> Moves:
        """The same marks, moved by other steps."""
        return replace(self, steps=steps)


@dataclass(frozen=True, slots=True)
class Board:
    """A round's marks on the grids of their scales.

    ``marks`` are counted so finely that a step is a whole number, ``step`` ``(n_judged,)``. ``sizes`` is what share of
    the scale a step is, as whole numbers of ``share``. ``down`` and ``up`` ``(n_judges, n_entries, n_judged)`` are the
    steps there is room for.
    """

    book: Book
    marks: Marks
    step: Integers
    down: Whole
    up: Whole
    sizes: tuple[int, ...]
    share: Fraction

    @classmethod
    def of(cls, book: Book) -> Board:
        """Set out a round; raises ``Refused`` for a mark off its scale."""
        columns = [_on_grid(book, at) for at in range(len(book.judged))]
        units, step, quanta, down, up = zip(*columns, strict=True)
        share, sizes = in_common(_size(book, at) for at in range(len(book.judged)))
        steps = np.array(step, dtype=object)
        bound = max(largest(column) for column in units) + max(step)
        table = fitted(np.stack(units, axis=2), bound)
        marks = Marks(table, book.marks.given, tuple(quanta))
        return cls(
            book=_remembering(book),
            marks=marks,
            step=fitted(steps, bound),
            down=np.stack(down, axis=2),
            up=np.stack(up, axis=2),
            sizes=tuple(sizes),
            share=share,
        )

    def copies(self, rivals: Whole, row: int, moves: Moves) -> Sheets:
        """The sheets of the rivals, in their order, followed by a copy of the entry in ``row`` for each move."""
        rows = np.concatenate([rivals, np.full(len(moves), row)])
        units = self.marks.units[:, rows]
        units[moves.seat, len(rivals) + np.arange(len(moves)), moves.at] += moves.steps * self.step[moves.at]
        marks = Marks(units, self.marks.given[:, rows], self.marks.quanta)
        originals = [self.book.round.entries[at] for at in rows.tolist()]
        return Sheets(_copied(self.book, originals, marks))


def _remembering(book: Book) -> Book:
    """The same book, whose figures are normalized by the whole cohort, and each figure once for all copies."""
    scorers = {
        code: replace(scorer, curve=cache(scorer.curve)) if scorer.curve else scorer
        for code, scorer in book.scorers.items()
    }
    return replace(book, scorers=scorers)


def _copied(book: Book, originals: Sequence[Entry], marks: Marks) -> Book:
    """A book of entries that may be the same one many times, each with its figures and adjustments; no severity."""
    entries = tuple(Entry(f"{at}", entry.name, entry.status) for at, entry in enumerate(originals))
    pairs = list(zip(entries, originals, strict=True))
    known = [(one.code, entry.code, leaf) for one, entry in pairs for leaf in book.scorers]
    figures = {(one, leaf): book.figures[code, leaf] for one, code, leaf in known if (code, leaf) in book.figures}
    return replace(
        book,
        round=replace(book.round, entries=entries),
        place={entry.code: at for at, entry in enumerate(entries)},
        marks=marks,
        levelled=marks,
        figures=figures,
        adjustment_sums={one.code: book.adjustment_sum(entry.code) for one, entry in pairs},
    )


def relations(sheets: Sheets, n_rivals: int) -> NDArray[np.int8]:
    """How each copy stands to each rival by every number that the tie chain compares: -1, 0 or 1.

    Two copies of the same row are settled alike by the chain, for it looks at an entry's numbers only to compare them.
    """
    found = [np.sign(keys[n_rivals:, np.newaxis] - keys[:n_rivals]).astype(np.int8) for keys in _keys(sheets)]
    n_copies = len(sheets.book.round.entries) - n_rivals
    return np.concatenate([np.zeros((n_copies, 1), np.int8), *found], axis=1)


def _keys(sheets: Sheets) -> Iterator[Integers]:
    """The numbers of the chain that a mark can move; shape ``(n_rows,)`` each."""
    book, declared = sheets.book, sheets.declared
    for step in book.method.ties:
        name, _, code = step.partition(":")
        if name == "total_unrounded":
            yield sheets.of(unrounded(book.method)).exact.units
        elif name == "untrimmed_total":
            yield sheets.of(untrimmed(book.method)).exact.units
        elif name == "dimension":
            yield declared.dimensions[code].units
        elif name == "indicator" and code not in book.scorers:
            yield declared.scores[code].units
        elif name == "judge_majority":
            yield from judge_totals(book)[0]


def only_rises(method: Method, lows: list[Decimal]) -> bool:
    """Whether a higher mark can never lower a total, and every mark of a scale can be tallied."""
    if method.aggregate != "arithmetic" and min(lows, default=Decimal(0)) < 0:
        return False
    plain = method.aggregate == "arithmetic" and set(method.rounding.at) <= {"total"}
    return plain or not drops_judges(method.panel)


def _factor(book: Book, at: int) -> Fraction:
    """What a mark as given is multiplied by to count."""
    scale = book.judged[at].scale
    return 100 / Fraction(scale.max) if scale and book.method.weighting == "percent" else Fraction(1)


def _size(book: Book, at: int) -> Fraction:
    """What share of its scale one step is; 1 for a scale of one point."""
    scale = book.judged[at].scale
    span = Fraction(scale.max) - Fraction(scale.min) if scale else Fraction(0)
    return Fraction(scale.step) / span if scale and span else Fraction(1)


def _on_grid(book: Book, at: int) -> tuple[Integers, int, Fraction, Whole, Whole]:
    """One indicator's marks and step in a common quantum, and the steps to both ends of the scale."""
    scale = book.judged[at].scale
    if scale is None:
        raise Refused("missing", "round_", f"a scale for judged indicator {book.judged[at].code}", "none")
    factor, given = _factor(book, at), book.marks.given[:, :, at]
    quantum, (times, step) = in_common([book.marks.quanta[at], Fraction(scale.step) * factor])
    units = book.marks.units[:, :, at].astype(object) * times
    low, high = (Fraction(end) * factor / quantum for end in (scale.min, scale.max))
    beyond = units * low.denominator - low.numerator
    if (given & ((beyond % (low.denominator * step) != 0) | (beyond < 0) | (units > high))).any():
        raise Refused("mark_off_scale", "round_", f"marks on the scale of {book.judged[at].code}", "one that is not")
    down = beyond // (low.denominator * step)
    up = (high.numerator - units * high.denominator) // (high.denominator * step)
    down, up = (np.where(given, room, 0).astype(np.int64) for room in (down, up))
    return units, step, quantum, down, up
