"""The base of every form: CSRF, an operation key, fields for exact numbers, and a summary that loses nothing.

A refusal raised by the service comes back as a line of the form's summary (``with form.refusals():``), so the page is
shown again with everything that was typed.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import Field, HiddenField, PasswordField, SelectChoice, StringField
from wtforms.validators import InputRequired
from wtforms.widgets import TextInput

from competition.core import amounts
from competition.core.errors import Denied, NotFound, Outstanding, Refusal
from competition.core.locale import _l
from competition.core.sentences import sentence


class Form(FlaskForm):
    """The base form. ``op`` is the operation key of this page: sending the same page twice is one deed."""

    op = HiddenField(default=lambda: secrets.token_hex(16))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.summary: list[str] = []

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Turn what the service refuses into lines of the summary; what may not be known or done goes on upwards."""
        try:
            yield
        except (NotFound, Outstanding):
            raise
        except Denied as refusal:
            if not refusal.code.endswith("wrong_secret"):
                raise
            self.summary.append(sentence(refusal))
        except Refusal as refusal:
            self.summary.append(sentence(refusal))

    @property
    def faulty(self) -> bool:
        """Whether anything was refused."""
        return bool(self.summary or self.errors)


def choices(pairs: Iterable[tuple[Any, Any]]) -> list[Any]:
    """Values and labels as WTForms wants them from 3.4 on; plain tuples warn in 3.3 and are gone after it."""
    return [SelectChoice(value, label) for value, label in pairs]


class StrippedField(StringField):
    """A line of text without blanks at its ends."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Take the text without the blanks around it."""
        super().process_formdata([value.strip() for value in valuelist])


class DecimalField(Field):
    """An exact decimal: full-width digits and signs are read, an exponent or a comma is not."""

    widget = TextInput()

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("render_kw", {"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(label, validators, **kwargs)
        self._typed: str | None = None

    def process_data(self, value: Any) -> None:
        """Show this value instead of what was typed."""
        self._typed = None
        super().process_data(value)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the number, or say what is wrong with it and keep what was typed."""
        self._typed = valuelist[0] if valuelist else ""
        self.data = None
        if not self._typed.strip():
            return
        try:
            self.data = self._read(self._typed)
        except Refusal as refusal:
            raise ValueError(sentence(refusal)) from refusal

    def _read(self, typed: str) -> Any:
        return amounts.decimal(typed)

    def _shown(self) -> str:
        return "" if self.data is None else amounts.plain(self.data)

    def _value(self) -> str:
        return self._shown() if self._typed is None else self._typed


class HundredthsField(DecimalField):
    """A number with two decimals, kept as an integer of hundredths: marks, weights, percents."""

    def _read(self, typed: str) -> int:
        return amounts.to_hundredths(typed)

    def _shown(self) -> str:
        return "" if self.data is None else amounts.plain(Decimal(self.data) / 100)


class YuanField(HundredthsField):
    """Money written in yuan, kept as an integer of fen."""


MarkField = HundredthsField


class SignatureForm(Form):
    """Signing a deed: the account's password or six-digit PIN, asked again."""

    secret = PasswordField(_l("Your password or six-digit PIN"), [InputRequired()], render_kw={"autocomplete": "off"})


class UploadForm(Form):
    """A sheet to be looked at; nothing is written by sending it."""

    sheet = FileField(_l("Spreadsheet (.xlsx or .csv)"), [FileRequired(_l("Choose a file."))])


class ConfirmForm(Form):
    """Writing what the preview showed, or letting the file go."""

    shown = HiddenField()
