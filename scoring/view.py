"""A round as the lenses see it: matrices of floats, read off the exact way and never fed back into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from scoring.book import Book
from scoring.columns import in_common
from scoring.errors import Refused
from scoring.outcome import Standing
from scoring.panel_means import judge_totals
from scoring.records import Round, indicators_of
from scoring.sheet import Sheets
from scoring.tallying import standings

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class View:
    """A round as the lenses see it: entries by place, judges in the order of the file.

    ``standings`` are the official ones of ``round``; ``entries`` their codes, ``judges`` the codes of all judges.
    ``totals`` has shape ``(n_judges, n_entries)``: each judge's Σ weight·mark over the judged indicators, in points of
    the total, NaN where the judge did not mark every one of them. ``marks`` holds the marks themselves in that shape by
    the code of each judged indicator, NaN where absent. Both are as given, whatever severity they are corrected for.

    ``scores`` has shape ``(n_entries, n_indicators)``, indicators in the order of the tree: the official score, NaN for
    a figure left out. ``weights`` sum to 1, and ``whole`` is what a score of 1 on every indicator comes to in points of
    the total: 1 where weights are percentages, else their sum. ``measured`` and ``adjustments`` ``(n_entries,)`` are
    the points of the measured indicators (NaN with a figure left out), and those on top. ``quota`` is how many places
    are funded.
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
    whole: float
    adjustments: Floats
    quota: int

    @classmethod
    def of(cls, round_: Round, quota: int) -> View:
        """Look at a round; raises ``Refused`` where it cannot be tallied, or has no eligible entry to look at."""
        sheets = Sheets(Book.of(round_))
        book, ranked = sheets.book, standings(sheets)
        if not ranked:
            raise Refused("nothing_to_rank", "/entries", "at least one eligible entry", "none")
        rows = [book.place[standing.entry] for standing in ranked]
        leaves = [*indicators_of(book.criteria).values()]
        per = 100 if round_.method.weighting == "percent" else 1
        units, complete = judge_totals(book)
        quantum = _quantum(book)
        points = np.array([[float(int(unit) * quantum / per) for unit in line] for line in units[:, rows].tolist()])
        scores = scores_of(sheets, rows)
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
            whole=float(sum(Fraction(leaf.weight) for leaf in leaves) / per),
            adjustments=np.array([float(standing.adjustment) for standing in ranked]),
            quota=quota,
        )  # fmt: skip

    @property
    def leaves(self) -> list[str]:
        """The codes of the indicators, in the order of the tree."""
        return [*indicators_of(self.round.criteria)]

    @property
    def offset(self) -> Floats:
        """The adjustments in the unit of the scores: what they add to a mean by ``weights``, shape ``(n_entries,)``."""
        return self.adjustments / self.whole

    def require_sum(self) -> None:
        """Refuse a round whose totals are not ``scores`` by ``weights`` with the adjustments on top.

        Raises ``Refused``: ``not_a_sum`` for a geometric or harmonic total, ``left_out`` where an entry's figure was
        left out and its weight spread over others.
        """
        aggregate = self.round.method.aggregate
        if aggregate != "arithmetic":
            expected = "a total that adds its parts up, whose errors are those of the marks"
            raise Refused("not_a_sum", "/method/aggregate", expected, f"'{aggregate}'")
        require_scores(self.scores, self.entries, self.leaves)


def scores_of(sheets: Sheets, rows: list[int]) -> Floats:
    """The official scores of some entries, shape ``(n_entries, n_indicators)``; NaN for a figure left out."""
    sheet = sheets.declared
    columns = [
        [np.nan if sheet.left_out[code][row] else float(sheet.scores[code].fraction(row)) for row in rows]
        for code in indicators_of(sheets.book.criteria)
    ]
    return np.array(columns, dtype=np.float64).T


def require_scores(scores: Floats, entries: Sequence[str], indicators: Sequence[str]) -> None:
    """Refuse (``left_out``) scores of which one was left out; its entry and indicator are named."""
    gaps = np.argwhere(np.isnan(scores)).tolist()
    if gaps:
        entry, indicator = entries[gaps[0][0]], indicators[gaps[0][1]]
        raise Refused(
            "left_out", "/method/missing", "a score of every entry on every indicator",
            f"none of entry {entry} on indicator {indicator}, left out", entry=entry, indicator=indicator,
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
