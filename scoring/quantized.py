"""The steps that leave the rationals, each correctly rounded half-even to twelve decimals at once.

A logarithm, a root or a weighted mean is reckoned with as many digits as it takes to know its twelfth decimal, so the
answer is the same on every machine. A mean that falls exactly between two twelfth decimals is recognized as such, by
whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from math import gcd, isqrt, lcm

from scoring.exact import rounded

PLACES = 12
_UNIT = 10**PLACES
_FIRST_PRECISION = 60


def log1p(value: Fraction) -> Fraction:
    """``ln(1 + value)`` for ``value`` > -1.

    >>> str(log1p(Fraction(0))), str(log1p(Fraction(1)) * 10**12)
    ('0', '693147180560')
    """
    argument = 1 + value
    if argument == 1:
        return Fraction(0)
    return _settled(lambda context: _ln(argument, context), lambda halfway: False)


def square_root(value: Fraction) -> Fraction:
    """The square root, settled by whole numbers alone.

    >>> str(square_root(Fraction(49, 4))), str(square_root(Fraction(2)) * 10**12)
    ('7/2', '1414213562373')
    """
    square = value * _UNIT**2
    below = isqrt(square.numerator // square.denominator)
    to_half = square - (below + Fraction(1, 2)) ** 2
    if to_half > 0 or (to_half == 0 and below % 2 == 1):
        below += 1
    return Fraction(below, _UNIT)


def harmonic_mean(values: Sequence[Fraction], weights: Sequence[Fraction]) -> Fraction:
    """``Σw / Σ(w/value)``; any zero gives zero.

    >>> str(harmonic_mean([Fraction(40), Fraction(60)], [Fraction(1), Fraction(1)]))
    '48'
    """
    if 0 in values:
        return Fraction(0)
    mean = sum(weights) / sum((w / v for v, w in zip(values, weights, strict=True)), Fraction(0))
    return rounded(mean, PLACES, "half_even")


def geometric_mean(values: Sequence[Fraction], weights: Sequence[Fraction]) -> Fraction:
    """``Π value^(w/Σw)``; any zero gives zero.

    The OECD handbook's example, (21, 1, 1, 1) with equal weights, gives 2.14.

    >>> str(geometric_mean([Fraction(4), Fraction(9)], [Fraction(1), Fraction(1)]))
    '6'
    >>> str(rounded(geometric_mean([Fraction(n) for n in (21, 1, 1, 1)], [Fraction(1)] * 4), 2, "half_even"))
    '107/50'
    """
    if 0 in values:
        return Fraction(0)
    whole = lcm(*(w.denominator for w in weights))
    powers = [int(w * whole) for w in weights]
    root = sum(powers)

    def estimate(context: Context) -> Decimal:
        exponent = Decimal(0)
        for value, power in zip(values, powers, strict=True):
            exponent = context.add(exponent, context.multiply(_ln(value, context), Decimal(power)))
        return context.exp(context.divide(exponent, Decimal(root)))

    def equals(halfway: Fraction) -> bool:
        product = [*zip(values, powers, strict=True), (halfway, -root)]
        return _is_one([(v.numerator, p) for v, p in product] + [(v.denominator, -p) for v, p in product])

    return _settled(estimate, equals)


def _ln(value: Fraction, context: Context) -> Decimal:
    return context.subtract(context.ln(Decimal(value.numerator)), context.ln(Decimal(value.denominator)))


def _settled(estimate: Callable[[Context], Decimal], equals: Callable[[Fraction], bool]) -> Fraction:
    """Round half-even to twelve decimals a number that can be estimated to any precision."""
    precision = _FIRST_PRECISION
    while True:
        scaled = Fraction(estimate(Context(prec=precision, rounding=ROUND_HALF_EVEN))) * _UNIT
        halfway = scaled.numerator // scaled.denominator + Fraction(1, 2)
        slack = (abs(scaled) + _UNIT) / Fraction(10) ** (precision - 20)
        if abs(scaled - halfway) > slack:
            return rounded(scaled / _UNIT, PLACES, "half_even")
        if precision == _FIRST_PRECISION and equals(halfway / _UNIT):
            return rounded(halfway / _UNIT, PLACES, "half_even")
        precision *= 2


def _is_one(powers: Sequence[tuple[int, int]]) -> bool:
    """Whether the product of ``base ** exponent`` is exactly 1, without ever forming a power.

    Bases are split at their common divisors until no two share one; then the product is 1 only if nothing is left.

    >>> _is_one([(12, 2), (144, -1)]), _is_one([(10, 3), (999, -1)])
    (True, False)
    """
    basis: dict[int, int] = {}
    pending = list(powers)
    while pending:
        base, exponent = pending.pop()
        if base == 1 or exponent == 0:
            continue
        shared = next((other for other in basis if gcd(base, other) > 1), None)
        if shared is None:
            basis[base] = exponent
            continue
        common, others = gcd(base, shared), basis.pop(shared)
        pending += [(common, exponent + others), (base // common, exponent), (shared // common, others)]
    return not basis
