"""What a round is made of: its phase, its criteria tree and the rules it will be judged by.

A *round* is one edition of the competition. Its *rules* are the criteria tree, the method, the tie chain and the award
settings; they are drafted, locked by two people, and never changed again: a change is a new version beside the old one.
The digest of the locked rules is the *commitment*.

Weights are hundredths of a percent (5 % is 500), marks and lines hundredths of a point, money fen. Figures inside
``normalize`` are decimal texts, as in the round file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any

from competition.core.records import Text
from competition.rounds.criteria import (
    WHOLE,
    Band,
    Dimension,
    Direction,
    Indicator,
    Kind,
    as_texts,
    decimal_text,
)

__all__ = [
    "BACKWARD", "FEWEST_PUBLICITY_DAYS", "FORWARD", "MOVES", "PHASES", "WHOLE", "Band", "Commitment", "Dimension",
    "Direction", "Indicator", "Kind", "Move", "Phase", "PublishMarks", "Repeat", "Round", "Rules", "as_texts",
    "decimal_text",
]  # fmt: skip

FEWEST_PUBLICITY_DAYS = 5


class Phase(StrEnum):
    """The seven phases of a round, in their only order."""

    DRAFT = "draft"
    REGISTRATION = "registration"
    SCORING = "scoring"
    ADJUDICATION = "adjudication"
    PUBLICITY = "publicity"
    PUBLISHED = "published"
    ARCHIVED = "archived"

    @property
    def number(self) -> int:
        """The place in the order, from 1."""
        return PHASES.index(self) + 1

    def is_before(self, other: Phase) -> bool:
        """True when this phase comes earlier than the other."""
        return self.number < other.number


PHASES: tuple[Phase, ...] = tuple(Phase)

FORWARD: Mapping[Phase, Phase] = dict(pairwise(PHASES))

# Draft is left once: from there on a change of the rules is a new version, so going back to it would free nothing.
# A published result is reopened by returning to adjudication, because the publicity has to be held again.
BACKWARD: Mapping[Phase, Phase] = {
    Phase.SCORING: Phase.REGISTRATION,
    Phase.ADJUDICATION: Phase.SCORING,
    Phase.PUBLICITY: Phase.ADJUDICATION,
    Phase.PUBLISHED: Phase.ADJUDICATION,
}

MOVES: Mapping[Phase, tuple[Phase, ...]] = {
    phase: tuple(moves[phase] for moves in (FORWARD, BACKWARD) if phase in moves) for phase in PHASES
}


class Repeat(StrEnum):
    """Whether an enterprise named before may be named again."""

    ALLOWED = "allowed"
    NOT_CONSECUTIVE = "not_consecutive"
    ONCE = "once"


class PublishMarks(StrEnum):
    """What is published of the judges' marks: nothing, or every mark under the judge's pseudonym."""

    NONE = "none"
    PSEUDONYMS = "pseudonyms"


@dataclass(frozen=True, slots=True)
class Round:
    """One edition.

    ``phase_dates`` says on which day (Beijing) each phase reached so far was last entered, ``deadlines`` until when a
    phase is planned to last.
    """

    id: int
    code: str
    title: Text
    year: int
    edition_code: str
    phase: Phase
    sample: bool
    host: Text
    contact: Text
    created_at: datetime
    phase_dates: Mapping[Phase, date] = field(default_factory=dict)
    deadlines: Mapping[Phase, datetime] = field(default_factory=dict)

    @property
    def tag(self) -> str:
        """How the log names the round."""
        return f"round:{self.code}"

    def has_left(self, phase: Phase) -> bool:
        """True when the round stands in a later phase than the one named."""
        return phase.is_before(self.phase)


@dataclass(frozen=True, slots=True)
class Rules:
    """One version of a round's rules. ``digest`` and ``locked_at`` are None while it is a draft.

    ``discrepancy_percent`` (look) and ``red_percent`` (explain or score again) are hundredths of a percent of the
    panel's mean, ``discrepancy_points`` hundredths of a point on one indicator; ``minimum_line`` hundredths of a point.
    """

    round_id: int
    version: int
    dimensions: tuple[Dimension, ...]
    method: Mapping[str, Any]
    award: Mapping[str, Any]
    quota: int
    lot_source: str = ""
    discrepancy_percent: int = 1_000
    red_percent: int = 2_000
    discrepancy_points: int = 1_500
    minimum_line: int | None = None
    repeat: Repeat = Repeat.ALLOWED
    publish_marks: PublishMarks = PublishMarks.NONE
    budget_fen: int = 0
    publicity_days: int = FEWEST_PUBLICITY_DAYS
    digest: str | None = None
    locked_at: datetime | None = None
    reason: str = ""
    revision: int = 1

    @property
    def is_locked(self) -> bool:
        """True once two people have signed this version."""
        return self.digest is not None

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """Every indicator, in the order of the tree."""
        return tuple(self._leaves())

    @property
    def judged(self) -> tuple[Indicator, ...]:
        """The indicators judges mark."""
        return tuple(leaf for leaf in self._leaves() if leaf.is_judged)

    @property
    def measured(self) -> tuple[Indicator, ...]:
        """The indicators that come from figures."""
        return tuple(leaf for leaf in self._leaves() if not leaf.is_judged)

    @property
    def declared(self) -> int:
        """The sum of the dimensions' declared weights."""
        return sum(dimension.weight for dimension in self.dimensions)

    def indicator(self, code: str) -> Indicator | None:
        """The indicator of that code, or None."""
        return next((leaf for leaf in self._leaves() if leaf.code == code), None)

    def dimension(self, code: str) -> Dimension | None:
        """The dimension of that code, or None."""
        return next((branch for branch in self.dimensions if branch.code == code), None)

    def with_indicator(self, changed: Indicator) -> Rules:
        """The rules with the indicator of the same code replaced."""
        return replace(
            self,
            dimensions=tuple(
                replace(branch, indicators=tuple(changed if x.code == changed.code else x for x in branch.indicators))
                for branch in self.dimensions
            ),
        )

    def as_format(self, code: str, title: Text, policy: str) -> dict[str, Any]:
        """The rules as ``pingxuan-rules/1``: everything that is frozen on leaving draft."""
        return {
            "format": "pingxuan-rules/1",
            "code": code,
            "title": as_texts(title),
            "policy": policy,
            "method": dict(self.method),
            "criteria": [branch.as_format() for branch in self.dimensions],
            "lot": {"source": self.lot_source},
            "thresholds": {
                "percent": decimal_text(self.discrepancy_percent),
                "red_percent": decimal_text(self.red_percent),
                "points": decimal_text(self.discrepancy_points),
            },
            "quota": self.quota,
            "minimum_line": None if self.minimum_line is None else decimal_text(self.minimum_line),
            "repeat": str(self.repeat),
            "award": dict(self.award),
            "publish_marks": str(self.publish_marks),
        }

    def _leaves(self) -> Iterator[Indicator]:
        for branch in self.dimensions:
            yield from branch.indicators


@dataclass(frozen=True, slots=True)
class Commitment:
    """The signed digest of one version of the rules."""

    version: int
    digest: str
    proposed_by: str
    signed_by: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """One entry of a round's way through its phases."""

    number: int
    left: Phase | None
    entered: Phase
    at: datetime
    actor: str
    reason: str = ""
