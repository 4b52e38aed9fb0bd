"""Everything a notice and the public result follow from, gathered once from the rooms that hold it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from competition.awards.records import Proposal
from competition.core.records import Text
from competition.entries.records import Entry
from competition.policy.records import CONTEST, Edition
from competition.publication.records import Approval, Posted
from competition.rounds.records import Round, Rules
from competition.tally.records import Diagnostics, Standing, Tally, Unranked


@dataclass(frozen=True, slots=True)
class Ground:
    """A round as it is about to be published. ``period`` is the publicity notice that a result notice looks back on.

    ``n_objections`` were received from its posting to the end of its last day, ``n_earlier`` before it was posted.
    ``diagnostics`` say how firm the tally is, None while nobody has asked.
    """

    round: Round
    rules: Rules
    edition: Edition
    tally: Tally
    standings: tuple[Standing, ...]
    unranked: tuple[Unranked, ...]
    entries: Mapping[str, Entry]
    awards: Proposal
    approval: Approval
    posted_on: date
    diagnostics: Diagnostics | None = None
    days: tuple[date, ...] = ()
    period: Posted | None = None
    replaces: Posted | None = None
    n_objections: int = 0
    n_earlier: int = 0

    @property
    def award_title(self) -> Text:
        """What the named enterprises are called."""
        return next(rule.title for rule in self.edition.awards if rule.code == CONTEST)

    @property
    def article(self) -> Text:
        """The article that the award rests on."""
        rule = next(rule for rule in self.edition.awards if rule.code == CONTEST)
        return self.edition.article(rule.article).label

    @property
    def amount_fen(self) -> int | None:
        """What each enterprise receives, where all receive the same."""
        amounts = {award.amount_fen for award in self.awards.awards}
        return amounts.pop() if len(amounts) == 1 else None

    @property
    def n_judges(self) -> int:
        """How many judges marked."""
        return len(self.tally.round["judges"])
