"""Long tails drawn in before figures are compared, by a rule published before the figures are seen.

``x`` is one indicator or a table with one in each column; an absent figure is NaN and stays NaN.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.checks import Floats
from scoring.cohort import by_column, deviations, figures, place
from scoring.errors import Refused

SKEWED: Final = (2.0, 3.5)
"""|skewness| and excess kurtosis above which COINr treats a column."""


def winsorize(
    x: ArrayLike, *, k: int | tuple[int, int] | None = None, quantile: float | tuple[float, float] | None = None
) -> Floats:
    """Draw in the extremes: the ``k`` lowest and highest to the next figure inward, or all beyond ``quantile``.

    A pair treats the two ends apart: ``k=(0, 2)``; ``quantile=(0.05, 1)``. One quantile q stands for (q, 1 - q),
    of type 7. Raises ``Refused`` unless exactly one way is named and something is left in the middle.

    >>> winsorize([1, 2, 3, 4, 100], k=1), winsorize([1, 2, 3, 4, 100], quantile=0.25)
    (array([2., 2., 3., 4., 4.]), array([2., 2., 3., 4., 4.]))
    """
    if k is not None and quantile is None:
        low, high = k if isinstance(k, tuple) else (k, k)
        return by_column(lambda column: _drawn_in(column, low, high), x)
    if quantile is None or k is not None:
        raise Refused("unknown_choice", "k", "either k or quantile", "both or neither")
    ends = quantile if isinstance(quantile, tuple) else (quantile, 1 - quantile)
    if not 0 <= ends[0] <= ends[1] <= 1:
        raise Refused("out_of_range", "quantile", "0 <= low <= high <= 1", f"{ends[0]:g} to {ends[1]:g}")
    return by_column(lambda column: np.clip(column, *np.quantile(column, ends)), x)


def box_cox(x: ArrayLike, power: float) -> Floats:
    """(x^p - 1) / p, and ln x for p = 0; figures are above 0. The order of entries stays, the tail is drawn in.

    >>> box_cox([1, 4], 0.5)
    array([0., 2.])
    """
    found = figures(x)
    if (found <= 0).any():
        raise Refused("not_positive", place(found <= 0), "a figure above 0", f"{np.nanmin(found):g}")
    logs = np.log(found)
    return logs if power == 0 else np.asarray(np.expm1(power * logs) / power)


@dataclass(frozen=True, slots=True)
class Skew:
    """Sample skewness and excess kurtosis of each column (as Excel's SKEW and KURT) and whether both are too great."""

    skewness: Floats
    kurtosis: Floats
    is_skewed: NDArray[np.bool_]


def skew(x: ArrayLike) -> Skew:
    """Whether a column should be winsorized (at most 5 figures) or put on a logarithm: |skew| > 2 and kurtosis > 3.5.

    The rule of COINr; decide it before the figures are seen. Fewer than four figures, or a constant column, have 0 and
    0. Shapes are ``(n_indicators,)``.
    """
    found = figures(x)
    columns = found.reshape(len(found), -1).T
    moments = np.array([_moments(column[~np.isnan(column)]) for column in columns])
    skewness, kurtosis = moments.T
    return Skew(skewness, kurtosis, (np.abs(skewness) > SKEWED[0]) & (kurtosis > SKEWED[1]))


def _moments(column: Floats) -> tuple[float, float]:
    n = len(column)
    if n < 4 or np.ptp(column) == 0:
        return 0.0, 0.0
    z = deviations(column)
    third = n / ((n - 1) * (n - 2)) * (z**3).sum()
    fourth = n * (n + 1) / ((n - 1) * (n - 2) * (n - 3)) * (z**4).sum()
    return float(third), float(fourth - 3 * (n - 1) ** 2 / ((n - 2) * (n - 3)))


def _drawn_in(column: Floats, low: int, high: int) -> Floats:
    if low < 0 or high < 0 or low + high >= len(column):
        raise Refused("out_of_range", "k", f"fewer than {len(column)} figures in all", f"{low} and {high}")
    ordered = np.sort(column)
    return np.clip(column, ordered[low], ordered[-1 - high])
