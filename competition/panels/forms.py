"""The forms of panels. The judge's statement grows one question for each town."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from competition.accounts.records import Account
from competition.core.forms import Form, SignatureForm, StrippedField, choices
from competition.core.locale import _, _l, say
from competition.entries.records import Entry
from competition.panels.records import LONGEST_NOTE, SIZES, Answer, Branch, Judge, Reason
from competition.registry.records import County

REASONS = {
    Reason.KIN: _l("A near relative works there or holds shares"),
    Reason.EMPLOYMENT: _l("I was employed, an adviser or a shareholder there within three years"),
    Reason.COUNTY: _l("I am from its county"),
    Reason.OTHER: _l("Another interest that could look like bias"),
}
YES_NO = (("no", _l("No")), ("yes", _l("Yes")))
NOTE = [Length(max=LONGEST_NOTE, message=_l("Keep it to 500 characters."))]


class PlaceForm(Form):
    """Where a judge comes from: what recusals and letters need."""

    county = SelectField(_l("County"), coerce=int, description=_l("They are recused from every town of this county."))
    unit = StrippedField(_l("Unit"), [Optional(), Length(max=100)])
    field = StrippedField(
        _l("Field"), [Optional(), Length(max=100)], description=_l("For instance ceramics, or finance.")
    )

    def offer(self, counties: Iterable[County]) -> None:
        """Take the counties to choose from."""
        known = [(each.id, say(each.name)) for each in counties]
        self.county.choices = choices([(0, _l("None of the counties here")), *known])

    @property
    def place(self) -> dict[str, Any]:
        """What the service takes."""
        return {"county_id": self.county.data or None, "unit": self.unit.data or "", "field": self.field.data or ""}


class JudgeForm(PlaceForm):
    """A judge added to the panel."""

    account = SelectField(_l("Who"), coerce=int)
    name = StrippedField(_l("Name of the new person"), [Length(max=60)])

    def offer_people(self, people: Iterable[Account]) -> None:
        """Take the accounts to choose from."""
        known = [(each.id, f"{each.name} ({each.handle})") for each in people]
        self.account.choices = choices([(0, _l("A new person")), *known])

    def validate_name(self, field: Any) -> None:
        """A new person needs a name."""
        if not self.account.data and not field.data:
            raise ValidationError(_l("Write the name, or choose somebody above."))


def place_form(judge: Judge, counties: Iterable[County], *, bound: bool = True) -> PlaceForm:
    """The form filled with what is known of a judge; ``bound`` reads what was sent."""
    known = {"county": judge.county_id or 0, "unit": judge.unit, "field": judge.field}
    form = PlaceForm(data=known) if bound else PlaceForm(formdata=None, data=known)
    form.offer(counties)
    return form


class SizeForm(Form):
    """How many judges the round wants."""

    size = IntegerField(
        _l("Judges wanted"),
        [InputRequired(_l("Write a number.")), NumberRange(SIZES.start, SIZES.stop - 1)],
        description=_l("Odd, and five or more; seven is usual. Their numbers are drawn by lot from 1 to this many."),
        render_kw={"inputmode": "numeric"},
    )


class ScopeForm(Form):
    """What one judge scores."""

    dimensions = SelectMultipleField(
        _l("Dimensions with judged indicators"),
        [InputRequired(_l("Choose at least one."))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def offer(self, branches: Iterable[Branch]) -> None:
        """Take the dimensions to choose from."""
        self.dimensions.choices = choices((each.code, say(each.title)) for each in branches)


class LettersForm(Form):
    """Whom to print letters for."""

    judges = SelectMultipleField(_l("Judges"), [InputRequired(_l("Choose at least one judge."))])

    def offer(self, judges: Iterable[Judge]) -> None:
        """Take the judges to choose from."""
        self.judges.choices = choices((each.pseudonym, each.name) for each in judges)


class LeaveForm(Form):
    """Why a judge leaves the panel."""

    reason = StrippedField(_l("Reason"), [InputRequired(_l("Write the reason.")), Length(max=LONGEST_NOTE)])


class LateForm(Form):
    """A recusal after the judge opened the first entry."""

    entry = SelectField(_l("Town"), [InputRequired()])
    reason = RadioField(_l("Kind"), [InputRequired(_l("Choose the kind."))], choices=choices(REASONS.items()))
    note = StrippedField(
        _l("Why only now"), [InputRequired(_l("Write why it comes only now.")), *NOTE],
        description=_l("Two people read it before they sign."),
    )  # fmt: skip

    def offer(self, entries: Iterable[Entry]) -> None:
        """Take the towns to choose from."""
        self.entry.choices = choices((each.code, say(each.name)) for each in entries)


class SignLateForm(SignatureForm):
    """The second person's signature under a late recusal."""


class StatementForm(Form):
    """A judge's statement: for every town yes or no, nothing chosen beforehand."""

    def questions(self) -> list[tuple[str, Any, Any, Any]]:
        """For each town its code and the three fields."""
        codes = [name.removeprefix("answer_") for name in self._fields if name.startswith("answer_")]
        return [(code, *(self[f"{part}_{code}"] for part in ("answer", "reason", "note"))) for code in codes]

    def validate(self, extra_validators: Any = None) -> bool:
        """A yes needs its kind."""
        fine = bool(super().validate(extra_validators))
        for _code, answer, reason, _note in self.questions():
            if answer.data == "yes" and not reason.data:
                reason.errors = [*reason.errors, _l("Choose the kind of conflict.")]
                fine = False
        return fine

    @property
    def answers(self) -> dict[str, tuple[Reason | None, str]]:
        """What was answered, by town."""
        return {
            code: (Reason(reason.data) if answer.data == "yes" else None, note.data or "")
            for code, answer, reason, note in self.questions()
        }


def statement_form(entries: Iterable[Entry], told: Mapping[int, Answer]) -> StatementForm:
    """The statement about these towns, with what was declared before."""
    fields: dict[str, Any] = {}
    known: dict[str, str] = {}
    for entry in entries:
        fields[f"answer_{entry.code}"] = RadioField(
            say(entry.name),
            [InputRequired(_("%(town)s: answer yes or no.", town=say(entry.name)))],
            choices=choices([("no", _l("No")), ("yes", _l("Yes"))]),
        )
        fields[f"reason_{entry.code}"] = SelectField(
            _l("Kind"), choices=choices([("", _l("Choose")), *REASONS.items()]), default=""
        )
        fields[f"note_{entry.code}"] = StrippedField(_l("Note"), [Optional(), *NOTE])
        if entry.id in told:
            known |= _known(entry.code, told[entry.id])
    made: StatementForm = type("StatementForm", (StatementForm,), fields)(data=known)
    return made


def _known(code: str, answer: Answer) -> dict[str, str]:
    yes = answer.reason is not None
    return {
        f"answer_{code}": "yes" if yes else "no",
        f"reason_{code}": str(answer.reason or ""),
        f"note_{code}": answer.note,
    }
