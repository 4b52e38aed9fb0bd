"""Entry plus judge by least squares, as the yardstick of residuals: what it leaves, and of how much freedom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.errors import Refused
from scoring.graph import Whole, components, require_connected
from scoring.magnitude import unit_of
from scoring.marks import Floats, Marks, table_of


@dataclass(frozen=True, slots=True)
class TwoWay:
    """Marks (n_marks,) row by row of the table, their places, and the inverse of the normal equations.

    ``mark`` is in ``unit``, so that no square is too large or small; ``tolerance`` is the square below which a residual
    is rounding.
    """

    mark: Floats
    judge: Whole
    entry: Whole
    judges: NDArray[Any]
    entries: NDArray[Any]
    inverse: Floats
    df: int
    tolerance: float
    unit: float

    def rest(self, values: Floats) -> Floats:
        """What entry and judge do not explain of values (n_marks,)."""
        effects = self.effects(values)
        found: Floats = values - effects[self.entry] - effects[len(self.entries) + self.judge]
        return found

    def effects(self, values: Floats) -> Floats:
        """Effects of entries, then of judges, the latter summing to 0."""
        sums = [np.bincount(at, values, minlength=n) for at, n in self._facets()]
        found: Floats = self.inverse @ np.concatenate(sums)
        return found

    @property
    def hat(self) -> Floats:
        """How far each mark draws its own fitted value to itself, (n_marks,)."""
        at_judge = len(self.entries) + self.judge
        own = np.diag(self.inverse)
        found: Floats = own[self.entry] + own[at_judge] + 2 * self.inverse[self.entry, at_judge]
        return found

    def _facets(self) -> tuple[tuple[Whole, int], tuple[Whole, int]]:
        return (self.entry, len(self.entries)), (self.judge, len(self.judges))


def two_way(marks: Marks | ArrayLike, *, spare: int = 2) -> TwoWay:
    """The fit's ground; refuses a design in parts (``disconnected``) and under ``spare`` degrees of freedom."""
    table = table_of(marks)
    judge, entry = np.nonzero(~np.isnan(table.marks))
    n_judges, n_entries = table.marks.shape
    parts = components(n_judges, n_entries, judge, entry)
    require_connected(table.judges.tolist(), table.entries.tolist(), parts, "marks")
    df = len(judge) - n_judges - n_entries + 1
    if df < spare:
        raise Refused("no_residual", "marks", f"{spare} marks to spare beyond entries and judges", f"{max(df, 0)}")
    met = (~np.isnan(table.marks)).astype(np.float64)
    normal = np.block([[np.diag(met.sum(axis=0)), met.T], [met, np.diag(met.sum(axis=1)) + 1]])
    unit = unit_of(table.marks)
    mark = table.marks[judge, entry] / unit
    tolerance = (1e-10 * max(float(np.abs(mark).max()), 1e-300)) ** 2
    return TwoWay(mark, judge, entry, table.judges, table.entries, np.linalg.inv(normal), df, tolerance, unit)
