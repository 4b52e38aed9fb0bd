"""The ways through a method: as declared; with no stage rounded; with plain means and no stage rounded.

The first makes the official total, the other two serve the tie chain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from scoring.records import Method, Panel, Rounding

_PLAIN_MEAN: Final = Panel(combine="mean", trim=0, trim_from=1, scope="indicator")


@dataclass(frozen=True, slots=True)
class Course:
    """One way through the method: which panel rule, and how stages round (None: not at all)."""

    panel: Panel
    rounding: Rounding | None


def as_declared(method: Method) -> Course:
    """The course that makes the official total."""
    return Course(method.panel, method.rounding)


def unrounded(method: Method) -> Course:
    """The declared panel rule, with no stage rounded."""
    return Course(method.panel, None)


def untrimmed(method: Method) -> Course:
    """Plain means of all marks, with no stage rounded."""
    return Course(_PLAIN_MEAN, None)
