"""A round as the lenses see it: matrices of floats, read off the exact way and never fed back into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from scoring.book import Book
from scoring.columns import in_common
from scoring.errors import Refused
from scoring.outcome import Standing
from scoring.panel_means import judge_totals
from scoring.records import Round
from scoring.sheet import Sheets
from scoring.tallying import standings

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class View:
    """A round as the lenses see it: entries by place, judges in the order of the file.

    ``totals`` has shape ``(n_judges, n_entries)``, NaN where a judge did not mark every judged indicator of the entry;
    ``marks`` holds such a matrix for each judged indicator; ``scores`` has shape ``(n_entries, n_indicators)``.
    """

    round: Round
    standings: tuple[Standing, ...]
    entries: tuple[str, ...]
    judges: tuple[str, ...]
    totals: Floats
    marks: Mapping[str, Floats]
    measured: Floats
    scores: Floats
    weights: Floats
    quota: int

    @classmethod
    def of(cls, round_: Round, quota: int) -> View:
        """Look at a round; raises ``Refused`` where it cannot be tallied, or has no eligible entry to look at."""
        sheets = Sheets(Book.of(round_))
        book, ranked = sheets.book, standings(sheets)
        if not ranked:
            raise Refused("nothing_to_rank", "/entries", "at least one eligible entry", "none")
        rows = [book.place[standing.entry] for standing in ranked]
        leaves = [leaf for dimension in book.criteria for leaf in dimension.indicators]
        per = 100 if round_.method.weighting == "percent" else 1
        units, complete = judge_totals(book)
        quantum = _quantum(book)
        points = np.array([[float(int(unit) * quantum / per) for unit in line] for line in units[:, rows].tolist()])
        scores = np.array(
            [[float(sheets.declared.scores[leaf.code].fraction(row)) for leaf in leaves] for row in rows]
        )  # fmt: skip
        weight = np.array([float(leaf.weight) for leaf in leaves])
        judged = np.array([leaf.kind == "judged" for leaf in leaves])
        return cls(
            round=round_,
            standings=ranked,
            entries=tuple(standing.entry for standing in ranked),
            judges=book.judges,
            totals=np.where(complete[:, rows], points.reshape(len(book.judges), len(rows)), np.nan),
            marks={
                leaf.code: _matrix(book, at, rows) for at, leaf in enumerate(book.judged)
            },
            measured=(scores * weight / per)[:, ~judged].sum(axis=1),
            scores=scores,
            weights=weight / weight.sum(),
            quota=quota,
        )  # fmt: skip


def _quantum(book: Book) -> Fraction:
    """The unit of ``judge_totals``."""
    pairs = zip(book.judged, book.marks.quanta, strict=True)
    return in_common(Fraction(leaf.weight) * quantum for leaf, quantum in pairs)[0]


def _matrix(book: Book, at: int, rows: list[int]) -> Floats:
    quantum = book.marks.quanta[at]
    units, given = book.marks.units[:, rows, at].tolist(), book.marks.given[:, rows, at]
    marks = np.array([[float(unit * quantum) for unit in line] for line in units]).reshape(given.shape)
    return np.where(given, marks, np.nan)
