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

from competition.core.records import Text
from competition.rounds.records import Phase, Round

WRITING = Phase.PUBLISHED
"""The phase in which bundles are written; leaving it seals the round."""
PUBLIC_PHASES = (Phase.PUBLICITY, Phase.PUBLISHED, Phase.ARCHIVED)
"""The phases in which a round's places are public."""


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
    BUNDLE = "bundle"


@dataclass(frozen=True, slots=True)
class Known:
    """What sixteen digits stand for.

    ``stands`` is False when something newer has taken its place, ``is_whole`` when what is stored is not what it was.
    """

    kind: Kind
    round: Round
    digits: str
    at: datetime
    stands: bool = True
    is_whole: bool = True
    version: int = 1
    judge: str = ""
    n_entries: int = 0
    n_marks: int = 0
    scope: Scope | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """One town's place in one edition. ``dimensions`` are scores on 0–100 by the dimension's code."""

    town_id: int
    round_id: int
    entry: str
    name: Text
    county: Text
    rank: int | None
    total: str | None
    status: str
    dimensions: Mapping[str, str | None] = field(default_factory=dict)
    awarded: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs between the rules of two editions: a dimension's or indicator's weight, or the method."""

    kind: str
    title: Text
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """One past round: its places, and what its rules changed against the edition before it."""

    round: Round
    places: tuple[Place, ...]
    changes: tuple[Change, ...] = ()
    bundles: tuple[Bundle, ...] = ()

    def place_of(self, town_id: int) -> Place | None:
        """The town's place, or None where it took no part."""
        return next((place for place in self.places if place.town_id == town_id), None)
