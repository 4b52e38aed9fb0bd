"""The forms of adjudication: a ruling, its second signature, a statement, a conflict, an objection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wtforms import HiddenField, PasswordField, RadioField, SelectField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from competition.adjudication.records import LONGEST_TEXT, Case, Decision, is_contact
from competition.core.errors import Refusal
from competition.core.forms import DecimalField, Form, SignatureForm, StrippedField
from competition.core.locale import _, _l
from competition.core.sentences import sentence

Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Offer:
    """What a ruling may choose from in one case; each decision comes with its words, title and note."""

    decisions: Choices
    group: Choices = ()
    indicators: Choices = ()
    nominees: Choices = ()
    places: Mapping[str, str] = field(default_factory=dict)


class RuleForm(SignatureForm):
    """A proposed ruling. ``based_on`` is what the shown preview rests on, ``seen`` the decision it was shown for."""

    decision = RadioField(_l("How it is ruled"), [InputRequired(_l("Choose a ruling."))])
    indicator = SelectField(_l("Which figure"), [Optional()], validate_choice=False)
    value = DecimalField(_l("The right figure"), [Optional()])
    source = StrippedField(_l("Its source"), [Optional(), Length(max=300)])
    nominee = SelectField(_l("Which nominee"), [Optional()], validate_choice=False)
    reason = TextAreaField(
        _l("Reason"), [InputRequired(_l("Write the reason: it is public.")), Length(max=LONGEST_TEXT)]
    )
    secret = PasswordField(
        _l("Your password or six-digit PIN"),
        [InputRequired(_l("Sign with your password or PIN."))],
        render_kw={"autocomplete": "off"},
    )
    based_on = HiddenField()
    seen = HiddenField()

    def chosen(self) -> Decision:
        """The decision that was chosen."""
        return Decision(self.decision.data)

    def detail(self, case: Case) -> dict[str, Any]:
        """What the chosen decision needs beside its reason."""
        return _DETAIL[self.chosen()](self, case) if self.chosen() in _DETAIL else {}

    def only_look(self) -> None:
        """Look at the effect without signing: neither secret nor reason is asked for."""
        self.secret.validators = self.reason.validators = [Optional()]


def rule_form(case: Case, offer: Offer, **kwargs: Any) -> RuleForm:
    """The form of one case: its decisions, and a place for each entry of a level group."""
    places = [(str(at), _("place %(place)s of the group", place=at)) for at in range(1, len(offer.group) + 1)]
    asked = {
        f"order_{code}": SelectField(name, [Optional()], choices=[("", "—"), *places], validate_choice=False)
        for code, name in offer.group
    }
    form: RuleForm = type("CaseForm", (RuleForm,), asked)(**kwargs)
    form.decision.choices = list(offer.decisions)
    form.indicator.choices = [("", "—"), *offer.indicators]
    form.nominee.choices = [("", "—"), *offer.nominees]
    return form


def _ordered(form: RuleForm, case: Case) -> dict[str, Any]:
    placed = {code: form[f"order_{code}"].data or "" for code in case.subject["entries"]}
    if sorted(placed.values()) != sorted(str(at) for at in range(1, len(placed) + 1)):
        return {"entries": []}
    return {"entries": sorted(placed, key=lambda code: int(placed[code]))}


def _corrected(form: RuleForm, case: Case) -> dict[str, Any]:
    value = "" if form.value.data is None else str(form.value.data)
    return {"indicator": form.indicator.data, "value": value, "source": form.source.data or ""}


def _disqualified(form: RuleForm, case: Case) -> dict[str, Any]:
    offered = {value for value, _name in form.nominee.choices or ()}
    return {"nominee": int(form.nominee.data)} if form.nominee.data and form.nominee.data in offered else {}


_DETAIL = {Decision.ORDER: _ordered, Decision.CORRECT: _corrected, Decision.DISQUALIFY: _disqualified}


class CountersignForm(SignatureForm):
    """The second signature under a ruling."""

    based_on = HiddenField()


class SendBackForm(Form):
    """Why a ruling is not signed."""

    reason = TextAreaField(
        _l("Why it goes back"), [InputRequired(_l("Say why it goes back.")), Length(max=LONGEST_TEXT)]
    )


class ConflictForm(Form):
    """Why somebody may not rule on a case."""

    reason = StrippedField(_l("Why you may not rule on it"), [InputRequired(_l("Say why.")), Length(max=300)])


class StatementForm(Form):
    """What a judge says to a case over their marks."""

    text = TextAreaField(
        _l("Your explanation"), [InputRequired(_l("Write your explanation.")), Length(max=LONGEST_TEXT)]
    )


class EligibilityForm(Form):
    """A case over an entry's or a nominee's eligibility."""

    entry = SelectField(_l("Entry"), [InputRequired()])
    text = TextAreaField(_l("What raised the doubt"), [InputRequired(), Length(max=LONGEST_TEXT)])


class ObjectionForm(Form):
    """An objection by the public, under a real name."""

    entry = SelectField(_l("What it is about"), [Optional()])
    text = TextAreaField(
        _l("What you object to, and why"), [DataRequired(_l("Write what you object to.")), Length(max=LONGEST_TEXT)]
    )
    evidence = TextAreaField(_l("Evidence"), [Optional(), Length(max=LONGEST_TEXT)])
    name = StrippedField(
        _l("Your real name, or your organization's"), [DataRequired(_l("Write your real name.")), Length(max=120)]
    )
    contact = StrippedField(
        _l("How we reach you"), [DataRequired(_l("Write a telephone number or an address.")), Length(max=200)]
    )

    def validate_contact(self, field: StrippedField) -> None:
        """Somewhere an answer can be sent."""
        if not is_contact(field.data):
            raise ValidationError(sentence(Refusal("adjudication.contact_unreachable")))

    def written(self) -> list[tuple[str, str]]:
        """What was typed, each under its label, to copy from where the form is not taken any more."""
        lines = (self.text, self.evidence, self.name, self.contact)
        return [(str(each.label.text), each.data) for each in lines if (each.data or "").strip()]
