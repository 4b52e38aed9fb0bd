"""How far judges differ: the judge variance over the residual one by REML, and the profile interval of the judge sd.

Twice the negative log-likelihood, up to constants, is read off the laws that ``equations`` states:
``df log σ² + rss/σ² + Σ [log w + squares/w]`` with ``w = σ² + judge · weight``.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, inf, log, pi, sqrt
from typing import Final

import numpy as np
from scipy.optimize import brentq
from scipy.special import chdtri

from scoring.checks import between, number
from scoring.errors import Refused
from scoring.severity.equations import Equations

_ROUNDING = 1e-12
_GRID = np.exp(np.linspace(log(1e-12), log(1e42), 541))
_LEAST_ALLOWED = 1e-9
FARTHEST_PAST: Final = 1e6
"""A past standard deviation so many times the largest mark, or so small a part of it, was found on another scale."""


@dataclass(frozen=True, slots=True)
class PastSeverity:
    """What former editions found: a variance of severity, and the degrees of freedom it is worth (judges less one).

    It counts as one more observation, ``variance · χ²(df)/df`` about the true one, so a single df is a weak prior and
    no past can outvote a large panel.
    """

    variance: float
    df: float

    def __post_init__(self) -> None:
        """Refuse (``out_of_range``) a variance that is not above 0, and other ``df`` than 0.001 to a billion."""
        object.__setattr__(self, "variance", between(self.variance, "past.variance", 0, inf))
        object.__setattr__(self, "df", number(self.df, "past.df", 1e-3, 1e9))

    def over(self, unit: float) -> PastSeverity:
        """The same with marks divided by ``unit``; refuses (``out_of_range``) what cannot be of the same scale."""
        sd = sqrt(self.variance) / unit
        if not 1 / FARTHEST_PAST <= sd <= FARTHEST_PAST:
            raise Refused("out_of_range", "past.variance", "a variance on the scale of the marks", f"{self.variance:g}")
        return PastSeverity(sd**2, self.df)


@dataclass(frozen=True, slots=True)
class Variances:
    """The two variances in units squared, their ratio (``inf`` without residual), the criterion on lme4's scale."""

    judge: float
    residual: float
    ratio: float
    criterion: float


def reml(known: Equations, past: PastSeverity | None) -> Variances:
    """The variances with the least criterion over all ratios from 0 on; 0 itself is a legitimate answer.

    Where nothing is left over, the ratio is infinite, or 0 if the judges do not differ either; the criterion is then
    minus infinity.
    """
    squares, weight = known.squares, known.weight
    if known.rss == 0.0:
        return _without_residual(known, past)
    ratio = _least(known, past)
    n = known.df + len(weight)
    over = 1 + ratio * weight
    pooled = known.rss + float((squares / over).sum())
    n_past = past.df if past else 0.0
    from_past = past.df * past.variance / ratio if past else 0.0
    residual = (pooled + from_past) / (n + n_past)
    criterion = n * log(2 * pi * residual) + pooled / residual
    criterion += float(np.log(over).sum() + np.log(known.per_entry).sum()) + 2 * (n + n_past) * log(known.unit)
    if past:
        criterion += past.df * (log(ratio * residual) + past.variance / (ratio * residual))
    return Variances(ratio * residual, residual, ratio, criterion)


def sd_interval(known: Equations, found: Variances, past: PastSeverity | None, level: float) -> tuple[float, float]:
    """Judge standard deviations, in units, whose profile criterion is within the χ²(1) quantile of the least one.

    The residual variance is fitted anew for each. The lower limit is 0 where no severity at all is within it.
    """
    top = float(known.squares.sum())
    if top == 0.0 and known.rss == 0.0 and past is None:
        return 0.0, 0.0
    allowed = max(float(chdtri(1, 1 - level)), _LEAST_ALLOWED)  # less is rounding, and the interval a point
    scale = found.judge if found.judge > 0 else (known.rss + top) / (known.df * float(known.weight.mean()))
    least = _profile(known, found.judge, past)

    def above(log_judge: float) -> float:
        return _profile(known, exp(log_judge), past) - least - allowed

    at = low = high = log(scale)
    while above(high) < 0:
        high += 1.0
    high = float(brentq(above, high - 1.0 if high > at else at - 30.0, high, xtol=1e-10))
    if known.rss > 0 and past is None and _profile(known, 0.0, past) - least <= allowed:
        return 0.0, sqrt(exp(high))
    while above(low) < 0:
        low -= 1.0
    return sqrt(exp(float(brentq(above, low, low + 1.0, xtol=1e-10)))), sqrt(exp(high))


