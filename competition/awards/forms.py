"""The forms of the awards room."""

from __future__ import annotations

from wtforms import DateField, TextAreaField
from wtforms.validators import InputRequired

from competition.core.forms import Form
from competition.core.locale import _l


class ProposeForm(Form):
    """For which day the list is drawn up, and why when it replaces another."""

    decided_on = DateField(_l("Decided on"), [InputRequired(_l("Give the day of the decision."))])
    reason = TextAreaField(_l("Why a new list"), filters=[lambda text: (text or "").strip()])
