"""Exact numbers: rounding a fraction, and writing one as a decimal.

Nothing here passes through a binary float. A number is a ``Fraction`` while it is reckoned with and a decimal text
when it is shown; ``half_up`` is 四舍五入 (away from zero at five), ``half_even`` is GB/T 8170.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

PRINTED_PLACES = 6
_NEAR = Fraction(1, 10**9)


def rounded(value: Fraction, places: int, mode: str) -> Fraction:
    """Round to ``places`` decimals, looking at the exact value once; -2 places are hundreds.

    >>> [str(rounded(Fraction(text), 1, "half_even")) for text in ("1.05", "0.35", "10.5002")]
    ['1', '2/5', '21/2']
    >>> str(rounded(Fraction("-2.675"), 2, "half_up")), str(rounded(Fraction(1250), -2, "half_even"))
    ('-67/25', '1200')
    """
    scale = Fraction(10) ** places
    scaled = abs(value) * scale
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    to_half = 2 * rest - scaled.denominator
    if to_half > 0 or (to_half == 0 and (mode == "half_up" or whole % 2 == 1)):
        whole += 1
    return (whole if value >= 0 else -whole) / scale


def is_near_boundary(value: Fraction, places: int) -> bool:
    """Whether the value lies within 1e-9 of a point where rounding to ``places`` changes its mind.

    >>> is_near_boundary(Fraction("86.4250000004"), 2), is_near_boundary(Fraction("86.42501"), 2)
    (True, False)
    """
    scale = Fraction(10) ** places
    scaled = abs(value) * scale
    past_whole = scaled - scaled.numerator // scaled.denominator
    return abs(past_whole - Fraction(1, 2)) <= _NEAR * scale


def decimal_text(value: Decimal | Fraction) -> str:
    """Write a terminating decimal without exponent, plus sign or trailing zeros.

    >>> [decimal_text(Decimal(text)) for text in ("+86.50", "1E+2", "-0.0", "007")]
    ['86.5', '100', '0', '7']
    """
    if isinstance(value, Fraction):
        return _terminating(value)
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", "0"} else text


def terminating(units: int, places: int) -> str:
    """The decimal of so many units of the last of ``places``, without trailing zeros.

    >>> terminating(8640, 2), terminating(-5, 1)
    ('86.4', '-0.5')
    """
    digits = str(abs(units)).zfill(places + 1)
    whole, decimals = digits[: len(digits) - places], digits[len(digits) - places :].rstrip("0")
    sign = "-" if units < 0 else ""
    return f"{sign}{whole}.{decimals}" if decimals else f"{sign}{whole}"


def printed(value: Fraction) -> str:
    """A number that no stage rounded, for reading: up to six decimals, half-even.

    >>> printed(Fraction(250, 3)), printed(Fraction("17.25"))
    ('83.333333', '17.25')
    """
    return _terminating(rounded(value, PRINTED_PLACES, "half_even"))


def exact_text(value: Fraction) -> str:
    """A number in full: its decimals where they end, else the reduced fraction.

    >>> exact_text(Fraction(1, 8)), exact_text(Fraction(250, 3))
    ('0.125', '250/3')
    """
    places = _places(value)
    return str(value) if places is None else _terminating(value)


def _places(value: Fraction) -> int | None:
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None


def _terminating(value: Fraction) -> str:
    places = _places(value)
    if places is None:
        raise ValueError(f"{value} has no end as a decimal")
    return terminating(value.numerator * 10**places // value.denominator, places)
