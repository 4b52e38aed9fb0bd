"""Differences between rules in words: where, what, and the values as a reader writes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from competition.core.locale import _, _l, language, say
from competition.core.records import Text
from competition.core.sentences import state
from competition.rounds.compare import Difference
from competition.rounds.criteria import Direction, Indicator, Kind, decimal_text
from competition.rounds.forms.awards import ORDERS
from competition.rounds.forms.method import CHOICES, choice_words, step_words
from competition.rounds.records import PublishMarks, Repeat, Rules
from competition.rounds.telling import way_words

FIELDS: Mapping[str, Any] = {
    "added": _l("added"),
    "removed": _l("removed"),
    "order": _l("order"),
    "title": _l("name"),
    "short": _l("short name"),
    "mark": _l("character"),
    "weight": _l("weight"),
    "dimension": _l("dimension"),
    "kind": _l("source"),
    "unit": _l("unit"),
    "direction": _l("direction"),
    "normalize": _l("how it is scored"),
    "scale_min": _l("lowest mark"),
    "scale_max": _l("highest mark"),
    "scale_step": _l("step"),
    "rubric": _l("rubric"),
    "measure": _l("definition"),
    "evidence": _l("evidence"),
    "basis": _l("reason for the numbers"),
    "panel.combine": _l("how marks become one"),
    "panel.trim": _l("marks dropped at each end"),
    "panel.trim_from": _l("dropped from this many marks"),
    "panel.scope": _l("where marks are dropped"),
    "severity": _l("strict and lenient judges"),
    "weighting": _l("weights"),
    "aggregate": _l("total"),
    "rounding.mode": _l("rounding"),
    "rounding.places": _l("decimals"),
    "rounding.at": _l("rounded stages"),
    "missing": _l("missing figures"),
    "adjustments.low": _l("most points taken off"),
    "adjustments.high": _l("most points added"),
    "ties": _l("tie chain"),
    "lot_source": _l("source of the lot"),
    "quota": _l("quota"),
    "minimum_line": _l("minimum total"),
    "repeat": _l("named before"),
    "publish_marks": _l("published marks"),
    "budget_fen": _l("budget (yuan)"),
    "publicity_days": _l("publicity (working days)"),
    "discrepancy_percent": _l("looked at from (%%)"),
    "red_percent": _l("explained from (%%)"),
    "discrepancy_points": _l("one mark from (points)"),
    "per_town": _l("enterprises for each town"),
    "track": _l("track"),
}
PLACES: Mapping[str, Any] = {"tree": _l("Tree"), "method": _l("Method"), "awards": _l("Awards")}
IN_HUNDREDTHS = frozenset({
    "weight", "scale_min", "scale_max", "scale_step", "minimum_line", "budget_fen", "discrepancy_percent",
    "red_percent", "discrepancy_points",
})  # fmt: skip
MEMBERS = {"kind": Kind, "repeat": Repeat, "publish_marks": PublishMarks}


@dataclass(frozen=True, slots=True)
class Line:
    """One difference as a reader sees it."""

    where: str
    what: str
    before: str
    after: str


def lines(changes: tuple[Difference, ...], old: Rules, new: Rules) -> list[Line]:
    """The differences in words."""
    return [_line(change, old, new) for change in changes]


def _line(change: Difference, old: Rules, new: Rules) -> Line:
    part = next((found for rules in (new, old) if (found := _part(rules, change.place))), None)
    where = f"{change.place} {say(part.title)}" if part else str(PLACES.get(change.place, change.place))
    values = [_value(change, value, rules) for value, rules in ((change.before, old), (change.after, new))]
    what = _("nominees by") if (change.place, change.field) == ("awards", "order") else str(FIELDS[_kind(change)])
    return Line(where, what, *values)


def _kind(change: Difference) -> str:
    return change.field.partition(":")[0]


def _part(rules: Rules, code: str) -> Any:
    return rules.dimension(code) or rules.indicator(code)


def _value(change: Difference, value: Any, rules: Rules) -> str:
    if value is None or value == "":
        return "–"
    name = _kind(change)
    if name in IN_HUNDREDTHS:
        return decimal_text(value)
    if name in MEMBERS:
        return str(state(MEMBERS[name](value))[1])
    if name == "normalize":
        leaf = rules.indicator(change.place)
        return way_words(leaf) if isinstance(leaf, Indicator) else "–"
    if name == "direction":
        return _("lower is better") if value == Direction.LOWER else _("higher is better")
    if name == "rubric":
        low = decimal_text(value["low"])
        return _("%(band)s from %(low)s: %(text)s", band=_told(value["title"]), low=low, text=_told(value["text"]))
    field = name.rpartition(".")[2]
    if change.place == "method" and field in CHOICES:
        return _(", ").join(choice_words(field, one) for one in ([value] if isinstance(value, str) else value))
    if name == "ties":
        return _(", then ").join(step_words(step, rules) for step in value)
    if name == "order":
        return _(", ").join(str(ORDERS.get(item, item)) for item in value)
    if isinstance(value, Mapping):
        return _told(value)
    return _(", ").join(value) if isinstance(value, list) else str(value)


def _told(text: Mapping[str, str]) -> str:
    return Text(text["zh"], text["en"]).within(language()) or "–"
