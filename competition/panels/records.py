"""The panel of a round: judges, recusals, statements and assignments, and the rules that need no database.

A *judge* is an account on the panel of one round, known everywhere else by a *pseudonym* (J1, J2, …) drawn by lot. A
*recusal* keeps one judge from one entry: by the rule (own county), declared by the judge in a dated *statement* before
the first entry is opened, or late, which takes two people. Recused is absent, never zero. Standard library only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from random import Random
from typing import Any

from competition.core.records import Text

FEWEST_JUDGES = 5
PLANNED_SIZE = 7
SIZES = range(3, 100)
LONGEST_NOTE = 500


class Reason(StrEnum):
    """Why a judge is recused from an entry."""

    COUNTY = "county"
    KIN = "kin"
    EMPLOYMENT = "employment"
    OTHER = "other"


class Source(StrEnum):
    """How a recusal came about."""

    RULE = "rule"
    DECLARED = "declared"
    LATE = "late"


class JudgeState(StrEnum):
    """How far a judge has come before the first mark."""

    NOT_INVITED = "not_invited"
    INVITED = "invited"
    ENTERED = "entered"
    DECLARED = "declared"
    OPENED = "opened"


class CellState(StrEnum):
    """One judge's part in one entry, as the matrix shows it."""

    ALL = "all"
    PART = "part"
    NONE = "none"
    RECUSED = "recused"


@dataclass(frozen=True, slots=True)
class Judge:
    """One judge of one round. ``opened_at`` is when the judge opened the first entry; from then recusals are frozen."""

    id: int
    round_id: int
    pseudonym: str
    account_id: int
    name: str
    county_id: int | None
    unit: str
    field: str
    appointed_at: datetime
    invited_at: datetime | None = None
    opened_at: datetime | None = None

    @property
    def number(self) -> int:
        """The pseudonym's number."""
        return number_of(self.pseudonym)


@dataclass(frozen=True, slots=True)
class Recusal:
    """One judge kept from one entry. ``id`` is 0 while a recusal by rule has not been written down yet."""

    id: int
    judge_id: int
    entry_id: int
    reason: Reason
    source: Source
    note: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a judge declared about one entry: a reason, or None for no conflict."""

    entry_id: int
    reason: Reason | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A judge's dated declaration about every entry; the latest version stands, older ones are kept."""

    id: int
    judge_id: int
    version: int
    at: datetime
    answers: Mapping[int, Answer] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Late:
    """A recusal proposed after the judge opened the first entry, waiting for the second person."""

    approval_id: int
    judge_id: int
    entry_id: int
    reason: Reason
    note: str

    @property
    def content(self) -> dict[str, Any]:
        """What the second person signs."""
        return {"judge": self.judge_id, "entry": self.entry_id, "reason": self.reason.value, "note": self.note}


@dataclass(frozen=True, slots=True)
class Assigned:
    """An entry a judge scores, with the codes of the judged indicators asked of them."""

    entry_code: str
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a judge was given: None means everything."""

    dimensions: frozenset[str] | None = None
    entries: frozenset[int] | None = None

    def has(self, entry_id: int, dimension: str) -> bool:
        """Whether that entry's dimension is among it."""
        return (self.dimensions is None or dimension in self.dimensions) and (
            self.entries is None or entry_id in self.entries
        )


@dataclass(frozen=True, slots=True)
class Cell:
    """One judge's part in one entry."""

    state: CellState
    dimensions: tuple[str, ...] = ()
    recusal: Recusal | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of the matrix: its cells in the order of the judges, and how many judges mark each judged dimension."""

    entry_id: int
    entry_code: str
    name: Text
    county: Text
    cells: tuple[Cell, ...]
    n_marks: Mapping[str, int]

    @property
    def fewest(self) -> int:
        """The marks left in the dimension that has fewest."""
        return min(self.n_marks.values(), default=0)


@dataclass(frozen=True, slots=True)
class Branch:
    """A dimension with judged indicators."""

    code: str
    title: Text
    mark: str
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Judges × entries. ``trim_from`` is how many marks trimming needs, or 0 where nothing is trimmed."""

    judges: tuple[Judge, ...]
    branches: tuple[Branch, ...]
    rows: tuple[Row, ...]
    trim_from: int

    @property
    def short(self) -> tuple[Row, ...]:
        """Entries with judges in every dimension, yet fewer somewhere than trimming needs."""
        return tuple(row for row in self.rows if 0 < row.fewest < self.trim_from)

    @property
    def unjudged(self) -> tuple[Row, ...]:
        """Entries with a dimension that nobody marks."""
        return tuple(row for row in self.rows if self.branches and row.fewest == 0)


def number_of(pseudonym: str) -> int:
    """The number of a pseudonym.

    >>> number_of("J12")
    12
    """
    return int(pseudonym[1:])


def draw(rng: Random, taken: Collection[int], planned: int) -> str:
    """A pseudonym by lot from the numbers still free, so that it tells nothing about the order of the roster.

    The numbers run to the planned size of the panel, or, beyond it, to the next odd size.

    >>> draw(Random(1), {1, 2, 4, 5, 6, 7}, 7)
    'J3'
    """
    n = len(taken) + 1
    size = max(planned, n if n % 2 else n + 1, *taken)
    return f"J{rng.choice([number for number in range(1, size + 1) if number not in taken])}"


def trim_from(method: Mapping[str, Any]) -> int:
    """How many marks the round's method needs before it trims; 0 where it never does.

    >>> [trim_from({"panel": {"combine": rule, "trim": 1, "trim_from": 5}}) for rule in ("trimmed_mean", "mean")]
    [5, 0]
    """
    panel = method.get("panel", {})
    return int(panel.get("trim_from", 0)) if panel.get("combine") == "trimmed_mean" else 0


def cell(branches: Iterable[Branch], scope: Scope, entry_id: int, recusal: Recusal | None) -> Cell:
    """One judge's part in one entry."""
    if recusal is not None:
        return Cell(CellState.RECUSED, recusal=recusal)
    every = [branch.code for branch in branches]
    given = tuple(code for code in every if scope.has(entry_id, code))
    if not given:
        return Cell(CellState.NONE)
    return Cell(CellState.ALL if len(given) == len(every) else CellState.PART, given)
