"""Fields that several forms share: a text in both languages, and rows that can be added and removed without scripts."""

from __future__ import annotations

from typing import Any

from wtforms import FieldList, FormField, StringField, TextAreaField
from wtforms import Form as Row
from wtforms.validators import InputRequired, Length, Optional

from competition.core.forms import StrippedField
from competition.core.locale import _l
from competition.core.records import Text

LONGEST_LINE = 120
LONGEST_TEXT = 600


def line(label: Any, *, required: bool = True, longest: int = LONGEST_LINE) -> StringField:
    """One line of text."""
    needed = InputRequired(_l("Fill this in.")) if required else Optional()
    return StrippedField(label, [needed, Length(max=longest)], render_kw={"maxlength": longest})


def prose(label: Any) -> TextAreaField:
    """A sentence or two, or nothing."""
    return TextAreaField(
        label,
        [Optional(), Length(max=LONGEST_TEXT)],
        filters=[_stripped],
        render_kw={"rows": 2, "maxlength": LONGEST_TEXT},
    )


def cell(label: Any, longest: int) -> StringField:
    """A text in a row of an edited list; rows say themselves what they need."""
    return StrippedField(label, [Length(max=longest)], render_kw={"maxlength": longest})


def passage(label: Any) -> TextAreaField:
    """A sentence or two in a row of an edited list."""
    return TextAreaField(label, [Length(max=LONGEST_TEXT)], filters=[_stripped], render_kw={"rows": 3})


def _stripped(typed: str | None) -> str | None:
    return typed.strip() if typed else typed


def text_of(form: Any, name: str) -> Text:
    """What was typed into the pair of fields ``name_zh`` and ``name_en``."""
    return Text(form[f"{name}_zh"].data or "", form[f"{name}_en"].data or "")


def put(form: Any, **texts: Text) -> None:
    """Fill pairs of fields with texts."""
    for name, text in texts.items():
        form[f"{name}_zh"].data, form[f"{name}_en"].data = text.zh, text.en


def rows_after(rows: FieldList, pressed: str) -> bool:
    """Add or remove a row as the button said (``add`` or ``drop-2``); True when a button of the rows was pressed.

    A row that goes leaves its number free, so what was typed into the others stays under their names.
    """
    if pressed == "add":
        rows.append_entry()
    elif pressed.startswith("drop-") and pressed[5:].isdigit() and int(pressed[5:]) < len(rows.entries):
        del rows.entries[int(pressed[5:])]
    else:
        return False
    return True


def list_of(row: type[Row]) -> FieldList:
    """Rows of the same fields."""
    return FieldList(FormField(row))
