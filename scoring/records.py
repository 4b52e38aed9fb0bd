"""What a tally depends on, as frozen records: the method, the criteria tree, the marks and figures of one round.

The names are those of the file formats; lists keep the order of the file, so that a tree is shown as its author wrote
it. Numbers are ``Decimal`` exactly as written. A record made by ``read_round`` or ``read_rules`` has been checked;
one built by hand has not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from scoring.canon import digest, normal_form
from scoring.plain import OPTIONAL, plain

ROUND_FORMAT: Final = "pingxuan-round/1"
RULES_FORMAT: Final = "pingxuan-rules/1"


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Chinese and in English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Scale:
    """The grid a mark must lie on: ``min``, ``min + step``, … up to ``max``."""

    min: Decimal
    max: Decimal
    step: Decimal


@dataclass(frozen=True, slots=True)
class Normalize:
    """How a raw figure becomes a score; only the parameters of the rule ``by`` are set."""

    by: str
    direction: str
    clamp: bool
    points: tuple[tuple[Decimal, Decimal], ...] | None = field(default=None, metadata=OPTIONAL)
    low: Decimal | None = field(default=None, metadata=OPTIONAL)
    high: Decimal | None = field(default=None, metadata=OPTIONAL)
    cap: Decimal | None = field(default=None, metadata=OPTIONAL)
    per: Decimal | None = field(default=None, metadata=OPTIONAL)
    full: Decimal | None = field(default=None, metadata=OPTIONAL)
    value: Decimal | None = field(default=None, metadata=OPTIONAL)


@dataclass(frozen=True, slots=True)
class Indicator:
    """A leaf of the tree: judged on a scale, or measured in a unit and normalized."""

    code: str
    title: Text
    weight: Decimal
    kind: str
    unit: str | None = field(default=None, metadata=OPTIONAL)
    normalize: Normalize | None = field(default=None, metadata=OPTIONAL)
    scale: Scale | None = field(default=None, metadata=OPTIONAL)


@dataclass(frozen=True, slots=True)
class Dimension:
    """A branch of the tree; its weight is the sum of its indicators' weights."""

    code: str
    title: Text
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """How the judges' marks become one: ``combine`` with ``trim`` from so many marks on, by ``scope``."""

    combine: str
    trim: int
    trim_from: int
    scope: str


@dataclass(frozen=True, slots=True)
class Rounding:
    """How (``mode``), to how many decimals, and at which stages a number is rounded."""

    mode: str
    places: int
    at: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """Between which bounds the sum of an entry's adjustments is kept."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Method:
    """Everything that turns marks and figures into ranks."""

    panel: Panel
    severity: str
    weighting: str
    aggregate: str
    rounding: Rounding
    missing: str
    adjustments: Limits
    ties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """What is judged; only an ``eligible`` one takes a rank."""

    code: str
    name: Text
    status: str

    @property
    def is_eligible(self) -> bool:
        """Whether the entry takes a rank and counts in the cohort."""
        return self.status == "eligible"


@dataclass(frozen=True, slots=True)
class Judge:
    """A judge, by the pseudonym of this round."""

    code: str


@dataclass(frozen=True, slots=True)
class Recusal:
    """A judge who does not judge an entry, and why."""

    judge: str
    entry: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ballot:
    """One judge's marks for one entry, by indicator."""

    judge: str
    entry: str
    marks: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value, in the unit of its indicator."""

    entry: str
    indicator: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Points added to an entry's total, or taken from it, and why."""

    code: str
    entry: str
    points: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class Struck:
    """A mark taken out by the ruling of a case."""

    judge: str
    entry: str
    indicator: str
    case: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """A case that put level entries in an order, the first being placed highest."""

    case: str
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lot:
    """Where the seed of a drawn lot comes from, and the seed itself once it is known."""

    source: str
    seed: str


@dataclass(frozen=True, slots=True)
class LotSource:
    """Where the seed of a drawn lot will come from, fixed before anyone can know it."""

    source: str


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When a judge's mark is flagged as far from the panel: in percent of the mean (and red from), and in points."""

    percent: Decimal
    red_percent: Decimal
    points: Decimal


@dataclass(frozen=True, slots=True)
class Award:
    """How a place names enterprises: the track, the order of their figures, how many for each town."""

    track: str
    order: tuple[str, ...]
    per_town: int


@dataclass(frozen=True, slots=True)
class Round:
    """Everything a tally depends on, and nothing else (``pingxuan-round/1``)."""

    code: str
    title: Text
    method: Method
    criteria: tuple[Dimension, ...]
    entries: tuple[Entry, ...]
    judges: tuple[Judge, ...]
    recusals: tuple[Recusal, ...]
    ballots: tuple[Ballot, ...]
    figures: tuple[Figure, ...]
    adjustments: tuple[Adjustment, ...]
    struck: tuple[Struck, ...]
    rulings: tuple[Ruling, ...]
    lot: Lot

    def as_format(self) -> dict[str, Any]:
        """The file in full: every key present, every set sorted."""
        return {"format": ROUND_FORMAT, **normal_form(plain(self))}


@dataclass(frozen=True, slots=True)
class Rules:
    """What is frozen when a round leaves draft (``pingxuan-rules/1``); its digest is the commitment."""

    code: str
    title: Text
    policy: str
    method: Method
    criteria: tuple[Dimension, ...]
    lot: LotSource
    thresholds: Thresholds
    quota: int
    minimum_line: Decimal | None
    repeat: str
    award: Award
    publish_marks: str

    def as_format(self) -> dict[str, Any]:
        """The file in full: every key present, every set sorted."""
        return {"format": RULES_FORMAT, **normal_form(plain(self))}


def indicators_of(criteria: tuple[Dimension, ...]) -> dict[str, Indicator]:
    """All leaves of a tree by code, in the order of the file."""
    return {indicator.code: indicator for dimension in criteria for indicator in dimension.indicators}


def round_digest(round_: Round) -> str:
    """The digest of a round's canonical JSON: a result's ``input_digest``."""
    return digest(round_.as_format())


def rules_digest(rules: Rules) -> str:
    """The commitment: the digest of the rules' canonical JSON."""
    return digest(rules.as_format())
