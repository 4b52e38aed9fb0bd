"""Polynomials with whole coefficients, lowest power first: signs at fractions and roots counted, without rounding."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import gcd

Whole = Sequence[int]


def value(coefficients: Whole, at: Fraction) -> Fraction:
    """The value at a fraction.

    >>> str(value([-2, 0, 1], Fraction(3, 2)))
    '1/4'
    """
    return Fraction(_scaled(coefficients, at), at.denominator ** max(len(coefficients) - 1, 0))


def sign(coefficients: Whole, at: Fraction) -> int:
    """-1, 0 or 1."""
    scaled = _scaled(coefficients, at)
    return (scaled > 0) - (scaled < 0)


def sign_after(coefficients: Whole, at: Fraction) -> int:
    """The sign right after a point, where a root may stand: that of the first derivative that is not 0 there.

    >>> sign_after([0, 0, -1], Fraction(0))
    -1
    """
    rest = list(coefficients)
    while rest and not (found := sign(rest, at)):
        rest = slope(rest)
    return found if rest else 0


def times(one: Whole, other: Whole) -> list[int]:
    """The product.

    >>> times([1, 1], [-1, 1])
    [-1, 0, 1]
    """
    product = [0] * (len(one) + len(other) - 1)
    for i, left in enumerate(one):
        for j, right in enumerate(other):
            product[i + j] += left * right
    return product


def combined(*parts: tuple[int, Whole]) -> list[int]:
    """The sum of each polynomial times its factor, without leading zeros.

    >>> combined((2, [1, 3]), (-3, [0, 2, 0]))
    [2]
    """
    total = [0] * max(len(part) for _, part in parts)
    for factor, part in parts:
        for power, coefficient in enumerate(part):
            total[power] += factor * coefficient
    return _trimmed(total)


def slope(coefficients: Whole) -> list[int]:
    """The derivative."""
    return [power * coefficient for power, coefficient in enumerate(coefficients)][1:]


def rescaled(coefficients: Whole, unit: Fraction) -> list[int]:
    """The polynomial in ``x`` for an argument of ``x`` units, up to a positive factor.

    >>> rescaled([-1, 0, 4], Fraction(1, 2))
    [-1, 0, 1]
    """
    degree = len(coefficients) - 1
    up, down = unit.numerator, unit.denominator
    found = [each * up**power * down ** (degree - power) for power, each in enumerate(coefficients)]
    shared = gcd(*found) or 1
    return [each // shared for each in found]


def most_roots(coefficients: Whole, low: int, high: int) -> int:
    """No fewer than the roots in the open interval, and exactly as many where it says 0 or 1 (Descartes, Jacobi).

    The signs that change along the coefficients of ``(1 + t)^degree · p((low + high·t)/(1 + t))``.

    >>> most_roots([2, -3, 1], 0, 9), most_roots([2, -3, 1], 1, 2), most_roots([2, -3, 1], 1, 9)
    (2, 0, 1)
    """
    moved = _shifted(coefficients, low)
    width = [each * (high - low) ** power for power, each in enumerate(moved)]
    signs = [each > 0 for each in _shifted(width[::-1], 1) if each]
    return sum(a != b for a, b in pairwise(signs))


def root_bound(coefficients: Whole) -> int:
    """A power of two above every positive root (Kioustelidis)."""
    degree, lead = len(coefficients) - 1, coefficients[-1]
    bits = [
        -(-(each.bit_length() - lead.bit_length() + 1) // (degree - power))
        for power, each in enumerate(coefficients[:-1])
        if each * lead < 0
    ]
    return int(2 ** max(0, 1 + max(bits, default=0)))


def _shifted(coefficients: Whole, by: int) -> list[int]:
    """The coefficients of ``p(x + by)``."""
    found = list(coefficients)
    for start in range(len(found) - 1):
        for power in reversed(range(start, len(found) - 1)):
            found[power] += by * found[power + 1]
    return found


def _scaled(coefficients: Whole, at: Fraction) -> int:
    """The value times the denominator to the degree, so that whole numbers do (Horner)."""
    total, scale = 0, 1
    for coefficient in reversed(coefficients):
        total = total * at.numerator + coefficient * scale
        scale *= at.denominator
    return total


def _trimmed(coefficients: Whole) -> list[int]:
    found = list(coefficients)
    while found and found[-1] == 0:
        found.pop()
    return found
