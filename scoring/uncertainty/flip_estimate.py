"""A geometric or harmonic total between two floats that are sure to hold it: near enough to tell most copies apart.

An exact root costs a thousand times its estimate, and is needed only for a copy that comes near its boundary. Every
mean keeps the order of its scores, so the lower ends of the scores make the lower end of the mean. A stage that rounds
widens by half a unit; a billionth covers what the floats themselves, and the twelfth decimal of a mean, lose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

import numpy as np

from scoring.checks import Floats
from scoring.exact_means import spread_weights
from scoring.panel_means import panel_means
from scoring.sheet import Sheets
from scoring.uncertainty.flip_board import Whole

UNSURE: Final = 2
_LOST: Final = 1e-9


class Estimate:
    """How copies of one entry stand to a boundary, where floats can tell; ``row`` is that of the entry."""

    def __init__(self, sheets: Sheets, row: int, boundary: float) -> None:
        self.method, self.boundary = sheets.book.method, boundary
        self.mean = _MEANS[self.method.aggregate]
        self.dimensions = [_spread(sheets, at, row) for at in range(len(sheets.book.criteria))]
        self.whole = [float(sum(leaf.weight for leaf in part.indicators)) for part in sheets.book.criteria]
        self.measured = {code: float(sheets.declared.scores[code].fraction(row)) for code in sheets.book.scorers}
        self.adjustment = float(sheets.declared.adjustment.fraction(row))

    def stands(self, copies: Sheets) -> Whole:
        """-1 surely below, 1 surely above, else ``UNSURE``."""
        low, high = self._totals(copies)
        edge = _LOST * (1 + abs(self.boundary))
        return np.where(high < self.boundary - edge, -1, np.where(low > self.boundary + edge, 1, UNSURE))

    def _totals(self, copies: Sheets) -> tuple[Floats, Floats]:
        book = copies.book
        judged = {
            code: column.units.astype(np.float64) * float(column.quantum)
            for code, column in panel_means(book, self.method.panel).items()
        }
        n_copies = len(book.place)
        scores = {**judged, **{code: np.full(n_copies, score) for code, score in self.measured.items()}}
        ends = [self._end(scores, n_copies, sign) for sign in (-1, 1)]
        return ends[0], ends[1]

    def _end(self, scores: Mapping[str, Floats], n_copies: int, sign: int) -> Floats:
        """The lower (-1) or the upper (1) end of the totals."""
        means = []
        for weights in self.dimensions:
            parts = [self._widened(scores[code], "panel", sign) for code in weights]
            means.append(self._widened(self.mean(parts, list(weights.values())), "dimension", sign))
        return self._widened(self.mean(means, self.whole) + self.adjustment, "total", sign, least=-np.inf)

    def _widened(self, numbers: Floats, stage: str, sign: int, least: float = 0.0) -> Floats:
        rounding = self.method.rounding
        half = 0.5 * 10.0**-rounding.places if stage in rounding.at else 0.0
        return np.asarray(np.maximum(numbers + sign * (half + _LOST * (1 + abs(numbers))), least))


def _spread(sheets: Sheets, at: int, row: int) -> dict[str, float]:
    """The weights of a dimension's indicators, those left out for a missing figure spread over the rest."""
    part, sheet = sheets.book.criteria[at], sheets.declared
    weights = {leaf.code: Fraction(leaf.weight) for leaf in part.indicators}
    left_out = frozenset(code for code in weights if sheet.left_out[code][row])
    return {code: float(weight) for code, weight in spread_weights(weights, left_out).items()}


def _geometric(values: Sequence[Floats], weights: Sequence[float]) -> Floats:
    with np.errstate(divide="ignore"):
        logs = sum(weight * np.log(value) for value, weight in zip(values, weights, strict=True))
    return np.asarray(np.exp(logs / sum(weights)))


def _harmonic(values: Sequence[Floats], weights: Sequence[float]) -> Floats:
    with np.errstate(divide="ignore"):
        parts = sum(weight / value for value, weight in zip(values, weights, strict=True))
        return np.asarray(sum(weights) / parts)


_MEANS: Final = {"geometric": _geometric, "harmonic": _harmonic}
