"""Marks of any magnitude brought near 1 before anything is squared, without the loss of a digit."""

from __future__ import annotations

from math import frexp, ldexp
from typing import Final

import numpy as np

from scoring.checks import Floats

MOST: Final = 1023
"""The exponent of the greatest power of two that is a float."""


def unit_of(values: Floats) -> float:
    """The power of two above the largest size among the values, NaN left out; 1 where all are 0 or absent.

    Values divided by it are exactly what they were but for the exponent, and at most 1; below 2 from 2**1023 on, the
    greatest power of two that is a float.

    >>> unit_of(np.array([60.0, float("nan"), -70.0])), unit_of(np.zeros(2))
    (128.0, 1.0)
    """
    largest = float(np.abs(values).max(initial=0.0, where=~np.isnan(values)))
    return ldexp(1.0, min(frexp(largest)[1], MOST)) if largest > 0 else 1.0
