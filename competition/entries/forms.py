"""The forms of the entries room."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any

from wtforms import DateField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.validators import Optional as MayBeEmpty
from wtforms.widgets import HiddenInput

from competition.core.forms import DecimalField, Form, StrippedField
from competition.core.locale import _l, say
from competition.core.sentences import state
from competition.entries.records import CheckState, VetoKind
from competition.registry.records import Town

REQUIRED = InputRequired(_l("Fill this in."))
SHORT = Length(max=200, message=_l("200 characters at most."))
LONG = Length(max=1000, message=_l("1,000 characters at most."))


def labels(members: Iterable[StrEnum]) -> Callable[[], list[tuple[str, Any]]]:
    """The members as choices, each under the label its room gives it; asked for when the form is built."""
    return lambda: [(member.value, state(member)[1]) for member in members]


class EnterForm(Form):
    """A town enters."""

    town_id = SelectField(_l("Town"), coerce=int)

    def offer(self, towns: Iterable[Town]) -> EnterForm:
        """Offer the towns that may still enter."""
        self.town_id.choices = [(town.id, f"{say(town.name)} ({say(town.county)})") for town in towns]
        return self


class CheckForm(Form):
    """What the check of eligibility found."""

    found = RadioField(
        _l("What was found"),
        [InputRequired(_l("Choose one."))],
        choices=labels((CheckState.PASSED, CheckState.FAILED)),
    )
    note = TextAreaField(_l("Reason or remark"), [LONG])


class VetoForm(Form):
    """A veto with its certifying document."""

    kind = SelectField(_l("Ground"), choices=labels(VetoKind))
    department = StrippedField(_l("Department that certifies it"), [REQUIRED, SHORT])
    document_no = StrippedField(_l("Document number"), [REQUIRED, SHORT])
    dated_on = DateField(
        _l("Date of the document"), [InputRequired(_l("Write the date as it stands on the document."))]
    )
    note = TextAreaField(_l("Remark"), [LONG])


class ReasonForm(Form):
    """A deed with its reason."""

    reason = TextAreaField(_l("Reason"), [REQUIRED, LONG])


class NomineeForm(Form):
    """The figures a nominee is ordered by."""

    version = IntegerField(widget=HiddenInput(), validators=[MayBeEmpty()])
    revenue = DecimalField(_l("Revenue"))
    growth = DecimalField(_l("Growth of revenue"))
    market_share = DecimalField(_l("Market share of the leading product"))
    source = StrippedField(_l("Source"), [SHORT])

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        figures = {name: self[name].data for name in ("revenue", "growth", "market_share")}
        return figures | {"source": self.source.data or ""}


class MeasuredForm(Form):
    """A measured figure with its year, source and verifier."""

    value = DecimalField(_l("Value"), [REQUIRED])
    year = IntegerField(
        _l("Year"), [InputRequired(_l("Write the year.")), NumberRange(1990, 2199, _l("Write a year, like 2024."))]
    )
    source = StrippedField(_l("Source"), [REQUIRED, SHORT])
    verifier = StrippedField(_l("Verified by"), [REQUIRED, SHORT])
    attachment = StrippedField(_l("Attachment number"), [SHORT])

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        figure = {name: self[name].data for name in ("value", "year", "source", "verifier")}
        return figure | {"attachment": self.attachment.data or ""}
