"""Two ratings of one piece of work: their mean where they agree, else a third rating and a rule declared beforehand."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

from scoring.checks import choice, number, vector
from scoring.errors import Refused, Unsound

_LEVEL = 1e-11
"""Ratings, or gaps between them, that differ by less than this share of the largest rating are level."""


@dataclass(frozen=True, slots=True)
class Settled:
    """The mark, by which rule, the ratings it is made of, and how far the first two were apart."""

    mark: float
    rule: str
    used: tuple[float, ...]
    apart: float
    tolerance: float


def double_rating(
    first: float, second: float, third: float | None = None, *, tolerance: float, rule: str = "median"
) -> Settled:
    """The mean of two ratings at most ``tolerance`` points apart; otherwise by ``rule`` with the third.

    ``median`` (recommended) takes the middle one of the three: raising any of the three never lowers it.
    ``closest_two`` takes the mean of the two closest, of all three where both gaps are equal; it warns (``Unsound``),
    for a higher rating can cost points. ``arbiter`` takes the third alone. A third that was not needed counts for
    nothing. By any rule the step from mean to third rating itself is not monotone, since it asks for a new rating.
    Raises ``Refused``: ``third_needed``, ``negative`` or ``out_of_range`` (tolerance), ``not_finite``, ``not_numbers``
    or ``too_large`` (ratings), ``unknown_choice``.

    >>> double_rating(60, 70, 79, tolerance=5).mark, double_rating(60, 70, 81, tolerance=5).mark
    (70.0, 70.0)
    """
    choice(rule, "rule", ("median", "closest_two", "arbiter"))
    two = sorted(vector([first, second], "ratings").tolist())
    apart = two[1] - two[0]
    if number(tolerance, "tolerance") < 0:
        raise Refused("negative", "tolerance", "0 points or more", f"{tolerance:g}")
    if apart <= tolerance + _LEVEL * max(map(abs, two)):
        return Settled(sum(two) / 2, "mean", tuple(two), apart, tolerance)
    if third is None:
        raise Refused("third_needed", "third", "a third rating", f"two that are {apart:g} points apart")
    last = float(vector([third], "third")[0])
    used = _used(sorted([*two, last]), last, rule)
    return Settled(sum(used) / len(used), rule, used, apart, tolerance)


def _used(three: list[float], third: float, rule: str) -> tuple[float, ...]:
    if rule == "arbiter":
        return (third,)
    if rule == "median":
        return (three[1],)
    warnings.warn("closest_two is not monotone: a higher rating can lower the mark", Unsound, stacklevel=3)
    below, above = three[1] - three[0], three[2] - three[1]
    if abs(below - above) <= _LEVEL * max(map(abs, three)):
        return tuple(three)
    return tuple(three[:2] if below < above else three[1:])
