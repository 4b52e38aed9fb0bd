"""A judge's own marks, looked at once more before sealing: sorted, with what is worth a second look in words.

Pure: marks and weights in, frozen records out. Own totals are weighted means over the judged indicators alone, in
hundredths of a point rounded half up to a tenth; they are neither scores nor places, and feed into nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

CLOSE = 30
"""Two entries nearer than this (hundredths of a point) are called close."""
APART = 1000
"""A dimension this far from the mean of the others is called out."""


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something to look at again: ``code`` chooses the words, ``params`` fill them."""

    code: str
    params: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class OwnRow:
    """One entry with the judge's own marks; ``total`` is None while a mark is missing."""

    entry: str
    place: int
    dimensions: Mapping[str, int | None]
    total: int | None
    oddities: tuple[Oddity, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """What the review needs to know of an indicator."""

    code: str
    dimension: str
    weight: int
    scale_max: int


def weighted(marks: Mapping[str, int], leaves: Sequence[Leaf]) -> Fraction | None:
    """The weighted mean of the marks on 0 to 100, in hundredths; None while one is missing.

    >>> weighted({"A4": 8000, "B5": 9000}, [Leaf("A4", "A", 800, 10_000), Leaf("B5", "B", 400, 10_000)])
    Fraction(25000, 3)
    """
    if not leaves or any(leaf.code not in marks for leaf in leaves):
        return None
    total = sum((leaf.weight * Fraction(marks[leaf.code] * 10_000, leaf.scale_max) for leaf in leaves), Fraction(0))
    return total / sum(leaf.weight for leaf in leaves)


def tenth(value: Fraction) -> int:
    """Hundredths rounded half up to a whole tenth of a point.

    >>> tenth(Fraction(8025)), tenth(Fraction(25000, 3))
    (8030, 8330)
    """
    return int((value + 5) // 10) * 10


def own_rows(
    marks: Mapping[str, Mapping[str, int]], leaves: Sequence[Leaf], dimensions: Sequence[str]
) -> tuple[OwnRow, ...]:
    """The entries by the judge's own weighted mark, highest first; incomplete ones last, in the order given."""
    totals = {entry: weighted(given, leaves) for entry, given in marks.items()}
    order = sorted(marks, key=lambda entry: (totals[entry] is None, -(totals[entry] or 0)))
    rows = []
    for at, entry in enumerate(order):
        parts = {
            code: weighted(marks[entry], [leaf for leaf in leaves if leaf.dimension == code]) for code in dimensions
        }
        following = order[at + 1] if at + 1 < len(order) else None
        oddities = _close(totals, entry, following) + _uneven(parts)
        shown = {code: None if part is None else tenth(part) for code, part in parts.items()}
        total = totals[entry]
        rows.append(OwnRow(entry, at + 1, shown, None if total is None else tenth(total), oddities))
    return tuple(rows)


def _close(totals: Mapping[str, Fraction | None], entry: str, following: str | None) -> tuple[Oddity, ...]:
    mine, other = totals[entry], totals.get(following) if following else None
    if mine is None or other is None:
        return ()
    if mine == other:
        return (Oddity("level", {"other": following}),)
    gap = tenth(mine - other)
    return (Oddity("close", {"other": following, "gap": gap}),) if 0 < mine - other <= CLOSE and gap else ()


def _uneven(parts: Mapping[str, Fraction | None]) -> tuple[Oddity, ...]:
    known = {code: part for code, part in parts.items() if part is not None}
    if len(known) < 3:
        return ()
    gaps = {
        code: part - sum((other for name, other in known.items() if name != code), Fraction(0)) / (len(known) - 1)
        for code, part in known.items()
    }
    code = max(gaps, key=lambda name: (abs(gaps[name]), name))
    if abs(gaps[code]) < APART:
        return ()
    return (Oddity("low" if gaps[code] < 0 else "high", {"dimension": code, "gap": tenth(abs(gaps[code]))}),)