def _without_residual(known: Equations, past: PastSeverity | None) -> Variances:
    between = float((known.squares / known.weight).sum())
    if between == 0.0 and past is None:
        return Variances(0.0, 0.0, 0.0, -inf)
    n_past = past.df if past else 0.0
    from_past = past.df * past.variance if past else 0.0
    return Variances((between + from_past) / (len(known.weight) + n_past), 0.0, inf, -inf)


def _least(known: Equations, past: PastSeverity | None) -> float:
    """The ratio with the least criterion: the best of a grid over 42 powers of ten, then the root of the slope."""
    unit = 1 / float(known.weight.mean())
    ratios = _GRID * unit
    over = 1 + ratios[:, np.newaxis] * known.weight
    pooled = known.rss + (known.squares / over).sum(axis=1)
    n = float(known.df + len(known.weight))
    values = np.log(over).sum(axis=1)
    if past:
        n += past.df
        pooled = pooled + past.df * past.variance / ratios
        values = values + past.df * np.log(ratios)
    values = values + n * np.log(pooled)
    best = int(np.argmin(values))
    if past is None and n * log(known.rss + float(known.squares.sum())) <= values[best]:
        best = 0
    # On a plateau the grid's dip is rounding: go down while the criterion rises, and up while it falls.
    below, above = best - 1, min(best + 1, len(ratios) - 1)
    while below >= 0 and _slope(known, ratios[below], past) >= 0:
        below -= 1
    while above < len(ratios) - 1 and _slope(known, ratios[above], past) < 0:
        above += 1
    low = ratios[below] if below >= 0 else 0.0
    # Where the slope at 0 vanishes (mean squares alike), only rounding makes it negative: no severity does best.
    if low == 0.0 and past is None and _slope(known, 0.0, None) >= -_ROUNDING * float(known.weight.sum()):
        return 0.0
    low = low or (ratios[0] * 1e-12 if past else 0.0)
    return float(brentq(lambda ratio: _slope(known, ratio, past), low, ratios[above], xtol=1e-300, rtol=1e-14))


def _slope(known: Equations, ratio: float, past: PastSeverity | None) -> float:
    over = 1 + ratio * known.weight
    pooled = known.rss + float((known.squares / over).sum())
    fall = float((known.along**2 / over**2).sum())
    n = float(known.df + len(known.weight))
    rise = float((known.weight / over).sum())
    if past:
        n += past.df
        pooled += past.df * past.variance / ratio
        fall += past.df * past.variance / ratio**2
        rise += past.df / ratio
    return rise - n * fall / pooled


def _profile(known: Equations, judge: float, past: PastSeverity | None) -> float:
    """The criterion at this judge variance, least over the residual variance; constants left out."""
    weight, squares = known.weight, known.squares
    of_past = past.df * (log(judge) + past.variance / judge) if past else 0.0
    if known.rss == 0.0:
        spread = judge * weight
        return float((np.log(spread) + squares / spread).sum()) + of_past

    def slope(log_residual: float) -> float:
        residual = exp(log_residual)
        spread = residual + judge * weight
        return known.df - known.rss / residual + float((residual / spread - squares * residual / spread**2).sum())

    low = log(known.rss / (known.df + len(weight))) - 1e-9
    high = log((known.rss + float(squares.sum())) / known.df) + 1e-9
    log_residual = float(brentq(slope, low, high, xtol=1e-12))
    spread = exp(log_residual) + judge * weight
    fitted = known.df * log_residual + known.rss / exp(log_residual)
    return fitted + float((np.log(spread) + squares / spread).sum()) + of_past
