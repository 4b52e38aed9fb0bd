"""The forms of the tally: why it is made again, how firm it is, the seed of a lot, an adjustment, the signatures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from competition.core.forms import Form, HundredthsField, SignatureForm, StrippedField
from competition.core.locale import _l


class MakeForm(Form):
    """Making the tally; the reason is asked for from the second version on."""

    reason = TextAreaField(_l("Why it is made again"), [Length(max=1000)])


class DiagnoseForm(Form):
    """Working out how firm the result is; nothing is asked."""


class SeedForm(SignatureForm):
    """What the declared source has given, as the first person records it."""

    seed = StrippedField(_l("What the source has given"), [InputRequired(), Length(max=200)])


class AdjustForm(SignatureForm):
    """Points on top of a total, with their reason."""

    entry = SelectField(_l("Entry"), [InputRequired()])
    points = HundredthsField(_l("Points, with a minus to take away"), [InputRequired()])
    reason = TextAreaField(_l("Reason, published with the result"), [InputRequired(), Length(max=1000)])

    @classmethod
    def over(cls, entries: Iterable[tuple[str, str]], **kwargs: Any) -> AdjustForm:
        """The form with the round's entries to choose from."""
        form = cls(**kwargs)
        form.entry.choices = list(entries)
        return form


class SignForm(SignatureForm):
    """The second signature, which needs nothing but the secret."""
