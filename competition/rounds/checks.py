"""What is wrong with a draft of the rules, each fault at its place; nothing is mended here.

A fault's ``code`` chooses its words, ``place`` says where in the rules it sits: ``tree``, ``dimension:C``,
``indicator:B1``, ``method``, ``awards`` or ``details``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from competition.core.records import ToDo
from competition.rounds.criteria import decimal_text
from competition.rounds.defaults import DEPENDS_ON_COHORT, WITHOUT_DIRECTION
from competition.rounds.records import FEWEST_PUBLICITY_DAYS, WHOLE, Dimension, Direction, Indicator, Round, Rules

PAGES = {
    "tree": "rounds.criteria",
    "dimension": "rounds.criteria",
    "indicator": "rounds.criteria",
    "method": "rounds.method",
    "awards": "rounds.awards",
    "details": "rounds.details",
}
"""The page where a fault is mended, by the kind of its place."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that keeps the rules from being locked."""

    code: str
    place: str
    params: Mapping[str, Any] = field(default_factory=dict)


def faults(rules: Rules, grant_fen: int | None = None) -> tuple[Fault, ...]:
    """What is wrong with the rules themselves, in the order of the pages; ``grant_fen`` is one enterprise's grant."""
    return (*tree_faults(rules), *method_faults(rules), *award_faults(rules, grant_fen))


def todo(round_code: str, fault: Fault) -> ToDo:
    """The fault as a to-do with the page where it is mended."""
    return ToDo(fault.code, PAGES[fault.place.partition(":")[0]], {"code": round_code}, fault.params)


def round_faults(round_: Round) -> Iterator[Fault]:
    """The round itself: the host signs its notices."""
    if not round_.host.zh:
        yield Fault("rounds.host_missing", "details")


def tree_faults(rules: Rules) -> Iterator[Fault]:
    """The tree: codes, sums, scales, rubrics and anchors."""
    if not rules.dimensions:
        yield Fault("rounds.no_dimensions", "tree")
        return
    counted = Counter([branch.code for branch in rules.dimensions] + [leaf.code for leaf in rules.indicators])
    yield from (Fault("rounds.code_twice", "tree", {"code": code}) for code, n in counted.items() if n > 1)
    if rules.method.get("weighting") == "percent":
        yield from _gap("rounds.tree_sum", "tree", rules.declared, WHOLE, {})
    for branch in rules.dimensions:
        yield from dimension_faults(branch)


def dimension_faults(branch: Dimension) -> Iterator[Fault]:
    """One dimension and its indicators."""
    place = f"dimension:{branch.code}"
    named = {"title": branch.title}
    if not branch.indicators:
        yield Fault("rounds.dimension_empty", place, named)
        return
    yield from _gap("rounds.dimension_sum", place, branch.parts, branch.weight, named)
    for leaf in branch.indicators:
        yield from indicator_faults(leaf)


def indicator_faults(leaf: Indicator) -> Iterator[Fault]:
    """One indicator: its weight, and its scale with its rubric or its anchors."""
    place, named = f"indicator:{leaf.code}", {"code": leaf.code, "title": leaf.title}
    if leaf.weight <= 0:
        yield Fault("rounds.weight_missing", place, named)
    if leaf.is_judged:
        yield from (Fault(code, place, named) for code in scale_faults(leaf))
    else:
        yield from (Fault(code, place, named) for code in normalize_faults(leaf))


def scale_faults(leaf: Indicator) -> Iterator[str]:
    """Codes of what is wrong with a judged indicator's scale and rubric."""
    span = leaf.scale_max - leaf.scale_min
    if span <= 0 or leaf.scale_max <= 0:
        yield "rounds.scale_empty"
    elif leaf.scale_step <= 0 or span % leaf.scale_step:
        yield "rounds.scale_step"
    bands = sorted(leaf.rubric, key=lambda band: band.low)
    if not bands:
        yield "rounds.rubric_missing"
    elif bands[0].low != leaf.scale_min or bands[-1].high != leaf.scale_max:
        yield "rounds.rubric_ends"
    elif any(lower.high != upper.low for lower, upper in pairwise(bands)):
        yield "rounds.rubric_gap"


def normalize_faults(leaf: Indicator) -> Iterator[str]:
    """Codes of what is wrong with a measured indicator's way to a score."""
    way = leaf.normalize or {}
    by = way.get("by")
    if not by:
        yield "rounds.normalize_missing"
        return
    if by == "piecewise":
        yield from _point_faults([Decimal(point[0]) for point in way["points"]])
    if by == "goalposts" and Decimal(way["low"]) >= Decimal(way["high"]):
        yield "rounds.goalposts_order"
    if any(Decimal(way[name]) <= 0 for name in ("cap", "per", "value") if name in way):
        yield "rounds.parameter_positive"
    if leaf.direction is Direction.LOWER and by in WITHOUT_DIRECTION:
        yield "rounds.direction_refused"


