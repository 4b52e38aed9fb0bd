"""Scoring a round file: the engine's answer as files, or a refusal that says where the file is wrong.

A *trial* is a result that is not stored. It answers what would come out if something were otherwise, and which group of
level entries waits for a ruling or a lot.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import scoring
from competition.core.errors import Refusal
from competition.tally import tables
from competition.tally.otherwise import changed
from competition.tally.records import Standing, Unranked

WAITING_STEPS = ("ruling", "lot")
"""The steps of the tie chain that wait for people."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A round file in full and what comes out of it."""

    file: Mapping[str, Any]
    result: Mapping[str, Any]

    @property
    def standings(self) -> tuple[Standing, ...]:
        """The ranked entries, best first."""
        return tables.standings(self.file, self.result)

    @property
    def unranked(self) -> tuple[Unranked, ...]:
        """The withdrawn and excluded entries."""
        return tables.unranked(self.file, self.result)

    def standing(self, entry: str) -> Standing | None:
        """One entry's place, or None where it has none."""
        return next((row for row in self.standings if row.entry == entry), None)


def read(file: Mapping[str, Any]) -> scoring.Round:
    """The round file as the engine reads it."""
    try:
        return scoring.read_round(file)
    except scoring.Refused as refused:
        raise _refusal(refused) from refused


def run(file: Mapping[str, Any]) -> Trial:
    """Score a round file as it is given."""
    checked = read(file)
    try:
        made = scoring.tally(checked)
    except scoring.Refused as refused:
        raise _refusal(refused) from refused
    return Trial(checked.as_format(), made.as_format())


def awaited_step(file: Mapping[str, Any]) -> str | None:
    """Which step of the chain waits for people, the first of them; None without one."""
    return next((step for step in file["method"]["ties"] if step in WAITING_STEPS), None)


def group_for_ruling(made: Trial, quota: int) -> tuple[str, ...]:
    """The group a ruling must order so that the award line falls cleanly; none when no ruling is called for.

    A ruling orders exactly what the steps before it in the chain left level, which may be more than what the whole
    chain left.
    """
    level = tables.across(made.standings, quota)
    if not level or awaited_step(made.file) != "ruling":
        return ()
    ties = list(made.file["method"]["ties"])
    before = run(changed(made.file, ties=ties[: ties.index("ruling")]))
    return next((group for group in tables.shared(before.standings) if set(level) <= set(group)), level)


def _refusal(refused: scoring.Refused) -> Refusal:
    return Refusal("tally.refused", pointer=refused.pointer, expected=refused.expected, found=refused.found)
