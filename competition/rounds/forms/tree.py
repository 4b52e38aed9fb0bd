"""The criteria tree on one page: a weight for every part, and the part that is open beside it."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired, Regexp

from competition.core.forms import Form, HundredthsField, StrippedField
from competition.core.locale import _l, say
from competition.core.records import Text
from competition.rounds.criteria import Dimension, Indicator, Kind
from competition.rounds.defaults import NORMALIZE, RUBRIC
from competition.rounds.edits import CODE, parts
from competition.rounds.forms.numbers import HIGHEST_POINTS, NEEDED, between
from competition.rounds.forms.texts import line, prose, put, text_of
from competition.rounds.records import Rules


class TreeForm(Form):
    """A weight for every dimension and indicator; the fields are made for one version of the rules."""

    revision = HiddenField()

    def weights(self) -> dict[str, int]:
        """The weights by code."""
        prefix = "weight_"
        return {name[len(prefix) :]: field.data for name, field in self._fields.items() if name.startswith(prefix)}

    @property
    def based_on(self) -> int:
        """The revision that was edited."""
        typed = str(self.revision.data)
        return int(typed) if typed.isdigit() else 0


def tree_form(rules: Rules, proposed: dict[str, int]) -> TreeForm:
    """The form for this version's tree; ``proposed`` weights stand in their fields without being stored."""
    fields: dict[str, Any] = {
        f"weight_{part.code}": HundredthsField(
            _l("Weight of %(code)s", code=part.code), [InputRequired(NEEDED), between(0, HIGHEST_POINTS)]
        )
        for part in parts(rules.dimensions)
    }
    held = {f"weight_{part.code}": proposed.get(part.code, part.weight) for part in parts(rules.dimensions)}
    shaped: type[TreeForm] = type("TreeFormOfRound", (TreeForm,), fields)
    return shaped(data={**held, "revision": rules.revision})


class PartForm(Form):
    """The part of the tree that is open; it is sent with the weights in one form, so it brings no token of its own."""

    class Meta:  # noqa: D106  (WTForms asks for this name)
        csrf = False

    title_zh = line(_l("Name in Chinese"))
    title_en = line(_l("Name in English"), required=False)


class DimensionForm(PartForm):
    """A dimension: its name, its short name and the character that stands for it."""

    short_zh = line(_l("Short name in Chinese"), longest=12)
    short_en = line(_l("Short name in English"), required=False, longest=24)
    mark = line(_l("One character"), longest=1)

    def fill(self, part: Dimension) -> None:
        """Show what is stored."""
        put(self, title=part.title, short=part.short)
        self.mark.data = part.mark

    def changes(self) -> dict[str, Any]:
        """The fields of the record that were typed."""
        return {"title": text_of(self, "title"), "short": text_of(self, "short"), "mark": self.mark.data}


class LeafForm(PartForm):
    """What judged and measured indicators have in common: what is looked at, the evidence, and the reason."""

    measure_zh = prose(_l("What is looked at, in Chinese"))
    measure_en = prose(_l("What is looked at, in English"))
    evidence_zh = prose(_l("Evidence, in Chinese"))
    evidence_en = prose(_l("Evidence, in English"))
    basis_zh = prose(_l("Reason for the numbers, in Chinese"))
    basis_en = prose(_l("Reason for the numbers, in English"))

    def fill(self, part: Indicator) -> None:
        """Show what is stored."""
        put(self, title=part.title, measure=part.measure, evidence=part.evidence, basis=part.basis)

    def changes(self) -> dict[str, Any]:
        """The fields of the record that were typed."""
        return {name: text_of(self, name) for name in ("title", "measure", "evidence", "basis")}


class AddForm(Form):
    """One more part of the tree."""

    revision = HiddenField()
    under = SelectField(_l("Where"))
    code = StrippedField(
        _l("Code"),
        [InputRequired(NEEDED), Regexp(CODE.pattern + "$", message=_l("A letter, then letters or digits: eight."))],
        description=_l("Stands in files, tables and the tie chain, like B6."),
        render_kw={"autocomplete": "off"},
    )
    title_zh = line(_l("Name in Chinese"))
    title_en = line(_l("Name in English"), required=False)
    kind = RadioField(_l("Where its score comes from"), default=Kind.JUDGED)

    def offer(self, rules: Rules) -> None:
        """Name the places where a part can be added."""
        inside = [(branch.code, f"{branch.code} {say(branch.title)}") for branch in rules.dimensions]
        self.under.choices = [*inside, ("", str(_l("A new dimension")))]
        self.kind.choices = [
            (Kind.JUDGED, str(_l("Judges mark it")) + "|" + str(_l("On a scale, with a rubric."))),
            (Kind.MEASURED, str(_l("A figure is measured")) + "|" + str(_l("And becomes a score by anchors you set."))),
        ]

    def dimension(self) -> Dimension:
        """The dimension that was typed, without indicators yet."""
        title = text_of(self, "title")
        short = Text(title.zh[:4], title.en)
        return Dimension(str(self.code.data), title, short, title.zh[:1], position=0, weight=0)

    def indicator(self) -> Indicator:
        """The indicator that was typed, with the scale or the anchors that a new one starts from."""
        kind = Kind(self.kind.data)
        judged = kind is Kind.JUDGED
        return Indicator(
            code=str(self.code.data),
            dimension=str(self.under.data),
            title=text_of(self, "title"),
            weight=0,
            kind=kind,
            unit="分" if judged else "%",
            normalize=None if judged else NORMALIZE["piecewise"],
            rubric=RUBRIC if judged else (),
        )
