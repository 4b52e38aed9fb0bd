"""The forms of publication: the approval, and posting a notice with one's secret asked again."""

from __future__ import annotations

from wtforms import DateField, HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length

from competition.core.forms import Form, SignatureForm, StrippedField
from competition.core.locale import _l

NEEDED = _l("Fill this in.")


class ApprovalForm(Form):
    """Which meeting approved the list, under which document, on which day."""

    meeting = StrippedField(
        _l("Meeting"), [InputRequired(NEEDED), Length(max=120)],
        description=_l("As the notice shall call it; it goes on with “decided”."),
    )  # fmt: skip
    number = StrippedField(
        _l("Number of its document"), [InputRequired(NEEDED), Length(max=60)],
        description=_l("The minutes or the written decision. Kept with the round, not printed in the notice."),
    )  # fmt: skip
    decided_on = DateField(_l("Approved on"), [InputRequired(_l("Give the day of the approval."))])


class PostForm(SignatureForm):
    """Posting a notice. ``basis`` is what was read; a correction says why."""

    basis = HiddenField()
    number = StrippedField(
        _l("Document number"), [Length(max=60)],
        description=_l("Printed above the title, as 〔2025〕8号 with its office. Leave it empty where there is none."),
    )  # fmt: skip
    addressee = StrippedField(
        _l("Addressed to"), [Length(max=200)], description=_l("Printed before the first paragraph; may stay empty.")
    )
    reason = TextAreaField(
        _l("Why it is corrected"), [Length(max=1000)], filters=[lambda text: (text or "").strip()],
        description=_l("Stands in the corrected notice. The notice posted before stays where it is."),
    )  # fmt: skip
