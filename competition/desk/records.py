"""What the desk keeps: the list of who and what is judged, locked under a digest when registration is left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from competition.rounds.records import Phase


@dataclass(frozen=True, slots=True)
class ListLock:
    """The entries, figures and panel as they stood when registration was left, under one digest.

    ``number`` counts the times a round has left registration: going back and forward again makes another.
    """

    number: int
    digest: str
    at: dt.datetime
    by: str
    n_entries: int
    n_judges: int


@dataclass(frozen=True, slots=True)
class Going:
    """A move backwards that waits for its second signature."""

    approval_id: int
    left: Phase
    entered: Phase
    reason: str
    proposed_by: int
    proposed_at: dt.datetime

    @property
    def content(self) -> Mapping[str, Any]:
        """What the two signatures stand under."""
        return {"left": str(self.left), "entered": str(self.entered), "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Station:
    """One stop of the phase rail. ``state`` is ``done``, ``now`` or ``todo``; ``label`` and ``date`` are words."""

    phase: Phase
    label: str
    date: dt.date | None
    state: str
