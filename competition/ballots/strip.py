"""A judge's own scale so far: the marks already given on one indicator, as dots on a line.

Pure geometry in whole units of a drawing 326 wide, for a template that writes attributes only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from competition.core.records import Text
from competition.rounds.records import Indicator

LEFT, RIGHT = 12, 314
DOT, GAP = 10, 9
HEAD, FOOT = 24, 22


@dataclass(frozen=True, slots=True)
class Dot:
    """One earlier mark, drawn at ``x``, ``level`` steps above the line."""

    name: Text
    mark: int
    x: int
    level: int


@dataclass(frozen=True, slots=True)
class Strip:
    """The line from ``low`` to ``high`` (hundredths), its ticks and its dots."""

    low: int
    high: int
    ticks: tuple[tuple[int, int], ...]
    dots: tuple[Dot, ...]
    height: int

    def x(self, mark: int) -> int:
        """Where a mark stands; one beyond the line stands at its end."""
        return _x(min(max(mark, self.low), self.high), self.low, self.high)

    @property
    def line(self) -> int:
        """Where the line is drawn."""
        return self.height - FOOT

    def y(self, level: int) -> int:
        """The middle of a dot of that level."""
        return self.line - 6 - DOT * level

    def nearest(self, mark: int) -> tuple[Dot, ...]:
        """The nearest mark at or below, and the nearest above."""
        below = [dot for dot in self.dots if dot.mark <= mark]
        above = [dot for dot in self.dots if dot.mark > mark]
        return (*below[-1:], *above[:1])


def strip(leaf: Indicator, given: Sequence[tuple[Text, int]]) -> Strip:
    """The strip of one indicator from the marks given to other entries (hundredths), in any order."""
    unit = max(leaf.scale_max // 10, 1)
    lowest = min((mark for _, mark in given), default=leaf.scale_max)
    low = max(leaf.scale_min, min(unit * 6, lowest // unit * unit))
    high = leaf.scale_max
    step = unit if (high - low) // unit <= 5 else unit * 2
    ticks = tuple((mark, _x(mark, low, high)) for mark in range(high, low - 1, -step))
    dots: list[Dot] = []
    for name, mark in sorted(given, key=lambda pair: pair[1]):
        x = _x(mark, low, high)
        taken = {dot.level for dot in dots if abs(dot.x - x) < GAP}
        dots.append(Dot(name, mark, x, next(level for level in range(len(dots) + 1) if level not in taken)))
    top = max((dot.level for dot in dots), default=0)
    return Strip(low, high, ticks, tuple(dots), HEAD + DOT * max(top, 1) + FOOT)


def _x(mark: int, low: int, high: int) -> int:
    return LEFT + (mark - low) * (RIGHT - LEFT) // max(high - low, 1)
