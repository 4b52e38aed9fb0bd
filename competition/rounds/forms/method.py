"""How marks and figures become places: the panel, severity, weights, rounding, gaps, and the chain that parts ties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from wtforms import FieldList, HiddenField, IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from competition.core.amounts import plain
from competition.core.forms import DecimalField, Form
from competition.core.locale import _l, say
from competition.rounds.forms.numbers import NEEDED
from competition.rounds.forms.texts import prose
from competition.rounds.records import Rules

STEPS = {
    "total_unrounded": _l("the total before rounding"),
    "untrimmed_total": _l("the total without trimming"),
    "judge_majority": _l("whom more judges place ahead"),
    "ruling": _l("a ruling of the panel, recorded"),
    "lot": _l("a lot that anyone can check"),
}


class MultiCheckboxField(SelectMultipleField):
    """Several choices, each with its box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


CHOICES: Mapping[str, Sequence[tuple[str, Any]]] = {
    "combine": (
        ("trimmed_mean", _l("Trimmed mean|The highest and lowest are dropped, the rest averaged.")),
        ("mean", _l("Mean|Every mark counts alike.")),
        ("median", _l("Median|The middle mark, or the mean of the middle two.")),
    ),
    "scope": (
        ("indicator", _l("For each indicator|The highest and lowest mark of that indicator.")),
        ("judge_total", _l("For each judge's total|All marks of the judges with the highest and lowest total.")),
    ),
    "severity": (
        ("none", _l("Not corrected|Marks count as given. For panels where every judge scores every town.")),
        (
            "additive",
            _l(
                "Corrected in full|What a judge gives more or less than the others on the same towns is taken off or"
                " added to each of their marks."
            ),
        ),
        (
            "shrunken",
            _l(
                "Corrected in part|The same, but less, the more the difference may be chance. The usual choice where"
                " judges score different towns."
            ),
        ),
    ),
    "weighting": (
        ("percent", _l("Percent|They add up to 100; a mark counts in percent of its scale.")),
        ("factor", _l("Factors|Any positive numbers; a mark is multiplied as it stands.")),
    ),
    "aggregate": (
        ("arithmetic", _l("Weighted sum|A weakness can be made up for elsewhere.")),
        ("geometric", _l("Geometric mean|A weakness weighs more; any zero gives zero.")),
        ("harmonic", _l("Harmonic mean|A weakness weighs most; any zero gives zero.")),
    ),
    "mode": (
        ("half_up", _l("Half up|Five goes up, as people count.")),
        ("half_even", _l("Half to even|Five goes to the even digit, GB/T 8170.")),
    ),
    "at": (
        ("panel", _l("Each indicator's score")),
        ("weighted", _l("Each weighted score")),
        ("dimension", _l("Each dimension")),
        ("total", _l("The total|Always.")),
    ),
    "missing": (
        ("refuse", _l("No tally|It must be found, or the town excluded.")),
        ("floor", _l("It scores 0|With a notice on the result.")),
        ("exclude", _l("It is left out|Its weight is spread over the rest of its dimension.")),
    ),
}
"""What can be chosen, by field: the value as the file holds it, and its name with an explanation."""


def choice_words(field: str, value: str) -> str:
    """The name of a choice, without its explanation."""
    return str(dict(CHOICES[field])[value]).partition("|")[0]


