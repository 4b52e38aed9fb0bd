"""What a judge's sheet is made of: ballots, their drafts and sealed versions, receipts, and the rules of marks.

A *ballot* is one judge's marks for one entry. Its *draft* is kept as it is typed, under a version that rises with every
save; *sealing* makes an immutable version of it, with a commitment that the log holds instead of the marks. A ballot
is sealed again only after it was *reopened*. A *receipt* stands for everything a judge has sealed up to that moment.
Marks are hundredths of a point; a mark that is not there is absent, never zero.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from competition.core.amounts import hundredths, plain

LONGEST_NOTE = 1000
KEY_BYTES = 32


class BallotState(StrEnum):
    """Whether a ballot may be written on."""

    OPEN = "open"
    SEALED = "sealed"


MOVES: Mapping[BallotState, BallotState] = {
    BallotState.OPEN: BallotState.SEALED,
    BallotState.SEALED: BallotState.OPEN,
}
"""Sealing closes an open ballot; only a ruling that reopens it opens a sealed one."""


class Stage(StrEnum):
    """How far a judge is with one entry, as the judge and the organizer see it."""

    BLANK = "blank"
    STARTED = "started"
    COMPLETE = "complete"
    SEALED = "sealed"
    REOPENED = "reopened"
    RECUSED = "recused"


class JudgeState(StrEnum):
    """How far a judge is with the whole sheet. No value is a Stage's too: equal texts would be one key in a table."""

    AWAITED = "awaited"
    SCORING = "scoring"
    READY = "ready"
    SEALED = "all_sealed"
    EXCUSED = "excused"


DONE_STAGES = frozenset({Stage.COMPLETE, Stage.SEALED})


def stage_of(state: BallotState, n_marked: int, n_asked: int, *, reopened: bool = False) -> Stage:
    """The stage of a ballot with ``n_marked`` of ``n_asked`` marks; a reopened one is open until it is sealed again.

    >>> stage_of(BallotState.OPEN, 3, 6).value
    'started'
    """
    if state is BallotState.SEALED:
        return Stage.SEALED
    if reopened:
        return Stage.REOPENED
    if n_marked >= n_asked:
        return Stage.COMPLETE
    return Stage.STARTED if n_marked else Stage.BLANK


def judge_state(stages: tuple[Stage, ...], *, pledged: bool, excused: bool) -> JudgeState:
    """The state of a sheet whose entries, recused ones left out, stand at ``stages``."""
    if excused:
        return JudgeState.EXCUSED
    if stages and all(stage is Stage.SEALED for stage in stages):
        return JudgeState.SEALED
    if not pledged:
        return JudgeState.AWAITED
    return JudgeState.READY if all(stage in DONE_STAGES for stage in stages) else JudgeState.SCORING


def is_on_scale(mark: int, low: int, high: int, step: int) -> bool:
    """Whether a mark may be given on the scale; all in hundredths.

    >>> is_on_scale(8650, 0, 10_000, 50), is_on_scale(8625, 0, 10_000, 50), is_on_scale(10_050, 0, 10_000, 50)
    (True, False, False)
    """
    return low <= mark <= high and (mark - low) % step == 0


@dataclass(frozen=True, slots=True)
class Line:
    """What the server holds of one indicator: the mark (None while there is none), the note, and since when."""

    mark: int | None
    note: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """A ballot as the server holds it. ``version`` 0: nothing saved yet. ``on_paper``: what is sealed came on paper."""

    judge_id: int
    entry_id: int
    version: int
    state: BallotState
    lines: Mapping[str, Line] = field(default_factory=dict)
    saved_at: datetime | None = None
    reopened: bool = False
    on_paper: bool = False

    @property
    def marks(self) -> dict[str, int]:
        """The marks that are there, by indicator."""
        return {code: line.mark for code, line in self.lines.items() if line.mark is not None}

    @property
    def notes(self) -> dict[str, str]:
        """The notes that are there, by indicator."""
        return {code: line.note for code, line in self.lines.items() if line.note}

    def differs(self, marks: Mapping[str, int | None], notes: Mapping[str, str]) -> bool:
        """Whether these marks and notes say anything else than what is held."""
        held, said = self.marks, self.notes
        return any(held.get(code) != mark for code, mark in marks.items()) or any(
            said.get(code, "") != note for code, note in notes.items()
        )


