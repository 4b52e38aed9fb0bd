"""The archive's forms: sixteen digits or a bundle to verify, and the organizer's two buttons."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField

from competition.core.errors import Refusal
from competition.core.forms import Form, StrippedField
from competition.core.locale import _l
from competition.core.sentences import sentence


class VerifyForm(Form):
    """Digits, or a bundle; where both are given the bundle is verified."""

    digits = StrippedField(
        _l("Receipt or check digits"), description=_l("sixteen digits in fours"),
        render_kw={"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"},
    )  # fmt: skip
    bundle = FileField(_l("or a result bundle"), description="ZIP")

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """One of the two must be there."""
        if not super().validate(*args, **kwargs):
            return False
        if not self.digits.data and not self.bundle.data:
            self.summary.append(sentence(Refusal("archive.nothing_given")))
        return not self.summary


class WriteForm(Form):
    """Writing both bundles."""


class CheckForm(Form):
    """Verifying both bundles as they lie on the disk."""
