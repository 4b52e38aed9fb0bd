"""Whom places would name: what a ruling in review lets its signers see beforehand. Nothing is stored or proposed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from competition.awards import naming
from competition.awards.records import Verdict
from competition.awards.service.deriving import kept_out_of
from competition.core.amounts import hundredths
from competition.core.database import Reader
from competition.core.records import Text
from competition.entries import service as entries
from competition.entries.records import CheckState
from competition.rounds import service as rounds
from competition.rounds.records import Round
from competition.tally.records import Standing


def foreseen(
    reader: Reader, round_: Round, standings: Sequence[Standing], *, disqualified: int | None = None
) -> dict[int, Text]:
    """The enterprises that these places would name, by their id, were the nominee ``disqualified`` found ineligible.

    Raises what :func:`competition.awards.service.derive` raises where places or nominees are level at their line.
    """
    rules = rounds.rules(reader, round_)
    if rules.award.get("track") != "town":
        return {}
    kept_out = kept_out_of(reader, round_, rules)
    places = tuple(naming.Place(one.entry, one.name, one.rank, Decimal(one.total)) for one in standings)
    named: dict[int, Text] = {}
    for place in naming.inside(places, rules.quota):
        if rules.minimum_line is not None and place.total < hundredths(rules.minimum_line):
            continue
        candidates = [
            replace(one, check=CheckState.FAILED) if one.id == disqualified else one
            for one in entries.nominees(reader, entries.entry(reader, round_, place.entry))
        ]
        judged = naming.judged(candidates, rules.award["order"], rules.award["per_town"], kept_out, place.name)
        named |= {one.enterprise_id: one.name for one in judged if one.verdict is Verdict.NAMED}
    return named