class MethodForm(Form):
    """The method of one version of the rules."""

    revision = HiddenField()
    combine = RadioField(_l("How a panel's marks become one"), choices=CHOICES["combine"])
    trim = IntegerField(_l("Marks dropped at each end"), [InputRequired(NEEDED), NumberRange(0, 9)])
    trim_from = IntegerField(_l("Only from this many marks"), [InputRequired(NEEDED), NumberRange(1, 99)])
    scope = RadioField(_l("Where marks are dropped"), choices=CHOICES["scope"])
    severity = RadioField(_l("Strict and lenient judges"), choices=CHOICES["severity"], default="none")
    weighting = RadioField(_l("What weights are"), choices=CHOICES["weighting"])
    aggregate = RadioField(_l("How indicators become a total"), choices=CHOICES["aggregate"])
    mode = RadioField(_l("Rounding"), choices=CHOICES["mode"])
    places = IntegerField(_l("Decimals"), [InputRequired(NEEDED), NumberRange(0, 6)])
    at = MultiCheckboxField(_l("Stages that are rounded"), choices=CHOICES["at"])
    missing = RadioField(_l("When a figure is missing"), choices=CHOICES["missing"])
    low = DecimalField(_l("Most points taken off"), [InputRequired(NEEDED)])
    high = DecimalField(_l("Most points added"), [InputRequired(NEEDED)])
    ties = FieldList(HiddenField())
    another = SelectField(_l("One more step"), validate_choice=False)
    lot_source = prose(_l("Where the seed of a lot will come from"))

    def fill(self, rules: Rules) -> None:
        """Show what is stored."""
        method, panel, rounding = rules.method, rules.method["panel"], rules.method["rounding"]
        for name in ("combine", "trim", "trim_from", "scope"):
            self[name].data = panel[name]
        for name in ("severity", "weighting", "aggregate", "missing"):
            self[name].data = method[name]
        for name in ("mode", "places", "at"):
            self[name].data = rounding[name]
        for name in ("low", "high"):
            self[name].data = Decimal(method["adjustments"][name])
        self.lot_source.data, self.revision.data = rules.lot_source, rules.revision
        self.chain(list(method["ties"]))

    def chain(self, steps: list[str]) -> None:
        """Show these steps, in this order."""
        while self.ties.entries:
            self.ties.pop_entry()
        for step in steps:
            self.ties.append_entry(step)

    def press(self, pressed: str) -> bool:
        """Move, drop or add a step as the button said (``up-2``, ``down-2``, ``drop-2``, ``add``); True when it did."""
        steps = [str(entry.data) for entry in self.ties.entries]
        verb, _dash, number = pressed.partition("-")
        at = int(number) if number.isdigit() else -1
        if verb == "add" and self.another.data:
            self.chain([*steps, str(self.another.data)])
        elif verb in ("up", "down", "drop") and 0 <= at < len(steps):
            step = steps.pop(at)
            if verb != "drop":
                steps.insert(max(0, at + (1 if verb == "down" else -1)), step)
            self.chain(steps)
        else:
            return False
        return True

    def offer_steps(self, rules: Rules) -> None:
        """Name the steps a tie chain can have."""
        self.another.choices = [("", ""), *((code, step_words(code, rules)) for code in steps_of(rules))]

    @property
    def based_on(self) -> int:
        """The revision that was edited."""
        typed = str(self.revision.data)
        return int(typed) if typed.isdigit() else 0

    def changes(self) -> dict[str, Any]:
        """The fields of the rules that were typed."""
        stages = [stage for stage, _label in CHOICES["at"] if stage in (self.at.data or []) or stage == "total"]
        method = {
            "panel": {name: self[name].data for name in ("combine", "trim", "trim_from", "scope")},
            "severity": self.severity.data,
            "weighting": self.weighting.data,
            "aggregate": self.aggregate.data,
            "rounding": {"mode": self.mode.data, "places": self.places.data, "at": stages},
            "missing": self.missing.data,
            "adjustments": {name: plain(self[name].data) for name in ("low", "high")},
            "ties": [str(entry.data) for entry in self.ties.entries],
        }
        return {"method": method, "lot_source": self.lot_source.data or ""}


def steps_of(rules: Rules) -> list[str]:
    """Every step a tie chain of these rules can have."""
    tree = [f"dimension:{branch.code}" for branch in rules.dimensions]
    return ["total_unrounded", "untrimmed_total", *tree, *(f"indicator:{leaf.code}" for leaf in rules.indicators),
            "judge_majority", "ruling", "lot"]  # fmt: skip


def step_words(step: str, rules: Rules) -> str:
    """A step of the tie chain in words."""
    kind, _colon, code = step.partition(":")
    part = rules.dimension(code) if kind == "dimension" else rules.indicator(code) if kind == "indicator" else None
    if part is not None:
        return f"{code} {say(part.title)}"
    return str(STEPS.get(step, step))