def _point_faults(figures: list[Decimal]) -> Iterator[str]:
    if len(figures) < 2:
        yield "rounds.points_missing"
    if any(left >= right for left, right in pairwise(figures)):
        yield "rounds.points_not_rising"


def method_faults(rules: Rules) -> Iterator[Fault]:
    """The method: trimming, aggregate, rounding, and the tie chain's references into the tree."""
    yield from (Fault(code, "method") for code in method_codes(rules.method))
    known = {f"dimension:{branch.code}" for branch in rules.dimensions}
    known |= {f"indicator:{leaf.code}" for leaf in rules.indicators}
    ties = [str(step) for step in rules.method.get("ties", [])]
    for step in ties:
        if ":" in step and step not in known:
            yield Fault("rounds.tie_refers_to_nothing", "method", {"step": step})
    if "lot" in ties and not rules.lot_source:
        yield Fault("rounds.lot_source_missing", "method")


def method_codes(method: Mapping[str, Any]) -> Iterator[str]:
    """Codes of what does not fit together in a method."""
    panel, rounding = method["panel"], method["rounding"]
    if panel["combine"] == "trimmed_mean" and panel["trim_from"] < 2 * panel["trim"] + 1:
        yield "rounds.trim_leaves_nothing"
    if method["aggregate"] != "arithmetic" and method["weighting"] != "percent":
        yield "rounds.mean_needs_percent"
    if method["aggregate"] != "arithmetic" and "weighted" in rounding["at"]:
        yield "rounds.mean_without_weighted_stage"
    if method["missing"] == "exclude" and method["weighting"] != "percent":
        yield "rounds.exclude_needs_percent"
    if "total" not in rounding["at"]:
        yield "rounds.total_is_rounded"
    limits = method["adjustments"]
    if Decimal(limits["low"]) > 0 or Decimal(limits["high"]) < 0:
        yield "rounds.limits_order"


def award_faults(rules: Rules, grant_fen: int | None) -> Iterator[Fault]:
    """The award settings: what the policy leaves to the round must be said, and possible."""
    if rules.quota < 1:
        yield Fault("rounds.quota_missing", "awards")
    best = best_total(rules)
    if best is not None and (rules.minimum_line or 0) > best:
        told = {"line": decimal_text(rules.minimum_line or 0), "best": decimal_text(int(best))}
        yield Fault("rounds.line_out_of_reach", "awards", told)
    yield from budget_faults(rules, grant_fen)
    if rules.red_percent <= rules.discrepancy_percent:
        yield Fault("rounds.red_below_yellow", "awards")
    if rules.publicity_days < FEWEST_PUBLICITY_DAYS:
        yield Fault("rounds.publicity_too_short", "awards", {"days": FEWEST_PUBLICITY_DAYS})


def budget_faults(rules: Rules, grant_fen: int | None) -> Iterator[Fault]:
    """A budget that is not set, or does not hold a grant for every enterprise that may be named."""
    due = (grant_fen or 0) * rules.quota * int(rules.award["per_town"])
    if rules.budget_fen == 0:
        yield Fault("rounds.budget_missing", "awards")
    elif rules.budget_fen < due:
        told = {"budget": decimal_text(rules.budget_fen), "due": decimal_text(due)}
        yield Fault("rounds.budget_short", "awards", told)


def best_total(rules: Rules) -> Fraction | None:
    """The highest total that can be reached, in hundredths of a point; None where a figure's score has no ceiling."""
    if any(not (leaf.normalize or {}).get("clamp", True) for leaf in rules.measured):
        return None
    more = Fraction(rules.method["adjustments"]["high"]) * 100
    if rules.method["weighting"] == "percent":
        return WHOLE + more
    return sum((Fraction(leaf.weight * _ceiling(leaf), 100) for leaf in rules.indicators), more)


def _ceiling(leaf: Indicator) -> int:
    return leaf.scale_max if leaf.is_judged else WHOLE


def cohort_dependent(rules: Rules) -> tuple[Indicator, ...]:
    """Indicators by which a withdrawal would move everybody else: allowed, with a warning."""
    return tuple(leaf for leaf in rules.measured if (leaf.normalize or {}).get("by") in DEPENDS_ON_COHORT)


def _gap(code: str, place: str, found: int, due: int, params: Mapping[str, Any]) -> Iterator[Fault]:
    if found != due:
        side = "missing" if found < due else "over"
        told = {"sum": decimal_text(found), "due": decimal_text(due), "gap": decimal_text(abs(due - found))}
        yield Fault(f"{code}_{side}", place, {**params, **told})
