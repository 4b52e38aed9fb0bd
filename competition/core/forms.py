"""The base of every form: CSRF, an operation key, fields for exact numbers, and a summary that loses nothing.

A refusal raised by the service comes back as a line of the form's summary (``with form.refusals():``), so the page is
shown again with everything that was typed.
"""

from __future__ import annotations

import secrets
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, Field, HiddenField, PasswordField, SelectChoice, StringField
from wtforms import FileField as AnyFileField
from wtforms.fields.choices import SelectFieldBase
from wtforms.fields.core import UnboundField
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput, TextInput

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
    """A line of text without blanks at its ends; the letter NUL, at which SQLite ends a text, is left out."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Take the text without the blanks around it."""
        # What is asked for is looked for in raw_data, so blanks alone must not stand there as an answer.
        self.raw_data = [value.replace("\0", "").strip() for value in valuelist]
        super().process_formdata(self.raw_data)


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


UNSEEN = frozenset({"csrf_token", "next", "theme", "to", "seen", "username", "based_on"})
"""What templates send unseen without a form class."""
UNTYPED = (HiddenField, PasswordField, SelectFieldBase, BooleanField, AnyFileField)


def typed(posted: Mapping[str, Sequence[str]]) -> tuple[tuple[str, str], ...]:
    """The lines typed into a form that was refused before anything read it, each under its label, to copy from.

    Which form it was can only be told by the names of its fields. Hence a name under which any form asks for a secret
    is left out whatever the form, and so is what was chosen and not typed.
    """
    asked = [_asked(form) for form in _below(Form)]
    left_out = UNSEEN | {name for each in asked for name, field in each.items() if _holds(field, PasswordField)}
    names = posted.keys() - left_out
    like = max(asked, key=lambda each: (len(names & each.keys()), -len(each)))
    hidden = {name for each in asked for name, field in each.items() if _holds(field, HiddenField)} - like.keys()
    left_out |= hidden | {name for name, field in like.items() if _holds(field, *UNTYPED)}
    return tuple(
        (_label(name, like), text)
        for name, texts in posted.items() if left_out.isdisjoint((name, *name.split("-")))
        for text in texts if text.strip()
    )  # fmt: skip


def _below(form: type[Form]) -> Iterator[type[Form]]:
    for each in form.__subclasses__():
        # A class made for one request is named nowhere: whether it still exists would be chance.
        if getattr(sys.modules[each.__module__], each.__name__, None) is each:
            yield each
        yield from _below(each)


def _asked(form: type[Form]) -> Mapping[str, UnboundField[Any]]:
    return {name: field for name in dir(form) if isinstance(field := getattr(form, name), UnboundField)}


def _holds(field: UnboundField[Any], *kinds: type[Field]) -> bool:
    return issubclass(field.field_class, kinds) or isinstance(field.kwargs.get("widget"), HiddenInput)


def _label(name: str, asked: Mapping[str, UnboundField[Any]]) -> str:
    field = asked.get(name)
    found = (field.args[0] if field.args else field.kwargs.get("label")) if field else None
    return str(found or name)
