"""How numbers stand in ``pingxuan-diagnostics/1``: as texts of up to six decimals, null where not defined."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from math import isfinite

from scoring.exact import decimal_text, printed


def text(value: float | Fraction | Decimal | None) -> str | None:
    """A number as a text of up to six decimals; None for what is not defined.

    >>> text(0.25), text(float("inf"))
    ('0.25', None)
    """
    if value is None or (isinstance(value, float) and not isfinite(value)):
        return None
    if isinstance(value, Decimal):
        return decimal_text(value)
    return printed(Fraction(value))


def texts(values: Iterable[float]) -> list[str | None]:
    """Numbers as texts, in order."""
    return [text(float(value)) for value in values]


def named(names: Iterable[str], values: Iterable[float]) -> dict[str, str | None]:
    """Numbers as texts, each by its name."""
    return dict(zip(names, texts(values), strict=True))
