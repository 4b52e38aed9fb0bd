"""Exact numbers for all entries at once: a column of whole numbers, counted in one *quantum*.

Marks in half points are the integers 173, 174, … of quantum 1/2; a mean of nine is integers of quantum 1/18. Everything
official is reckoned and compared on these integers: in int64 where a bound found beforehand shows that nothing can
overflow, else in Python's own (dtype object). Nothing wraps, and no array holds a binary float.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import gcd, lcm
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[Any]
"""Whole numbers: int64, or Python's own where int64 might not hold them."""
Mask = NDArray[np.bool_]
_MOST: Final = int(np.iinfo(np.int64).max)


def largest(units: Integers) -> int:
    """The greatest absolute value of an array, and at least 1."""
    return max(int(units.max(initial=1)), -int(units.min(initial=0)))


def fitted(units: Integers, bound: int) -> Integers:
    """The same integers in a type that holds every number up to ``bound``, which must cover them too.

    >>> [fitted(np.array([7]), bound).dtype.name for bound in (2**63 - 1, 2**63)]
    ['int64', 'object']
    """
    return units.astype(np.int64 if bound <= _MOST else object, copy=False)


def integers(numbers: Sequence[int]) -> Integers:
    """An array of whole numbers of any size, shape ``(len(numbers),)``."""
    return np.array(numbers, dtype=np.int64 if max(map(abs, numbers), default=0) <= _MOST else object)


def counted(values: Sequence[Decimal | Fraction | None]) -> tuple[list[int], Fraction]:
    """Numbers as integers of their greatest common quantum 1/n; what is unknown counts 0.

    >>> counted([Decimal("86.5"), None, Decimal("80.25")])
    ([346, 0, 321], Fraction(1, 4))
    """
    exact = {value: Fraction(value) for value in set(values) if value is not None}
    per = lcm(*(fraction.denominator for fraction in exact.values()))
    units: dict[Decimal | Fraction | None, int] = {value: int(fraction * per) for value, fraction in exact.items()}
    units[None] = 0
    return [units[value] for value in values], Fraction(1, per)


def in_common(quanta: Iterable[Fraction]) -> tuple[Fraction, list[int]]:
    """The greatest quantum in which all can be counted, and how many of it each is.

    >>> in_common([Fraction(1, 6), Fraction(3, 4)])
    (Fraction(1, 12), [2, 9])
    """
    given = [(quantum.numerator, quantum.denominator) for quantum in quanta]
    top, bottom = gcd(*(numerator for numerator, _ in given)), lcm(*(denominator for _, denominator in given))
    return Fraction(top, bottom), [numerator // top * (bottom // denominator) for numerator, denominator in given]


@dataclass(frozen=True, slots=True)
class Column:
    """One exact number for each entry: ``units · quantum``; all arrays have shape ``(n_entries,)``.

    Where ``known`` is False the number cannot be reckoned and its unit is 0. ``quantized`` tells the numbers that rest
    on an irrational step.
    """

    units: Integers
    quantum: Fraction
    known: Mask
    quantized: Mask

    @classmethod
    def of(cls, values: Sequence[Fraction | None], quantized: Mask | None = None) -> Column:
        """A column of given numbers, None where unknown."""
        units, quantum = counted(values)
        known = np.array([value is not None for value in values], dtype=np.bool_)
        return cls(integers(units), quantum, known, np.zeros_like(known) if quantized is None else quantized)

    @classmethod
    def alike(cls, value: Fraction, n_entries: int) -> Column:
        """The same positive number for every entry, such as a weight: one quantum each."""
        known = np.ones(n_entries, dtype=np.bool_)
        return cls(np.ones(n_entries, dtype=np.int64), value, known, np.zeros_like(known))

    @classmethod
    def quotients(cls, sums: Integers, shares: Integers, quanta: Sequence[Fraction]) -> list[Column]:
        """By column ``sums · quantum / shares``, unknown where ``shares`` is 0; all are brought to one denominator.

        ``sums`` and ``shares`` have shape ``(n_entries, n_columns)``; there is a quantum for each column.
        """
        known = shares > 0
        common = lcm(*np.unique(shares[known]).tolist())
        bound = largest(sums) * max(common, largest(shares))
        units = fitted(sums, bound) * (common // fitted(np.maximum(shares, 1), bound))
        exact = np.zeros(len(units), dtype=np.bool_)
        return [cls(units[:, at], quantum / common, known[:, at], exact) for at, quantum in enumerate(quanta)]

    def fraction(self, row: int) -> Fraction:
        """One number, as a fraction."""
        return int(self.units[row]) * self.quantum

    def scaled(self, factor: Fraction) -> Column:
        """Each number times the same positive factor."""
        return replace(self, quantum=self.quantum * factor)

    def times(self, weights: Column, per: int = 1) -> Column:
        """Each number times its weight, divided by ``per``."""
        bound = largest(self.units) * largest(weights.units)
        units = fitted(self.units, bound) * fitted(weights.units, bound)
        return replace(self, units=units, quantum=self.quantum * weights.quantum / per)

    def rounded(self, places: int, mode: str) -> Column:
        """Round every number to ``places`` decimals, looking at the exact value once; ``mode`` as in ``exact``.

        >>> column = Column.of([Fraction("2.675"), Fraction("-2.675"), Fraction("2.6749")])
        >>> column.rounded(2, "half_up").units.tolist(), column.rounded(2, "half_even").units.tolist()
        ([268, -268, 267], [268, -268, 267])
        """
        ratio = self.quantum * 10**places
        bound = 2 * largest(self.units) * ratio.numerator + 2 * ratio.denominator
        units = fitted(self.units, bound)
        doubled = 2 * ratio.numerator * abs(units) + ratio.denominator
        whole = doubled // (2 * ratio.denominator)
        if mode == "half_even":
            whole = whole - ((doubled % (2 * ratio.denominator) == 0) & (whole % 2 == 1))
        signed = np.where(units < 0, -whole, whole)
        units = fitted(signed, largest(signed))
        return Column(units, Fraction(1, 10**places), self.known, np.zeros_like(self.known))


def total_of(columns: Sequence[Column]) -> Column:
    """The sum of columns, as one dot product of integers; unknown where any part is."""
    common, factors = in_common(column.quantum for column in columns)
    parts = np.stack([column.units for column in columns], axis=1)
    highest, lowest = parts.max(axis=0, initial=1).tolist(), parts.min(axis=0, initial=0).tolist()
    bound = sum(max(high, -low) * factor for high, low, factor in zip(highest, lowest, factors, strict=True))
    return Column(
        units=fitted(parts, bound) @ fitted(integers(factors), bound),
        quantum=common,
        known=np.logical_and.reduce([column.known for column in columns]),
        quantized=np.logical_or.reduce([column.quantized for column in columns]),
    )
