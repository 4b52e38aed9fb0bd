"""Long tails drawn in before figures are compared, by a rule published before the figures are seen.

``x`` is one indicator or a table with one in each column; an absent figure is NaN and stays NaN.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.checks import LEAST, Floats, frozen, number, pair, place, whole_from
from scoring.cohort import by_column, deviations, figures
from scoring.errors import Refused

SKEWED: Final = (2.0, 3.5)
"""|skewness| and excess kurtosis above which COINr treats a column."""
NEARLY_ZERO: Final = 1e-15
"""A power of so small a size is the logarithm to the last digit."""


def winsorize(
    x: ArrayLike, *, k: int | Sequence[int] | None = None, quantile: float | Sequence[float] | None = None
) -> Floats:
    """Draw in the extremes: the ``k`` lowest and highest to the next figure inward, or all beyond ``quantile``.

    A pair treats the two ends apart: ``k=(0, 2)``; ``quantile=(0.05, 1)``. One quantile q stands for (q, 1 - q),
    of type 7. Raises ``Refused`` unless exactly one way is named and something is left in the middle.

    >>> winsorize([1, 2, 3, 4, 100], k=1), winsorize([1, 2, 3, 4, 100], quantile=0.25)
    (array([2., 2., 3., 4., 4.]), array([2., 2., 3., 4., 4.]))
    """
    if (k is None) == (quantile is None):
        raise Refused("unknown_choice", "k", "either k or quantile", "both or neither")
    if k is not None:
        counts = [whole_from(end, "k", 0) for end in _ends(k, "k")]
        return by_column(lambda column: _drawn_in(column, *(*counts, counts[0])[:2]), x)
    parts = [number(end, "quantile", 0, 1) for end in _ends(quantile, "quantile")]
    low, high = (*parts, 1 - parts[0])[:2]
    if low > high:
        raise Refused("out_of_range", "quantile", "0 <= low <= high <= 1", f"{low:g} to {high:g}")
    return by_column(lambda column: np.clip(column, *np.quantile(column, (low, high))), x)


def _ends(given: Any, name: str) -> tuple[Any, ...]:
    return pair(given, name) if isinstance(given, list | tuple) else (given,)


def box_cox(x: ArrayLike, power: float) -> Floats:
    """(x^p - 1) / p, and ln x for p = 0; figures are above 0, p from -3 to 3. The order stays, the tail is drawn in.

    >>> box_cox([1, 4], 0.5)
    array([0., 2.])
    """
    found, exponent = figures(x), number(power, "power", -3, 3)
    if (found < LEAST).any():
        raise Refused("not_positive", place("x", found < LEAST), "a figure above 0", f"{np.nanmin(found):g}")
    logs = np.log(found)
    return logs if abs(exponent) < NEARLY_ZERO else np.asarray(np.expm1(exponent * logs) / exponent)


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
    is_skewed = (np.abs(skewness) > SKEWED[0]) & (kurtosis > SKEWED[1])
    return Skew(frozen(skewness), frozen(kurtosis), frozen(is_skewed))


def _moments(column: Floats) -> tuple[float, float]:
    n = len(column)
    if n < 4 or np.ptp(column) == 0:
        return 0.0, 0.0
    z = deviations(column)
    third = n / ((n - 1) * (n - 2)) * (z**3).sum()
    fourth = n * (n + 1) / ((n - 1) * (n - 2) * (n - 3)) * (z**4).sum()
    return float(third), float(fourth - 3 * (n - 1) ** 2 / ((n - 2) * (n - 3)))


def _drawn_in(column: Floats, low: int, high: int) -> Floats:
    if low + high >= len(column):
        raise Refused("out_of_range", "k", f"fewer than {len(column)} figures in all", f"{low} and {high}")
    ordered = np.sort(column)
    return np.clip(column, ordered[low], ordered[-1 - high])
