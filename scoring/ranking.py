"""From totals to ranks: highest first, 1-2-2-4, level entries sent through the declared tie chain.

Each step splits a group of level entries, and the next step works inside what is left level. A step compares entries
by a whole number of which the greater is placed higher; two entries are level exactly when their integers are equal.
The total is compared before all steps.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from scoring.book import Book
from scoring.columns import Column, Integers, integers
from scoring.course import Course, unrounded, untrimmed
from scoring.exact import exact_text
from scoring.outcome import TieSplit
from scoring.panel_means import judge_totals
from scoring.reading import Node
from scoring.sheet import Sheets

Group = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """What a step compares in a group: keys of shape ``(n_group,)``, greater placed higher, and their texts."""

    keys: Integers
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """Entries that share a rank (mostly one), and what put them there."""

    entries: Group
    decided_by: str


Step = Callable[[Sheets, Group, str], Compared]


def ranked(sheets: Sheets) -> tuple[tuple[Level, ...], tuple[TieSplit, ...]]:
    """The levels of the eligible entries from highest to lowest, and every split a tie step made.

    Raises ``Refused`` where a total or a step's value cannot be reckoned.
    """
    book = sheets.book
    sheets.declared.refuse(book.place)
    entries = tuple(sorted(entry.code for entry in book.round.entries if entry.is_eligible))
    splits: list[TieSplit] = []
    levels: list[Level] = []
    for group in _split(entries, sheets.declared.total.units[_rows(book, entries)]):
        levels += _settled(sheets, group, book.method.ties, splits) if len(group) > 1 else [Level(group, "total")]
    return tuple(levels), tuple(splits)


def _settled(sheets: Sheets, group: Group, chain: Sequence[str], splits: list[TieSplit]) -> Iterator[Level]:
    if not chain:
        yield Level(group, "shared")
        return
    step, rest = chain[0], chain[1:]
    name, _, code = step.partition(":")
    compared = _STEPS[name](sheets, group, code)
    parts = _split(group, compared.keys)
    if len(parts) > 1:
        splits.append(TieSplit(step, dict(zip(group, compared.texts, strict=True))))
    for part in parts:
        if len(part) == 1:
            yield Level(part, step)
        else:
            yield from _settled(sheets, part, rest, splits)


def _split(entries: Group, keys: Integers) -> list[Group]:
    """The entries from the greatest key to the least, those with equal keys together and in their order.

    >>> _split(("T1", "T2", "T3", "T4"), np.array([870, 915, 870, 640]))
    [('T2',), ('T1', 'T3'), ('T4',)]
    """
    descending = np.argsort(-keys, kind="stable")
    ordered = keys[descending]
    edges = [0, *(np.flatnonzero(ordered[1:] != ordered[:-1]) + 1).tolist(), len(entries)]
    codes = [entries[at] for at in descending.tolist()]
    return [tuple(codes[first:end]) for first, end in pairwise(edges) if first < end]


def _rows(book: Book, group: Group) -> list[int]:
    return [book.place[entry] for entry in group]


def _valued(book: Book, group: Group, column: Column) -> Compared:
    rows = _rows(book, group)
    return Compared(column.units[rows], tuple(exact_text(column.fraction(row)) for row in rows))


def _level(group: Group) -> Compared:
    """What splits nothing."""
    return Compared(np.zeros(len(group), dtype=np.int64), ("0",) * len(group))


def _total_unrounded(sheets: Sheets, group: Group, _code: str) -> Compared:
    return _reworked(sheets, group, unrounded(sheets.book.method))


def _untrimmed_total(sheets: Sheets, group: Group, _code: str) -> Compared:
    return _reworked(sheets, group, untrimmed(sheets.book.method))


def _reworked(sheets: Sheets, group: Group, course: Course) -> Compared:
    sheet = sheets.of(course)
    sheet.refuse(group)
    return _valued(sheets.book, group, sheet.exact)


def _dimension(sheets: Sheets, group: Group, code: str) -> Compared:
    return _valued(sheets.book, group, sheets.declared.dimensions[code])


def _indicator(sheets: Sheets, group: Group, code: str) -> Compared:
    scorer = sheets.book.scorers.get(code)
    if scorer is None:
        return _valued(sheets.book, group, sheets.declared.scores[code])
    turn = -1 if scorer.rule.direction == "lower" else 1
    figures = [sheets.book.figures.get((entry, code)) for entry in group]
    units = (turn * Column.of(figures).units).tolist()
    last = min(units) - 1
    keys = [last if figure is None else unit for figure, unit in zip(figures, units, strict=True)]
    return Compared(integers(keys), tuple("" if figure is None else exact_text(figure) for figure in figures))


def _judge_majority(sheets: Sheets, group: Group, _code: str) -> Compared:
    """Copeland inside the group: a win over another entry counts +1, a loss -1."""
    totals, complete = (of_judges[:, _rows(sheets.book, group)] for of_judges in judge_totals(sheets.book))
    totals = totals[complete.all(axis=1)]
    ahead = (totals[:, :, np.newaxis] > totals[:, np.newaxis]).sum(axis=0, dtype=np.int64)
    wins = np.sign(ahead - ahead.T).sum(axis=1, dtype=np.int64)
    return Compared(wins, tuple(map(str, wins.tolist())))


def _ruling(sheets: Sheets, group: Group, _code: str) -> Compared:
    order = next((ruling.order for ruling in sheets.book.round.rulings if set(ruling.order) == set(group)), None)
    if order is None:
        return _level(group)
    places = [order.index(entry) + 1 for entry in group]
    return Compared(-integers(places), tuple(map(str, places)))


def _lot(sheets: Sheets, group: Group, _code: str) -> Compared:
    seed = sheets.book.round.lot.seed
    if not seed:
        return _level(group)
    drawn = [lot_key(seed, sheets.book.round.code, entry) for entry in group]
    return Compared(-integers([int(key, 16) for key in drawn]), tuple(drawn))


def lot_key(seed: str, round_code: str, entry: str) -> str:
    r"""The hash that places an entry in a drawn lot, lowest first; anyone can make it with ``sha256sum``.

    It is taken of the three in UTF-8 with a NUL between them. Raises ``Refused`` for what is no text in Unicode.
    ``printf '20251108\0xz-2025\0T01' | sha256sum`` gives

    >>> lot_key("20251108", "xz-2025", "T01")[:16]
    'c740aba59ebe89fe'
    """
    parts = {"seed": seed, "round_code": round_code, "entry": entry}
    told = [Node(value, name).text() for name, value in parts.items()]
    return hashlib.sha256("\0".join(told).encode("utf-8")).hexdigest()


_STEPS: Final[Mapping[str, Step]] = {
    "total_unrounded": _total_unrounded,
    "untrimmed_total": _untrimmed_total,
    "dimension": _dimension,
    "indicator": _indicator,
    "judge_majority": _judge_majority,
    "ruling": _ruling,
    "lot": _lot,
}
