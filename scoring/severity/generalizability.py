"""Generalizability: how much of the marks is the entries' own, and how many judges a reliable panel needs.

Entries, judges and error are all random here, from the one REML fit of ``crossed``; this says how far the panel can be
relied on, and gives no entry a score.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import ArrayLike

from scoring.checks import between, choice
from scoring.errors import Refused
from scoring.graph import components, require_connected
from scoring.magnitude import unit_of
from scoring.marks import Marks, table_of
from scoring.severity.crossed import crossed


@dataclass(frozen=True, slots=True)
class Panel:
    """The two coefficients for a panel of ``n_judges``: of the order (relative) and of the level (absolute)."""

    n_judges: int
    relative: float
    absolute: float


@dataclass(frozen=True, slots=True)
class Generalizability:
    """Variances of entries, judges and the rest (interaction and error), and the coefficients of this panel.

    ``n_judges`` is the marks an entry has, their harmonic mean where entries differ. ``relative`` (Eρ²) compares
    entries with each other, ``absolute`` (Φ) with a standard; on a complete table without a variance at 0 they are
    ICC(C,k) and ICC(A,k). ``study`` is the D-study: both for panels of 1 to 20 judges who mark every entry.
    """

    var_entry: float
    var_judge: float
    var_residual: float
    n_judges: float
    relative: float
    absolute: float
    study: tuple[Panel, ...]

    def judges_for(self, target: float = 0.8, *, coefficient: str = "absolute") -> int | None:
        """The least number of judges whose coefficient reaches ``target``; None where no number does.

        >>> found = Generalizability(4.0, 1.0, 8.0, 5.0, 0.71, 0.69, ())
        >>> found.judges_for(0.8), found.judges_for(0.8, coefficient="relative")
        (9, 8)
        """
        between(target, "target", 0, 1)
        noise = self.var_residual
        if choice(coefficient, "coefficient", ("absolute", "relative")) == "absolute":
            noise += self.var_judge
        if self.var_entry == 0:
            return None
        exact = target / (1 - target) * noise / self.var_entry
        return max(1, ceil(exact - 1e-9 * exact))


def generalizability(marks: Marks | ArrayLike) -> Generalizability:
    """The variances by REML, the coefficients of this panel and the D-study.

    ``marks`` has shape (n_judges, n_entries), NaN where absent, or is the long form. Raises ``Refused``:
    ``too_small`` (fewer than 2 judges or entries), ``disconnected`` (parts named), and what ``crossed`` refuses, such
    as ``zero_variance``. Source: Brennan, Generalizability Theory (2001), ch. 2, after Cronbach et al. (1972).

    Shrout and Fleiss (1979), Psychol. Bull. 86, table 2: ICC(C,4) .909 and ICC(A,4) .620.

    >>> found = generalizability([[9, 6, 8, 7, 10, 6], [2, 1, 4, 1, 5, 2], [5, 3, 6, 2, 6, 4], [8, 2, 8, 6, 9, 7]])
    >>> round(found.relative, 3), round(found.absolute, 3), found.judges_for(0.8)
    (0.909, 0.62, 10)
    """
    table = table_of(marks)
    seen = ~np.isnan(table.marks)
    if min(seen.shape) < 2:
        raise Refused("too_small", "marks", "at least 2 judges and 2 entries", f"shape {seen.shape}")
    judge, entry = np.nonzero(seen)
    require_connected(table.judges, table.entries, components(len(seen), seen.shape[1], judge, entry), "marks")
    if np.ptp(table.marks[seen]) == 0:
        raise Refused("zero_variance", "marks", "marks that differ", f"{len(judge)} of {table.marks[seen][0]:g}")
    unit = unit_of(table.marks)
    found = crossed(table.marks[seen] / unit, entry, judge)
    of_entry, of_judge, rest = found.var_a, found.var_b, found.var_residual
    n_judges = float(1 / (1 / seen.sum(axis=0)).mean())
    study = tuple(Panel(n, *_coefficients(of_entry, of_judge, rest, float(n))) for n in range(1, 21))
    relative, absolute = _coefficients(of_entry, of_judge, rest, n_judges)
    square = unit**2
    return Generalizability(of_entry * square, of_judge * square, rest * square, n_judges, relative, absolute, study)


def _coefficients(of_entry: float, of_judge: float, rest: float, n_judges: float) -> tuple[float, float]:
    """``Eρ² = e/(e + r/n)`` and ``Φ = e/(e + (j + r)/n)``."""
    return of_entry / (of_entry + rest / n_judges), of_entry / (of_entry + (of_judge + rest) / n_judges)
