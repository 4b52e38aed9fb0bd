"""From scores to a dimension and from dimensions to a total: three means.

``arithmetic`` sums points already weighted. ``geometric`` and ``harmonic`` are weighted means on 0-100, rounded
half-even to twelve decimals at once; they let no strength buy off a weakness, any zero gives zero, and a negative
score is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Final

from scoring.quantized import geometric_mean, harmonic_mean

Mean = Callable[[Sequence[Fraction], Sequence[Fraction]], Fraction]

_REMEMBERED: Final = 2**12
"""So many means are kept: a round looked at many times over differs in few of its entries."""


def _remembered(mean: Mean) -> Mean:
    known = lru_cache(_REMEMBERED)(mean)
    return lambda values, weights: known(tuple(values), tuple(weights))


MEANS: Final[Mapping[str, Mean]] = {
    "geometric": _remembered(geometric_mean),
    "harmonic": _remembered(harmonic_mean),
}
"""The means that are not a plain sum of weighted points, by the name of the ``aggregate``."""


def spread_weights(weights: Mapping[str, Fraction], left_out: frozenset[str]) -> dict[str, Fraction]:
    """Give the weight of the indicators left out to the rest of their dimension, in proportion.

    >>> spread = spread_weights({"A1": Fraction(5), "A2": Fraction(10), "A3": Fraction(15)}, frozenset({"A1"}))
    >>> {code: str(weight) for code, weight in spread.items()}
    {'A2': '12', 'A3': '18'}
    """
    kept = {code: weight for code, weight in weights.items() if code not in left_out}
    if not kept:
        return {}
    factor = sum(weights.values(), Fraction(0)) / sum(kept.values(), Fraction(0))
    return {code: weight * factor for code, weight in kept.items()}
