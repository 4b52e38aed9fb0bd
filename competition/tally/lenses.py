"""What shows how firm a result is, beside the result and never part of it: high and low markers, margins, trials."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from competition.core.records import Text
from competition.tally.records import Standing


@dataclass(frozen=True, slots=True)
class Residual:
    """A judge's total for an entry less the panel's mean, in points; None where there is none to compare."""

    entry: str
    points: Decimal | None
    is_off: bool
    is_recused: bool


@dataclass(frozen=True, slots=True)
class ResidualRow:
    """One judge's residuals, and their mean: above zero marks high, below marks low."""

    judge: str
    cells: tuple[Residual, ...]
    mean: Decimal | None


@dataclass(frozen=True, slots=True)
class ResidualTable:
    """Who marks high, who marks low: ``entries`` by place, with their names."""

    entries: tuple[tuple[str, Text], ...]
    rows: tuple[ResidualRow, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """An entry whose place would be another."""

    entry: str
    name: Text
    rank: int
    before: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What leaving one judge out would do; ``line_holds``: the same entries stay inside the award line.

    ``is_possible`` is False where an entry would be left without a mark.
    """

    judge: str
    moved: tuple[Moved, ...]
    line_holds: bool
    is_possible: bool = True


@dataclass(frozen=True, slots=True)
class Firmness:
    """How firm the award line is: the last inside, the first outside, the points between them."""

    quota: int
    last: Standing | None
    first_out: Standing | None
    margin: Decimal | None
    left_out: tuple[LeftOut, ...]

    @property
    def line_holds(self) -> bool:
        """True when no single judge's absence changes who stands inside the line."""
        return all(one.line_holds for one in self.left_out)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A place under other weights; never stored, never exported."""

    rank: int
    entry: str
    name: Text
    total: Decimal
    before: int
