"""The rule that turns places into enterprises, as pure functions.

The quota's best-placed towns each name so many enterprises: the first of their eligible nominees by the declared order
(revenue, then growth, then market share unless the rules say otherwise). A town below the minimum line, or without an
eligible nominee, names none and its place is not passed on. A place shared across the line is refused: which of the
level towns stands inside has to be ruled or drawn first. A figure that is missing orders last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from competition.awards.records import Nominee, Verdict
from competition.core.amounts import plain
from competition.core.errors import Refusal
from competition.core.records import Text
from competition.entries.records import CheckState
from competition.entries.records import Nominee as Candidate
from competition.rounds.records import Repeat

FIGURES = {"revenue": "revenue", "growth": "growth", "share": "market_share"}
"""The words of the rules and the figures they stand for."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An award of a past round: which enterprise, in which round, and whether that round is the last one before."""

    enterprise_id: int
    round_title: Text
    is_last: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A ranked town, as far as naming asks."""

    entry: str
    name: Text
    rank: int
    total: Decimal


def inside(places: Sequence[Place], quota: int) -> tuple[Place, ...]:
    """The places that the quota takes; refuses when the line would cut through a shared place."""
    within = tuple(place for place in places if place.rank <= quota)
    if len(within) > quota:
        level = [place.name for place in within if place.rank == within[-1].rank]
        raise Refusal("awards.level_at_line", quota=quota, rank=within[-1].rank, towns=level)
    return within


def barred(repeat: Repeat, earlier: Iterable[Earlier]) -> Mapping[int, Text]:
    """The enterprises that earlier awards keep from being named again, each with the round of the award."""
    if repeat is Repeat.ALLOWED:
        return {}
    counted = [one for one in earlier if repeat is Repeat.ONCE or one.is_last]
    return {one.enterprise_id: one.round_title for one in counted}


def judged(
    candidates: Iterable[Candidate], order: Sequence[str], per_town: int, kept_out: Mapping[int, Text], town: Text
) -> tuple[Nominee, ...]:
    """A town's nominees in the order of the enterprise rule, each with its verdict; the first ``per_town`` are named.

    Refuses when the last to be named and the first behind are level on every figure.
    """
    ranked = sorted(candidates, key=lambda one: (_figures(one, order), one.uscc), reverse=True)
    may = [one for one in ranked if one.eligible and one.enterprise_id not in kept_out]
    if len(may) > per_town and _figures(may[per_town - 1], order) == _figures(may[per_town], order):
        level = [one.name for one in may if _figures(one, order) == _figures(may[per_town], order)]
        raise Refusal("awards.nominees_level", town=town, enterprises=level)
    named = {one.id for one in may[:per_town]}
    told = [_told(one, named, kept_out) for one in ranked]
    return tuple(sorted(told, key=lambda one: list(Verdict).index(one.verdict)))


def _figures(one: Candidate, order: Sequence[str]) -> tuple[tuple[bool, Decimal], ...]:
    values = [getattr(one, FIGURES[word]) for word in order]
    return tuple((value is not None, Decimal(0) if value is None else value) for value in values)


def _told(one: Candidate, named: set[int], kept_out: Mapping[int, Text]) -> Nominee:
    if one.check is CheckState.PENDING:
        verdict = Verdict.UNCHECKED
    elif not one.eligible:
        verdict = Verdict.INELIGIBLE
    elif one.enterprise_id in kept_out:
        verdict = Verdict.BARRED
    else:
        verdict = Verdict.NAMED if one.id in named else Verdict.BEHIND
    earlier = kept_out.get(one.enterprise_id) if verdict is Verdict.BARRED else None
    reason = one.reason if verdict is Verdict.INELIGIBLE else ""
    revenue, growth, share = (None if it is None else plain(it) for it in (one.revenue, one.growth, one.market_share))
    return Nominee(one.enterprise_id, one.name, one.uscc, revenue, growth, share, verdict, reason, earlier)
