"""The normal equations of ``mark = entry + judge + error`` with the entries swept out, in the directions they need.

Sweeping out the entry means leaves a symmetric system of one row a judge, ``A s = b``. Along the eigenvectors of ``A``
the judges' effects come apart: direction k carries ``along[k]`` with weight ``weight[k]``, and all that REML knows of
the two variances is

    rss ~ residual · χ²(df)        along[k]² / weight[k] ~ (residual + judge · weight[k]) · χ²(1)

independently. The direction in which all judges move together has weight zero and is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.errors import Refused
from scoring.graph import components, require_connected
from scoring.magnitude import unit_of
from scoring.marks import Floats, Marks, table_of

_ROUNDING = 1e-13


@dataclass(frozen=True, slots=True)
class Equations:
    """The swept system: ``share`` (n_judges, n_entries) is 1/(marks of the entry) where the judge marked it, else 0.

    ``means``, ``along`` and ``rss`` are those of the marks divided by ``unit``, so that no square is out of range.
    """

    judges: NDArray[Any]
    entries: NDArray[Any]
    means: Floats
    per_entry: Floats
    share: Floats
    weight: Floats
    axes: Floats
    along: Floats
    rss: float
    df: int
    unit: float

    @property
    def squares(self) -> Floats:
        """``along² / weight``: the sum of squares between the judges in each direction."""
        squares: Floats = self.along**2 / self.weight
        return squares

    def effects(self, gain: Floats) -> Floats:
        """The judges' effects, each direction taken times ``gain``; they sum to 0."""
        effects: Floats = self.axes @ (gain * self.along)
        return effects


def equations_of(marks: Marks | ArrayLike) -> Equations:
    """Sweep out the entries; refuse what leaves nothing to tell severity and error apart.

    Raises ``Refused``: ``disconnected`` with the parts named (a judge or an entry without marks is one), and
    ``no_residual`` where the marks are no more than the effects (one judge, one entry, a bare chain).
    """
    table = table_of(marks)
    seen = ~np.isnan(table.marks)
    n_judges, n_entries = seen.shape
    require_connected(table.judges, table.entries, components(n_judges, n_entries, *np.nonzero(seen)), "marks")
    df = int(seen.sum()) - n_judges - n_entries + 1
    if df < 1:
        raise Refused("no_residual", "marks", "more marks than judges and entries less one", f"{int(seen.sum())}")
    unit = unit_of(table.marks)
    marked = table.marks / unit
    known = np.where(seen, marked, 0.0)
    per_entry = seen.sum(axis=0).astype(np.float64)
    means = known.sum(axis=0) / per_entry
    apart = np.where(seen, marked - means, 0.0)
    share = seen / per_entry
    weight, axes = np.linalg.eigh(np.diag(seen.sum(axis=1).astype(np.float64)) - share @ seen.T)
    weight, axes = weight[1:], axes[:, 1:]
    along = _unless_rounding(axes.T @ apart.sum(axis=1), known, seen)
    effects = axes @ (along / weight)
    left = np.where(seen, apart + effects @ share - effects[:, np.newaxis], 0.0)
    rss = float((_unless_rounding(left, known, seen) ** 2).sum())
    return Equations(table.judges, table.entries, means, per_entry, share, weight, axes, along, rss, df, unit)


def _unless_rounding(values: Floats, known: Floats, seen: NDArray[np.bool_]) -> Floats:
    """Zero in place of values that are all no more than the rounding of the marks they come from."""
    noise = _ROUNDING * float(np.abs(known).max()) * max(seen.shape)
    return np.zeros_like(values) if np.abs(values).max(initial=0.0) <= noise else values
