"""One indicator: the scale and rubric of a judged one, or the unit and anchors of a measured one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms import Form as Row
from wtforms.validators import InputRequired

from competition.core.amounts import plain
from competition.core.forms import DecimalField, HundredthsField
from competition.core.locale import _l
from competition.core.records import Text
from competition.rounds.criteria import Band, Direction, Indicator
from competition.rounds.defaults import NORMALIZE, WITHOUT_DIRECTION
from competition.rounds.forms.numbers import NEEDED
from competition.rounds.forms.texts import cell, line, list_of, passage
from competition.rounds.forms.tree import LeafForm

WAYS = {
    "piecewise": _l("Anchors, straight lines between them"),
    "goalposts": _l("From a lower to an upper goalpost"),
    "capped": _l("Count up to a cap"),
    "yes_no": _l("Yes or no"),
    "deduction": _l("Deduction from full marks"),
    "reference": _l("Against a reference figure"),
    "minmax": _l("Between the lowest and the highest of this round"),
    "minmax_log": _l("The same, on a logarithmic scale"),
    "zscore": _l("Distance from this round’s mean"),
    "percentile": _l("Rank in this round"),
}
NUMBERS = {
    "goalposts": ("low", "high"),
    "capped": ("cap",),
    "deduction": ("full", "per"),
    "reference": ("value",),
}
"""The numbers that each way asks for; anchors are rows of their own."""


class PointRow(Row):
    """One anchor: a figure and its score."""

    figure = DecimalField(_l("Figure"))
    score = DecimalField(_l("Score"))


class BandRow(Row):
    """One band of the rubric; it reaches up to where the next begins."""

    code = HiddenField()
    title_zh = cell(_l("Band"), 12)
    title_en = cell(_l("In English"), 24)
    low = HundredthsField(_l("From"))
    text_zh = passage(_l("What it takes"))
    text_en = passage(_l("In English"))


class JudgedForm(LeafForm):
    """The scale judges mark on, and the rubric in bands."""

    scale_min = HundredthsField(_l("Lowest mark"), [InputRequired(NEEDED)])
    scale_max = HundredthsField(_l("Highest mark"), [InputRequired(NEEDED)])
    scale_step = HundredthsField(_l("Step"), [InputRequired(NEEDED)])
    rows = list_of(BandRow)

    def fill(self, part: Indicator) -> None:
        """Show what is stored."""
        super().fill(part)
        self.scale_min.data, self.scale_max.data, self.scale_step.data = part.scale_min, part.scale_max, part.scale_step
        for band in part.rubric:
            title, text = band.title, band.text
            told = {"title_zh": title.zh, "title_en": title.en, "text_zh": text.zh, "text_en": text.en}
            self.rows.append_entry({"code": band.code, "low": band.low, **told})

    def changes(self) -> dict[str, Any]:
        """The fields of the record that were typed; a band reaches up to where the next begins."""
        typed = sorted((row.data for row in self.rows if row.data["low"] is not None), key=lambda row: -row["low"])
        ends = [self.scale_max.data, *(row["low"] for row in typed)]
        rubric = tuple(_band(at, row, high) for at, (row, high) in enumerate(zip(typed, ends, strict=False), start=1))
        scale = {name: self[name].data for name in ("scale_min", "scale_max", "scale_step")}
        return {**super().changes(), **scale, "rubric": rubric}


class MeasuredForm(LeafForm):
    """The unit, the direction, and the way a figure becomes a score."""

    unit = line(_l("Unit"), longest=12)
    direction = RadioField(
        _l("Which figure is better"),
        choices=[(Direction.HIGHER, _l("A higher one")), (Direction.LOWER, _l("A lower one"))],
    )
    by = SelectField(_l("How the figure becomes a score"), choices=list(WAYS.items()))
    rows = list_of(PointRow)
    low = DecimalField(_l("Lower goalpost, scores 0"))
    high = DecimalField(_l("Upper goalpost, scores 100"))
    cap = DecimalField(_l("Cap, scores 100"))
    full = DecimalField(_l("Figure with full marks"))
    per = DecimalField(_l("Points off for each unit below"))
    value = DecimalField(_l("Reference figure, scores 100"))
    trial = DecimalField(_l("Try a figure"))
    clamp = BooleanField(_l("Scores stay between 0 and 100"))

    def fill(self, part: Indicator) -> None:
        """Show what is stored."""
        super().fill(part)
        self.unit.data, self.direction.data = part.unit, part.direction
        self.use({**(part.normalize or NORMALIZE["piecewise"])})

    def use(self, way: dict[str, Any]) -> None:
        """Show one way with its numbers."""
        self.by.data, self.clamp.data = way["by"], way.get("clamp", True)
        for figure, score in way.get("points", ()):
            self.rows.append_entry({"figure": Decimal(figure), "score": Decimal(score)})
        for name in self.asked:
            self[name].process_data(Decimal(way[name]))

    @property
    def asked(self) -> tuple[str, ...]:
        """The numbers that the chosen way asks for."""
        return NUMBERS.get(str(self.by.data), ())

    def validate(self, extra_validators: Any = None) -> bool:
        """Also ask for the numbers of the chosen way, and for both numbers of an anchor."""
        valid = bool(super().validate(extra_validators))
        for field in [self[name] for name in self.asked]:
            if field.data is None and not field.errors:
                field.errors = [NEEDED]
                valid = False
        for row in self.rows:
            valid = _whole(row) and valid
        return valid

    def changes(self) -> dict[str, Any]:
        """The fields of the record that were typed."""
        way: dict[str, Any] = {"by": self.by.data}
        if self.by.data == "piecewise":
            typed = [row.data for row in self.rows if row.data["figure"] is not None]
            way["points"] = [[plain(row["figure"]), plain(row["score"])] for row in typed]
        way |= {name: plain(self[name].data) for name in self.asked}
        if not self.clamp.data:
            way["clamp"] = False
        direction = Direction.HIGHER if self.by.data in WITHOUT_DIRECTION else Direction(self.direction.data)
        return {**super().changes(), "unit": self.unit.data, "direction": direction, "normalize": way}


def leaf_form(part: Indicator) -> type[JudgedForm] | type[MeasuredForm]:
    """The form that fits the indicator."""
    return JudgedForm if part.is_judged else MeasuredForm


def _band(at: int, row: dict[str, Any], high: int) -> Band:
    title, text = (Text(row[f"{name}_zh"] or "", row[f"{name}_en"] or "") for name in ("title", "text"))
    return Band(row["code"] or f"band{at}", title, row["low"], high, text)


def _whole(row: Any) -> bool:
    figure, score = row.form.figure, row.form.score
    if (figure.data is None) == (score.data is None):
        return not (figure.errors or score.errors)
    missing = score if score.data is None else figure
    if not missing.errors:
        missing.errors = [NEEDED]
    return False
