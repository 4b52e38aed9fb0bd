"""The criteria tree: dimensions, their indicators, and the rubric of a judged one.

Weights are hundredths of a percent (5 % is 500), marks hundredths of a point; figures inside ``normalize`` are decimal
texts, as in the round file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from competition.core.records import Text

WHOLE = 10_000
"""One hundred percent, in hundredths of a percent."""


def decimal_text(amount: int) -> str:
    """Hundredths as the shortest decimal text.

    >>> decimal_text(850), decimal_text(-5), decimal_text(2000)
    ('8.5', '-0.05', '20')
    """
    whole, parts = divmod(abs(amount), 100)
    text = f"{whole}.{parts:02d}".rstrip("0").rstrip(".")
    return f"-{text}" if amount < 0 else text


def as_texts(text: Text) -> dict[str, str]:
    """A text in both languages, as files write it."""
    return {"zh": text.zh, "en": text.en}


NO_TEXT = Text("")


class Kind(StrEnum):
    """Where an indicator's score comes from."""

    JUDGED = "judged"
    MEASURED = "measured"


class Direction(StrEnum):
    """Whether a larger figure is better."""

    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True, slots=True)
class Band:
    """One step of a rubric. A mark belongs to the band with the highest ``low`` not above it; ``high`` is where the
    next band begins, and for the best band the end of the scale.
    """

    code: str
    title: Text
    low: int
    high: int
    text: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class Indicator:
    """A leaf of the criteria tree, judged on a scale with a rubric or measured and normalized."""

    code: str
    dimension: str
    title: Text
    weight: int
    kind: Kind
    unit: str = ""
    direction: Direction = Direction.HIGHER
    normalize: Mapping[str, Any] | None = None
    scale_min: int = 0
    scale_max: int = 10_000
    scale_step: int = 50
    rubric: tuple[Band, ...] = ()
    measure: Text = NO_TEXT
    evidence: Text = NO_TEXT
    basis: Text = NO_TEXT

    @property
    def is_judged(self) -> bool:
        """True when judges mark it."""
        return self.kind is Kind.JUDGED

    def as_format(self) -> dict[str, Any]:
        """The indicator as the round file writes it."""
        told: dict[str, Any] = {
            "code": self.code,
            "title": as_texts(self.title),
            "weight": decimal_text(self.weight),
            "kind": str(self.kind),
        }
        if self.is_judged:
            low, high, step = (decimal_text(x) for x in (self.scale_min, self.scale_max, self.scale_step))
            return told | {"scale": {"min": low, "max": high, "step": step}}
        return told | {"unit": self.unit, "normalize": {**(self.normalize or {}), "direction": str(self.direction)}}

    def band(self, mark: int) -> Band | None:
        """The rubric band a mark (hundredths) falls in, or None below the lowest."""
        reached = [band for band in self.rubric if band.low <= mark]
        return max(reached, key=lambda band: band.low) if reached else None


@dataclass(frozen=True, slots=True)
class Dimension:
    """A branch of the tree. ``weight`` is what the organizer declared; the indicators must add up to it."""

    code: str
    title: Text
    short: Text
    mark: str
    position: int
    weight: int
    indicators: tuple[Indicator, ...] = ()

    @property
    def parts(self) -> int:
        """The sum of the indicators' weights."""
        return sum(indicator.weight for indicator in self.indicators)

    def as_format(self) -> dict[str, Any]:
        """The dimension as the round file writes it."""
        leaves = [leaf.as_format() for leaf in self.indicators]
        return {"code": self.code, "title": as_texts(self.title), "indicators": leaves}
