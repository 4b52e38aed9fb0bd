"""The forms of the desk: going back needs a reason, and a second person's signature."""

from __future__ import annotations

from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from competition.core.forms import Form, SignatureForm
from competition.core.locale import _l


class BackForm(Form):
    """Why the round should go back."""

    reason = TextAreaField(
        _l("Why the round must go back"),
        [InputRequired(_l("Say why the round goes back: the reason is kept with the move.")), Length(max=600)],
        render_kw={"rows": 3},
    )


class BackSignatureForm(SignatureForm):
    """The second signature under a move backwards."""
