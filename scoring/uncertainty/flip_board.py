"""Rounds in which one mark of one entry is other than it was, many at once, in the engine's own exact integers.

Each altered round is one *copy* of the entry beside its *rivals*: a mark moves nobody's total but its own entry's, so a
book of rivals and copies holds all that differs. The engine works such a book as it works any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from math import ceil
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scoring.book import Book, Marks
from scoring.columns import Column, Integers, Mask, fitted, in_common, integers, largest
from scoring.course import unrounded, untrimmed
from scoring.errors import Refused
from scoring.panel_means import judge_totals
from scoring.records import Entry
from scoring.sheet import Sheets

Whole = NDArray[np.int64]
MOST_STEPS: Final = 2**62
"""The most steps a scale may have."""
UNTALLIED: Final = -2
"""How a copy stands that cannot be tallied: only marks too low can bring that about."""


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
    steps there is room for. ``totals`` ``(n_judges, n_entries)`` are the judges' totals where ``complete``, in a unit
    of which a step makes ``gain`` ``(n_judged,)``.
    """

    book: Book
    marks: Marks
    step: Integers
    down: Whole
    up: Whole
    sizes: Integers
    share: Fraction
    totals: Integers
    complete: Mask
    gain: Integers

    @classmethod
    def of(cls, book: Book) -> Board:
        """Set out a round; raises ``Refused`` for a mark off its scale, or a scale of more than ``MOST_STEPS``."""
        columns = [_on_grid(book, at) for at in range(len(book.judged))]
        units, step, quanta, down, up = zip(*columns, strict=True)
        share, sizes = in_common(_size(book, at) for at in range(len(book.judged)))
        bound = max(largest(column) + _span(book, at) * step[at] for at, column in enumerate(units))
        marks = Marks(fitted(np.stack(units, axis=2), bound), book.marks.given, tuple(quanta))
        totals, complete = judge_totals(replace(book, marks=marks))
        _, factors = in_common(Fraction(leaf.weight) * q for leaf, q in zip(book.judged, quanta, strict=True))
        return cls(
            book=_remembering(book),
            marks=marks,
            step=fitted(integers(step), bound),
            down=np.stack(down, axis=2),
            up=np.stack(up, axis=2),
            sizes=fitted(integers(sizes), max(ceil(1 / share), *sizes)),
            share=share,
            totals=totals.astype(object),
            complete=complete,
            gain=np.array([factor * one for factor, one in zip(factors, step, strict=True)], dtype=object),
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
    sums = book.adjustment_sums
    known = [(one.code, entry.code, leaf) for one, entry in pairs for leaf in book.scorers]
    figures = {(one, leaf): book.figures[code, leaf] for one, code, leaf in known if (code, leaf) in book.figures}
    return replace(
        book,
        round=replace(book.round, entries=entries),
        place={entry.code: at for at, entry in enumerate(entries)},
        marks=marks,
        levelled=marks,
        figures=figures,
        adjustment_sums={one.code: sums[entry.code] for one, entry in pairs if entry.code in sums},
    )


def relations(sheets: Sheets, n_rivals: int) -> NDArray[np.int8]:
    """How each copy stands to each rival by every number that the tie chain compares: -1, 0 or 1.

    Two copies of the same row are settled alike by the chain, for it looks at an entry's numbers only to compare them.
    A number that cannot be reckoned is ``UNTALLIED``.
    """
    n_copies = len(sheets.book.round.entries) - n_rivals
    found = [np.zeros((n_copies, 1), np.int8)]
    for units, known in _keys(sheets):
        signs = np.sign(units[n_rivals:, np.newaxis] - units[:n_rivals]).astype(np.int8)
        found.append(np.where(known[n_rivals:, np.newaxis], signs, np.int8(UNTALLIED)))
    return np.concatenate(found, axis=1)


def _keys(sheets: Sheets) -> Iterator[tuple[Integers, Mask]]:
    """The numbers of the chain that a mark can move, and where they are known; shape ``(n_rows,)`` each."""
    for step in sheets.book.method.ties:
        column = _key(sheets, *step.partition(":")[::2])
        if column is not None:
            yield column.units, column.known
        elif step == "judge_majority":
            yield from zip(*judge_totals(sheets.book), strict=True)


def _key(sheets: Sheets, name: str, code: str) -> Column | None:
    """The one number of an entry that a step of the chain compares; None where a mark does not move it."""
    book, declared = sheets.book, sheets.declared
    if name == "total_unrounded":
        return sheets.of(unrounded(book.method)).exact
    if name == "untrimmed_total":
        return sheets.of(untrimmed(book.method)).exact
    if name == "dimension":
        return declared.dimensions[code]
    return declared.scores[code] if name == "indicator" and code not in book.scorers else None


def _factor(book: Book, at: int) -> Fraction:
    """What a mark as given is multiplied by to count."""
    scale = book.judged[at].scale
    return 100 / Fraction(scale.max) if scale and book.method.weighting == "percent" else Fraction(1)


def _size(book: Book, at: int) -> Fraction:
    """What share of its scale one step is; 1 for a scale of one point."""
    scale = book.judged[at].scale
    span = Fraction(scale.max) - Fraction(scale.min) if scale else Fraction(0)
    return Fraction(scale.step) / span if scale and span else Fraction(1)


def _span(book: Book, at: int) -> int:
    """How many steps lead from one end of a scale to the other, or a refusal where no machine could count them."""
    scale = book.judged[at].scale
    steps = (Fraction(scale.max) - Fraction(scale.min)) // Fraction(scale.step) if scale else 0
    if steps > MOST_STEPS:
        raise Refused("too_many", "round_", f"a scale of at most {MOST_STEPS} steps", f"{steps}")
    return steps


def _on_grid(book: Book, at: int) -> tuple[Integers, int, Fraction, Whole, Whole]:
    """One indicator's marks and step in a common quantum, and the steps to both ends of the scale."""
    scale = book.judged[at].scale
    if scale is None:
        raise Refused("missing", "round_", f"a scale for judged indicator {book.judged[at].code}", "none")
    _span(book, at)
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
