"""From a raw figure to a score on 0-100.

Six rules stand on anchors published beforehand and look at one figure only. Four look at the whole cohort, the
eligible entries that have the figure: there a withdrawal moves everybody else, which the tally says in a notice. A
cohort that is constant (after the declared rounding of a logarithm or a deviation) scores 100 for everyone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Final

from scoring.quantized import log1p, square_root
from scoring.records import Normalize

Curve = Callable[[Fraction], Fraction]

BEST: Final = Fraction(100)
QUANTIZED: Final = ("minmax_log", "zscore")
"""The rules with an irrational step."""
_TURNED: Final = ("goalposts", "minmax", "minmax_log", "zscore", "percentile")


@dataclass(frozen=True, slots=True)
class Scorer:
    """One measured indicator's rule, made ready for a round."""

    rule: Normalize
    n_cohort: int
    curve: Curve | None

    @property
    def depends_on_cohort(self) -> bool:
        """Whether other entries' figures move this entry's score."""
        return self.rule.by in COHORT_RULES

    @property
    def is_constant(self) -> bool:
        """Whether all eligible figures are the same, so that the rule cannot tell entries apart."""
        return self.curve is None and self.n_cohort > 0

    def score(self, figure: Fraction, *, must_clamp: bool = False) -> Fraction | None:
        """The score of a figure; None where the rule needs a cohort and there is none."""
        if self.curve is None:
            return BEST if self.is_constant else None
        score = self.curve(figure)
        if self.rule.direction == "lower" and self.rule.by in _TURNED:
            score = 100 - score
        if self.rule.clamp or must_clamp:
            score = min(max(score, Fraction(0)), BEST)
        return score


def scorer(rule: Normalize, cohort: Sequence[Fraction]) -> Scorer:
    """Make a rule ready; ``cohort`` holds the eligible entries' figures, in any order.

    >>> rule = Normalize("minmax", "lower", True)
    >>> str(scorer(rule, [Fraction(2), Fraction(6), Fraction(10)]).score(Fraction(4)))
    '75'
    """
    if rule.by in COHORT_RULES:
        return Scorer(rule, len(cohort), COHORT_RULES[rule.by](cohort) if cohort else None)
    return Scorer(rule, len(cohort), ANCHORED_RULES[rule.by](rule))


def _piecewise(rule: Normalize) -> Curve:
    points = [(Fraction(x), Fraction(y)) for x, y in rule.points or ()]

    def curve(figure: Fraction) -> Fraction:
        if figure <= points[0][0]:
            return points[0][1]
        for (x0, y0), (x1, y1) in pairwise(points):
            if figure <= x1:
                return y0 + (y1 - y0) * (figure - x0) / (x1 - x0)
        return points[-1][1]

    return curve


def _goalposts(rule: Normalize) -> Curve:
    low, high = _given(rule.low), _given(rule.high)
    return lambda figure: 100 * (figure - low) / (high - low)


def _capped(rule: Normalize) -> Curve:
    cap = _given(rule.cap)
    return lambda figure: 100 * min(figure, cap) / cap


def _yes_no(rule: Normalize) -> Curve:
    return lambda figure: 100 * figure


def _deduction(rule: Normalize) -> Curve:
    full, per = _given(rule.full), _given(rule.per)
    return lambda figure: 100 - per * max(Fraction(0), full - figure)


def _reference(rule: Normalize) -> Curve:
    value = _given(rule.value)
    return lambda figure: 100 * figure / value


def _minmax(cohort: Sequence[Fraction]) -> Curve | None:
    low, high = min(cohort), max(cohort)
    if low == high:
        return None
    return lambda figure: 100 * (figure - low) / (high - low)


def _minmax_log(cohort: Sequence[Fraction]) -> Curve | None:
    curve = _minmax([log1p(figure) for figure in cohort])
    if curve is None:
        return None
    return lambda figure: curve(log1p(figure))


def _zscore(cohort: Sequence[Fraction]) -> Curve | None:
    if len(cohort) < 2:
        return None
    mean = sum(cohort, Fraction(0)) / len(cohort)
    squares = sum(((figure - mean) ** 2 for figure in cohort), Fraction(0))
    deviation = square_root(squares / (len(cohort) - 1))
    if deviation == 0:
        return None
    return lambda figure: 50 + 10 * (figure - mean) / deviation


def _percentile(cohort: Sequence[Fraction]) -> Curve | None:
    if min(cohort) == max(cohort):
        return None
    figures = tuple(cohort)

    def curve(figure: Fraction) -> Fraction:
        less = sum(other < figure for other in figures)
        equal = sum(other == figure for other in figures)
        return Fraction(100 * (2 * less + equal), 2 * len(figures))

    return curve


def _given(number: Decimal | None) -> Fraction:
    if number is None:
        raise ValueError("a rule without its parameter: build rules with read_rules or read_round")
    return Fraction(number)


ANCHORED_RULES: Final[Mapping[str, Callable[[Normalize], Curve]]] = {
    "piecewise": _piecewise,
    "goalposts": _goalposts,
    "capped": _capped,
    "yes_no": _yes_no,
    "deduction": _deduction,
    "reference": _reference,
}
COHORT_RULES: Final[Mapping[str, Callable[[Sequence[Fraction]], Curve | None]]] = {
    "minmax": _minmax,
    "minmax_log": _minmax_log,
    "zscore": _zscore,
    "percentile": _percentile,
}
