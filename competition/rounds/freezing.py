"""From a draft of the rules to the commitment: the engine's strict reader has the last word before anything is signed.

What the engine does not weigh (rubrics, definitions of figures, evidence, publicity days, budget) is hashed beside it,
so that the log holds both digests.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from competition.core.canonical import digest as digest_of
from competition.core.errors import Refusal
from competition.rounds.criteria import Band, Dimension, Indicator, as_texts
from competition.rounds.records import Round, Rules
from scoring.errors import Refused
from scoring.formats import read_rules
from scoring.records import rules_digest

INDICATOR = re.compile(r"/criteria/(\d+)/indicators/(\d+)(/.*)?")
DIMENSION = re.compile(r"/criteria/(\d+)(/.*)?")


@dataclass(frozen=True, slots=True)
class FrozenRules:
    """The rules as hashed: ``file`` is ``pingxuan-rules/1``, ``descriptions`` digests what is told beside it."""

    file: dict[str, Any]
    digest: str
    descriptions: str


def freeze(round_: Round, rules: Rules) -> FrozenRules:
    """The rules file and its digest; a fault the engine finds is refused with its place in words."""
    try:
        read = read_rules(rules.as_format(round_.code, round_.title, round_.edition_code))
    except Refused as fault:
        raise Refusal(
            "rounds.engine_refuses", place=place_of(fault.pointer, rules), expected=fault.expected, found=fault.found
        ) from fault
    return FrozenRules(read.as_format(), rules_digest(read), digest_of(descriptions(rules)))


def descriptions(rules: Rules) -> dict[str, Any]:
    """What the rules say beside the numbers: rubrics, definitions, evidence, the days of publicity and the budget."""
    return {
        "publicity_days": rules.publicity_days,
        "budget_fen": rules.budget_fen,
        "dimensions": [_told_dimension(branch) for branch in rules.dimensions],
    }


def place_of(pointer: str, rules: Rules) -> str:
    """Where a JSON pointer leads, as a code a reader knows: ``B1``, ``B``, or the pointer itself elsewhere."""
    if found := INDICATOR.fullmatch(pointer):
        return rules.dimensions[int(found[1])].indicators[int(found[2])].code
    if found := DIMENSION.fullmatch(pointer):
        return rules.dimensions[int(found[1])].code
    return pointer.strip("/").replace("/", " › ")


def _told_dimension(branch: Dimension) -> dict[str, Any]:
    told = [_told_indicator(leaf) for leaf in branch.indicators]
    return {"code": branch.code, "short": as_texts(branch.short), "mark": branch.mark, "indicators": told}


def _told_indicator(leaf: Indicator) -> dict[str, Any]:
    texts = {name: as_texts(getattr(leaf, name)) for name in ("measure", "evidence", "basis")}
    rubric = [_told_band(band) for band in leaf.rubric]
    return {"code": leaf.code, **texts, "rubric": rubric}


def _told_band(band: Band) -> dict[str, Any]:
    texts = {name: as_texts(getattr(band, name)) for name in ("title", "text")}
    return {"code": band.code, "low": band.low, "high": band.high, **texts}
