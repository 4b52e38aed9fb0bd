"""What is published: the approval 审定, notices as they were posted, and the public result that each of them carries.

A *notice* is a document posted once and never changed; a correction is a new version of its kind with a reason. The
publicity notice 公示 opens a period of working days, of which the day after posting is the first. The result notice
公布 ends it. Each posting stores a *published result*: everything the public page shows. A *stay* is one time in
publicity, named by the number of the move that began it: what was posted before a round went back does not count again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from competition.rounds.records import Phase


class Kind(StrEnum):
    """What a notice says."""

    PUBLICITY = "publicity"
    RESULT = "result"


POSTING: Mapping[Kind, Phase] = {Kind.PUBLICITY: Phase.PUBLICITY, Kind.RESULT: Phase.PUBLISHED}
"""The phase in which each kind is posted."""


class Stage(StrEnum):
    """How far the public result is. ``REOPENED``: something was posted, and the round has gone back since."""

    AWAITED = "awaited"
    PUBLICITY = "publicity"
    FINAL = "final"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class Approval:
    """The approval 审定 as recorded: which meeting decided, on which day, under which document number."""

    version: int
    meeting: str
    number: str
    decided_on: date
    move: int
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class Posted:
    """A notice as it was posted. ``serial`` counts the notices of a round, ``version`` those of one kind.

    ``body`` is the whole document; ``days`` are the working days of a publicity period, and for a result notice none.
    """

    id: int
    round_id: int
    serial: int
    kind: Kind
    version: int
    stay: int
    number: str
    title: str
    posted_on: date
    days: tuple[date, ...]
    body: Mapping[str, Any]
    digest: str
    reason: str
    awards_version: int
    awards_digest: str
    at: datetime
    actor: str

    @property
    def first_day(self) -> date | None:
        """The first working day of the period."""
        return self.days[0] if self.days else None

    @property
    def closes_on(self) -> date | None:
        """The last working day of the period."""
        return self.days[-1] if self.days else None

    def is_running(self, today: date) -> bool:
        """True until the last day of the period is over."""
        return self.closes_on is not None and today <= self.closes_on


@dataclass(frozen=True, slots=True)
class Published:
    """The public result that a notice carries; ``content`` is what the page shows, ``digest`` is over it."""

    id: int
    round_id: int
    version: int
    kind: Kind
    stay: int
    notice: int
    tally_version: int
    result_digest: str
    awards_version: int
    awards_digest: str
    content: Mapping[str, Any]
    digest: str
    at: datetime

    @property
    def is_final(self) -> bool:
        """False while it is only shown for objections."""
        return self.kind is Kind.RESULT


@dataclass(frozen=True, slots=True)
class View:
    """What the public may see of a round now. ``shown`` None before anything is posted, or while it is looked at again.

    ``expected`` is the day before which no result can be published, where the calendar tells.
    """

    stage: Stage
    shown: Published | None
    notices: tuple[Posted, ...]
    period: Posted | None
    is_open: bool
    expected: date | None = None
