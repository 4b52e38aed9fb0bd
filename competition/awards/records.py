"""What a proposal of awards holds: the named enterprises with their reasons, and the towns that named none.

A *proposal* is one stored, unchangeable version, bound to the digests of the rules and of the tally it follows from.
An *award* is one enterprise on it, with the steps that led to its name. A proposal becomes binding by *adoption*, which
two people sign. Money is in fen, figures are decimal texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from competition.core.records import Text
from competition.rounds.records import Phase

PROPOSING = (Phase.ADJUDICATION, Phase.PUBLICITY)
"""The phases in which a list may be proposed: marks are visible, and nothing is published yet."""


class Verdict(StrEnum):
    """What became of a nominee."""

    NAMED = "named"
    BEHIND = "behind"
    INELIGIBLE = "ineligible"
    UNCHECKED = "unchecked"
    BARRED = "barred"


class Standing(StrEnum):
    """How far a proposal has come. ``OUTDATED``: what it follows from has changed since."""

    PROPOSED = "proposed"
    SIGNED_ONCE = "signed_once"
    ADOPTED = "adopted"
    OUTDATED = "outdated"


@dataclass(frozen=True, slots=True)
class Step:
    """One reason: ``code`` chooses the sentence, ``source`` and ``quote`` are the article it rests on, if one does."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    source: Text | None = None
    quote: Text | None = None


@dataclass(frozen=True, slots=True)
class Nominee:
    """An enterprise that a town put up, in the order of the enterprise rule, with its verdict.

    ``reason`` says why it is ineligible, ``earlier`` names the round whose award bars it.
    """

    enterprise_id: int
    name: Text
    uscc: str
    revenue: str | None
    growth: str | None
    market_share: str | None
    verdict: Verdict
    reason: str = ""
    earlier: Text | None = None


@dataclass(frozen=True, slots=True)
class Award:
    """One enterprise on the list."""

    number: int
    enterprise_id: int
    enterprise: Text
    uscc: str
    entry: str
    town: Text
    county: Text
    rank: int
    total: str
    amount_fen: int
    rule: str
    article: int
    source: Text
    title: Text
    steps: tuple[Step, ...]
    nominees: tuple[Nominee, ...]


@dataclass(frozen=True, slots=True)
class Unnamed:
    """A town without an award, and why. ``rank`` and ``total`` are None where it takes no place."""

    entry: str
    town: Text
    county: Text
    rank: int | None
    total: str | None
    reason: Step
    nominees: tuple[Nominee, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """What follows from the rules, the tally and the nominees for a decision on one day."""

    round_code: str
    rules_digest: str
    tally_version: int
    result_digest: str
    edition: str
    decided_on: date
    quota: int
    budget_fen: int
    awards: tuple[Award, ...]
    unnamed: tuple[Unnamed, ...]

    @property
    def total_fen(self) -> int:
        """What the list costs."""
        return sum(award.amount_fen for award in self.awards)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One stored version of the list. ``digest`` is what two people sign."""

    id: int
    round_id: int
    version: int
    listing: Listing
    digest: str
    reason: str
    at: datetime
    actor: str
    adopted_at: datetime | None = None
    signed_by: tuple[str, ...] = ()

    @property
    def awards(self) -> tuple[Award, ...]:
        """The named enterprises, best-placed town first."""
        return self.listing.awards

    @property
    def unnamed(self) -> tuple[Unnamed, ...]:
        """The towns that named none."""
        return self.listing.unnamed

    @property
    def total_fen(self) -> int:
        """What the list costs."""
        return self.listing.total_fen

    @property
    def is_adopted(self) -> bool:
        """True once two people have signed it."""
        return self.adopted_at is not None
