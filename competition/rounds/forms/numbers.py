"""Bounds of the numbers that are typed into a round's rules: what cannot be meant is refused at its field."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange, ValidationError

from competition.core.locale import _, _l
from competition.rounds.criteria import decimal_text

NEEDED = _l("Fill this in.")
DIGITS = {"inputmode": "numeric"}
YEARS = range(1990, 2201)
"""The years that a round can be of, and its phases be planned in."""
HIGHEST_POINTS = 1_000_000
"""Ten thousand points, in hundredths: beyond any mark, weight or total."""
HIGHEST_BUDGET = 1_000_000_000_000
"""Ten billion yuan, in fen."""

Check = Callable[[Any, Any], None]


def whole(label: Any, least: int, most: int, said: Any = None) -> IntegerField:
    """A whole number between two others."""
    return IntegerField(label, [InputRequired(NEEDED), NumberRange(least, most, said)], render_kw=DIGITS)


def between(least: int, most: int) -> Check:
    """Refuse a number outside the two, all three in hundredths."""

    def check(_form: Any, field: Any) -> None:
        if field.data is not None and not least <= field.data <= most:
            told = {"least": decimal_text(least), "most": decimal_text(most)}
            raise ValidationError(_("Write a number from %(least)s to %(most)s.", **told))

    return check


def of_our_time(_form: Any, field: Any) -> None:
    """Refuse a day in a year that no round can be of."""
    planned: datetime | None = field.data
    if planned is not None and planned.year not in YEARS:
        raise ValidationError(_("Write a day between %(first)s and %(last)s.", first=YEARS[0], last=YEARS[-1]))