@dataclass(frozen=True, slots=True)
class Sealed:
    """One immutable version of a ballot. ``key`` (hex) and the marks together open the ``commitment``."""

    judge: str
    entry: str
    version: int
    marks: Mapping[str, int]
    key: str
    commitment: str
    sealed_at: datetime
    receipt_digits: str
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a judge is handed at sealing. ``ballots`` names each ballot in force with its version and commitment."""

    judge: str
    number: int
    digest: str
    digits: str
    sealed_at: datetime
    n_entries: int
    n_marks: int
    ballots: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One entry on a judge's own list; ``code`` and ``name`` from the entries room."""

    entry_id: int
    code: str
    stage: Stage
    n_marked: int
    n_asked: int
    saved_at: datetime | None
    on_paper: bool = False


@dataclass(frozen=True, slots=True)
class JudgeProgress:
    """One judge as the organizer sees it: which ballots are complete, never what is in them."""

    judge_id: int
    judge: str
    name: str
    state: JudgeState
    cells: tuple[str, ...]
    n_done: int
    n_all: int
    last_at: datetime | None
    n_paper: int = 0


@dataclass(frozen=True, slots=True)
class Keyed:
    """A ballot as one clerk keyed it from a signed sheet; it waits for a second clerk. ``key`` and marks as sealed."""

    judge_id: int
    entry_id: int
    keyed_by: int
    keyed_at: datetime
    marks: Mapping[str, int]
    key: bytes
    commitment: str


@dataclass(frozen=True, slots=True)
class PaperProgress:
    """How far the signed sheet of one judge is keyed, as one clerk sees it: counts of entries, never a mark."""

    judge: str
    name: str
    n_all: int
    n_mine: int
    n_theirs: int
    n_paper: int
    n_device: int

    @property
    def n_left(self) -> int:
        """How many entries nobody has keyed, opened or sealed."""
        return self.n_all - self.n_mine - self.n_theirs - self.n_paper - self.n_device


@dataclass(frozen=True, slots=True)
class Reopening:
    """Why a ballot is scored again: the number of the case, its reason, and the version that stands meanwhile."""

    case: int
    reason: str
    after_version: int
    reopened_at: datetime


@dataclass(frozen=True, slots=True)
class Absence:
    """A judge whose unsealed ballots are not waited for, with the reason two people signed."""

    judge_id: int
    reason: str
    excused_at: datetime
    approval_id: int


def commitment(key: bytes, canonical_ballot: bytes) -> str:
    """The commitment to a sealed ballot (FORMATS section 4): HMAC-SHA-256 in lower-case hex."""
    return hmac.new(key, canonical_ballot, "sha256").hexdigest()


def ballot_content(
    round_code: str, entry: str, judge: str, version: int, marks: Mapping[str, int]
) -> dict[str, object]:
    """What a commitment commits to: marks as decimal texts.

    >>> ballot_content("xz-2025", "T01", "J1", 1, {"A4": 8650})["marks"]
    {'A4': '86.5'}
    """
    texts = {code: plain(hundredths(mark)) for code, mark in marks.items()}
    return {"round": round_code, "entry": entry, "judge": judge, "version": version, "marks": texts}


def receipt_content(
    round_code: str, judge: str, number: int, ballots: Iterable[tuple[str, int, str]]
) -> dict[str, object]:
    """What a receipt's digits are the digest of."""
    lines = [{"entry": entry, "version": version, "commitment": mac} for entry, version, mac in ballots]
    return {"format": "pingxuan-receipt/1", "round": round_code, "judge": judge, "number": number, "ballots": lines}
