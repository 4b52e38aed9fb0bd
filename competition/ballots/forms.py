"""The forms of the ballots room: one entry's marks, the pledge, the seal, a table of paper sheets, an absence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import BooleanField, HiddenField, IntegerField, PasswordField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import HiddenInput

from competition.ballots.records import LONGEST_NOTE, Draft
from competition.ballots.scale import check_mark
from competition.core.amounts import hundredths, plain
from competition.core.errors import Refusal
from competition.core.forms import ConfirmForm, Form, MarkField, SignatureForm
from competition.core.locale import _l
from competition.core.sentences import sentence
from competition.rounds.records import Indicator

HERE, STORED = "here", "stored"


class BallotForm(Form):
    """The base of one entry's form; its fields ``mark_CODE``, ``note_CODE``, ``keep_CODE`` come with the indicators."""

    based_on = IntegerField(widget=HiddenInput(), default=0)
    asked: Sequence[Indicator] = ()

    def marks(self) -> dict[str, int | None]:
        """Every mark as typed, None where none was."""
        return {leaf.code: self[f"mark_{leaf.code}"].data for leaf in self.asked}

    def notes(self) -> dict[str, str]:
        """Every note as typed."""
        return {leaf.code: (self[f"note_{leaf.code}"].data or "").strip() for leaf in self.asked}

    def settled(self, stored: Draft) -> tuple[dict[str, int | None], dict[str, str]]:
        """Marks and notes after the choices made between what was typed here and what is stored."""
        marks, notes = self.marks(), self.notes()
        for leaf in self.asked:
            if self[f"keep_{leaf.code}"].data == STORED:
                marks[leaf.code], notes[leaf.code] = stored.marks.get(leaf.code), stored.notes.get(leaf.code, "")
        return marks, notes

    def show(self, held: Draft) -> None:
        """Put what the server holds into the fields."""
        self.based_on.data = held.version
        for leaf in self.asked:
            self[f"mark_{leaf.code}"].data = held.marks.get(leaf.code)
            self[f"note_{leaf.code}"].data = held.notes.get(leaf.code, "")

    def take_stored(self, stored: Draft) -> None:
        """After a conflict: go on from the stored version, so that sending again is a choice and no accident."""
        self.based_on.raw_data = None
        self.based_on.data = stored.version


def ballot_form(indicators: Sequence[Indicator], held: Draft) -> BallotForm:
    """The form of one entry: a mark, a note and, for a conflict, a choice for each indicator."""
    fields: dict[str, Any] = {"asked": tuple(indicators)}
    for leaf in indicators:
        fields[f"mark_{leaf.code}"] = MarkField(_l("Mark"), [Optional(), OnScale(leaf)])
        fields[f"note_{leaf.code}"] = TextAreaField(_l("Note"), [Optional(), Length(max=LONGEST_NOTE)])
        fields[f"keep_{leaf.code}"] = RadioField(choices=[HERE, STORED], validators=[Optional()], validate_choice=False)
    form: BallotForm = type("EntryForm", (BallotForm,), fields)()
    if not form.is_submitted():
        form.show(held)
    return form


class OnScale:
    """A validator: the mark is on the indicator's scale."""

    def __init__(self, leaf: Indicator) -> None:
        self.leaf = leaf

    def __call__(self, form: Form, field: MarkField) -> None:
        """Refuse the mark in the words of the service."""
        if field.data is not None:
            try:
                check_mark(self.leaf, field.data)
            except Refusal as refusal:
                raise ValidationError(sentence(refusal)) from refusal


def texts_of(marks: Mapping[str, int | None]) -> dict[str, str | None]:
    """Marks as the page's script reads them: decimal texts."""
    return {code: None if mark is None else plain(hundredths(mark)) for code, mark in marks.items()}


class PledgeForm(Form):
    """The pledge, signed once."""

    agreed = BooleanField(_l("I pledge this"), [InputRequired(_l("Tick the box to sign the pledge."))])


class SealForm(Form):
    """Sealing: the PIN, and the stamp of what was reviewed."""

    secret = PasswordField(_l("Signing PIN"), [InputRequired()], render_kw={"autocomplete": "off"})
    based_on = HiddenField()


class SealSheetForm(ConfirmForm, SignatureForm):
    """Sealing what two clerks keyed alike, with the second one's signature."""


class AbsenceForm(Form):
    """Why a judge's ballots are not waited for."""

    reason = TextAreaField(
        _l("Reason"), [InputRequired(_l("Write the reason: it stays on record.")), Length(max=LONGEST_NOTE)]
    )


class SignAbsenceForm(SignatureForm):
    """The second signature under an absence."""
