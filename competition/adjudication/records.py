"""What adjudication is about: cases, their rulings, and which decisions a case admits.

A *case* is opened over a judge's marks that lie too far from the panel's mean, over a tie at the award line, over an
entry's eligibility, or by an objection from the public. A *ruling* is proposed by the adjudicator with a public reason
and binds once a second person has signed it. While a case is open, its judge appears under a *letter*, which is the
same in every case of the round: two judges never share one on a page, and one judge never has two.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from competition.core.records import Text
from competition.rounds.records import Phase, Rules

HEARING = (Phase.ADJUDICATION, Phase.PUBLICITY)
"""The phases in which cases are opened and ruled on."""
OBJECTING = Phase.PUBLICITY
"""The phase in which the public may object."""
LONGEST_TEXT = 4000
SHORTEST_CONTACT = 5
RECEIPT_DIGITS = 16


class Kind(StrEnum):
    """Why a case was opened."""

    DISCREPANCY = "discrepancy"
    TIE = "tie"
    ELIGIBILITY = "eligibility"
    OBJECTION = "objection"


class State(StrEnum):
    """How far a case is."""

    OPEN = "open"
    PROPOSED = "proposed"
    DECIDED = "decided"


MOVES: Mapping[State, tuple[State, ...]] = {
    State.OPEN: (State.PROPOSED,),
    State.PROPOSED: (State.DECIDED, State.OPEN),
    State.DECIDED: (),
}
"""A proposed ruling is signed, or it goes back; what is decided stays decided."""


class Decision(StrEnum):
    """What a ruling may say."""

    KEEP = "keep"
    REOPEN = "reopen"
    STRIKE = "strike"
    ORDER = "order"
    DISMISS = "dismiss"
    UPHOLD = "uphold"
    CORRECT = "correct"
    EXCLUDE = "exclude"
    DISQUALIFY = "disqualify"


DECISIONS: Mapping[Kind, tuple[Decision, ...]] = {
    Kind.DISCREPANCY: (Decision.KEEP, Decision.REOPEN, Decision.STRIKE),
    Kind.TIE: (Decision.ORDER, Decision.DISMISS),
    Kind.ELIGIBILITY: (Decision.DISMISS, Decision.CORRECT, Decision.EXCLUDE, Decision.DISQUALIFY),
    Kind.OBJECTION: (Decision.DISMISS, Decision.UPHOLD, Decision.CORRECT, Decision.EXCLUDE, Decision.DISQUALIFY),
}
"""The decisions each kind of case admits, the mildest first."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case. ``entry`` is an entry's code, ``judge`` a pseudonym; ``subject`` is what was found at its opening."""

    id: int
    round_id: int
    number: int
    kind: Kind
    state: State
    entry: str | None
    judge: str | None
    subject: Mapping[str, Any]
    text: str
    opened_by: str
    opened_at: datetime

    @property
    def code(self) -> str:
        """How files and other rooms name the case."""
        return f"C{self.number}"

    @property
    def is_red(self) -> bool:
        """True for a mark so far off that it must be explained before it may be kept."""
        return self.subject.get("level") == "red"

    def line(self, rules: Rules) -> int:
        """The published line that the judge's total lies beyond, in hundredths of a percent of the panel's mean."""
        return rules.red_percent if self.is_red else rules.discrepancy_percent

    @property
    def is_settled(self) -> bool:
        """True once two people have signed a ruling."""
        return self.state is State.DECIDED


@dataclass(frozen=True, slots=True)
class Ruling:
    """A proposed or signed ruling; ``detail`` is what the decision needs: a figure, an order, a nominee."""

    id: int
    case_id: int
    decision: Decision
    reason: str
    detail: Mapping[str, Any]
    approval_id: int
    proposed_by: int
    proposed_at: datetime
    signed_by: int | None
    signed_at: datetime | None
    state: str
    effect: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Statement:
    """What the judge of a case says to it; a later one stands beside the earlier."""

    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why an account may not rule on a case."""

    account_id: int
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Objector:
    """Who objected: kept for the reply, shown to nobody outside the hearing, never logged."""

    name: str
    contact: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Filed:
    """The receipt of an objection."""

    number: int
    receipt: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What a decision does to the entry and to the award line; ``total`` None where it is not ranked any more.

    ``enters`` and ``leaves`` are entries at the award line, ``named`` and ``dropped`` enterprises of the award list.
    ``is_known`` is False where the outcome waits for a new mark; ``refused`` says why the round cannot be tallied so.
    """

    decision: Decision
    total: str | None = None
    change: str | None = None
    rank: int | None = None
    is_inside: bool | None = None
    enters: tuple[Text, ...] = ()
    leaves: tuple[Text, ...] = ()
    named: tuple[Text, ...] = ()
    dropped: tuple[Text, ...] = ()
    is_known: bool = True
    refused: str = ""

    @property
    def moves_line(self) -> bool:
        """True when other entries stand inside the award line than do now."""
        return bool(self.enters or self.leaves)

    @property
    def moves_awards(self) -> bool:
        """True when other enterprises would be named than are now."""
        return bool(self.named or self.dropped)

    @property
    def moves_anything(self) -> bool:
        """True when the award line or the award list would be another."""
        return self.moves_line or self.moves_awards

    def as_log(self) -> dict[str, Any]:
        """What the log says of it: places, never marks."""
        return {"rank": self.rank, "inside": self.is_inside, "moves_line": self.moves_line,
                "moves_awards": self.moves_awards}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """A judge's marks for an entry that call for a case: the total where it is off, and the single indicators."""

    judge: str
    entry: str
    level: str
    percent: str | None
    mark: str | None
    mean: str | None
    points: str | None
    indicators: tuple[Mapping[str, str], ...] = ()

    def as_subject(self) -> dict[str, Any]:
        """What the case keeps of it."""
        return {
            "level": self.level, "percent": self.percent, "mark": self.mark, "mean": self.mean, "points": self.points,
            "indicators": [dict(one) for one in self.indicators],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class PublicRuling:
    """A decided case as anyone may read it: no mark, no name of a judge or of an objector."""

    number: int
    kind: Kind
    entry: Text | None
    decision: Decision
    reason: str
    decided_at: datetime


def is_contact(text: str) -> bool:
    """Whether an answer could reach somebody there: a telephone number, an address with its number, an e-mail.

    >>> [is_contact(text) for text in ("0350-3300000", "城关路8号附2", "wang@example.cn", "1234", "忻州市内某处")]
    [True, True, True, False, False]
    """
    return len(text.strip()) >= SHORTEST_CONTACT and any(each.isdecimal() or each in "@＠" for each in text)


def letters(judges: Iterable[str], salt: str) -> dict[str, str]:
    """A letter for each judge, in an order that tells nothing of the pseudonyms; another order for another ``salt``.

    >>> sorted(letters(["J1", "J2", "J3"], "xz-2025").values())
    ['A', 'B', 'C']
    """
    shuffled = sorted(judges, key=lambda judge: hashlib.sha256(f"{salt}\x00{judge}".encode()).digest())
    return {judge: _letter(place) for place, judge in enumerate(shuffled)}


def _letter(place: int) -> str:
    rounds, at = divmod(place, 26)
    return (_letter(rounds - 1) if rounds else "") + chr(ord("A") + at)
