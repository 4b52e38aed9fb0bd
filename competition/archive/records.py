"""What the archive keeps and says: registered bundles, and what verifying one found.

A *bundle* is a sealed round as one ZIP file (FORMATS section 3), in two *scopes*: public, with marks only as the rules
allow, and full, for the archive alone. A *report* is the answer of a verification: what was checked, step by step, and
the first *fault* where there is one. Standard library only, because verifying needs neither web nor database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from competition.core.records import Text
from competition.rounds.records import Phase, Round
from competition.tally.records import Rounding

WRITING = Phase.PUBLISHED
"""The phase in which bundles are written; leaving it seals the round."""
HANDED_OUT = (Phase.PUBLISHED, Phase.ARCHIVED)
"""The phases in which anyone may have the public bundle."""


class Scope(StrEnum):
    """Who a bundle is for."""

    PUBLIC = "public"
    FULL = "full"


class Outcome(StrEnum):
    """What verifying a bundle found."""

    INTACT = "intact"
    ALTERED = "altered"
    UNREADABLE = "unreadable"

    @property
    def status(self) -> int:
        """The exit status of ``pingxuan verify``."""
        return {Outcome.INTACT: 0, Outcome.ALTERED: 1, Outcome.UNREADABLE: 2}[self]


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was found, by the code of its sentence (see ``telling``)."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong first: the ``file`` of the bundle (empty when the whole cannot be read), and what with it."""

    code: str
    file: str = ""
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Marked:
    """What a bundle says of itself, with the digests of its two tag manifests, which cover everything in it."""

    round_code: str = ""
    scope: str = ""
    commitment: str = ""
    input_digest: str = ""
    result_digest: str = ""
    log_size: str = ""
    log_head: str = ""
    tags_sha256: str = ""
    tags_sha512: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The answer of a verification. ``marked`` is None where the bundle could not be opened."""

    outcome: Outcome
    steps: tuple[Said, ...]
    fault: Fault | None = None
    marked: Marked | None = None

    @property
    def is_intact(self) -> bool:
        """Whether everything matched."""
        return self.outcome is Outcome.INTACT


@dataclass(frozen=True, slots=True)
class Bundle:
    """A registered bundle. ``sha256`` is of the ZIP file, ``path`` where it lies in the installation's folder."""

    id: int
    round_id: int
    scope: Scope
    version: int
    path: str
    sha256: str
    size: int
    n_files: int
    commitment: str
    input_digest: str
    result_digest: str
    log_size: int
    log_head: str
    tags_sha256: str
    tags_sha512: str
    at: datetime
    by: str

    @property
    def is_public(self) -> bool:
        """Whether anyone may have it."""
        return self.scope is Scope.PUBLIC

    def is_what(self, marked: Marked) -> bool:
        """Whether a bundle that says this of itself has the same content, byte for byte."""
        return (self.tags_sha256, self.tags_sha512) == (marked.tags_sha256, marked.tags_sha512)


@dataclass(frozen=True, slots=True)
class Check:
    """One verification of a registered bundle."""

    bundle_id: int
    outcome: Outcome
    told: str
    at: datetime
    by: str


class Kind(StrEnum):
    """What sixteen digits stand for."""

    RECEIPT = "receipt"
    RESULT = "result"
    ROUND_FILE = "round_file"
    COMMITMENT = "commitment"
    DRAFT = "draft"
    BUNDLE = "bundle"
    LISTS = "lists"
    OBJECTION = "objection"


@dataclass(frozen=True, slots=True)
class Known:
    """What sixteen digits stand for.

    ``stands`` is False when something newer has taken its place, ``is_whole`` when what is stored is not what it was;
    ``at`` is None for rules that are not signed yet.
    """

    kind: Kind
    round: Round
    digits: str
    at: datetime | None
    stands: bool = True
    is_whole: bool = True
    version: int = 1
    judge: str = ""
    n_entries: int = 0
    n_marks: int = 0
    scope: Scope | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """One town's place in one edition, as it was published. ``shares`` are scores of 100 by the dimension's code.

    ``interval`` is the places that 95 % left open, None where the result was published without.
    """

    entry: str
    name: Text
    county: Text
    rank: int
    total: str
    shares: Mapping[str, str] = field(default_factory=dict)
    awarded: tuple[Text, ...] = ()
    interval: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs between the rules of two editions; ``kind`` chooses the words."""

    kind: str
    title: Text
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """A published round: its places by town, and what its rules changed against the edition before it.

    ``content`` is what the result page shows, its scores written with ``rounding``; ``is_final`` False while it is in
    publicity.
    """

    round: Round
    content: Mapping[str, Any]
    is_final: bool
    places: Mapping[int, Place]
    rounding: Rounding
    changes: tuple[Change, ...] = ()
    bundle: Bundle | None = None


@dataclass(frozen=True, slots=True)
class Track:
    """One town's way through the editions, oldest first; None where it took no place."""

    town_id: int
    name: Text
    places: tuple[Place | None, ...]

    @property
    def ranks(self) -> tuple[int, ...]:
        """The places it took."""
        return tuple(place.rank for place in self.places if place is not None)

    @property
    def risen(self) -> int:
        """By how many places it stands higher in the last edition than in the first; 0 where it missed either."""
        first, last = self.places[0], self.places[-1]
        return first.rank - last.rank if first and last else 0
