"""One cell read by its column: the value it holds, or why it cannot be taken and what to write instead."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from competition.core.amounts import ParseFault, decimal, plain
from competition.core.spreadsheet_records import Choice, Column

LONGEST_TEXT = 2_000
EXACT_DIGITS = 15
"""Excel keeps fifteen digits of a number: a longer code typed as a number has lost its end."""

_WITH_UNIT = re.compile(r"([-+−]?[\d.０-９．]+)\s*(\D+)")


@dataclass(frozen=True, slots=True)
class Found:
    """A cell as it stands in a file: ``text`` as people see it, ``number`` when stored as one, or what ails it.

    ``trouble``: ``error`` (#N/A and the like), ``formula`` (never calculated), ``percent`` (stored as a hundredth of
    what is shown), or nothing.
    """

    text: str
    number: Decimal | None = None
    trouble: str = ""


EMPTY = Found("")


@dataclass(frozen=True, slots=True)
class Bad:
    """Why a cell cannot be taken."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    suggestion: str | None = None


Reading = tuple[str | None, Bad | None]


def read_cell(column: Column, cell: Found) -> Reading:
    """Give the value of a cell, or its fault; an empty cell is None, and a fault where the column is required."""
    text = cell.text.strip()
    if cell.trouble == "error":
        return None, Bad("spreadsheets.error_value", {"found": text})
    if cell.trouble == "formula":
        return None, Bad("spreadsheets.not_calculated")
    if not text:
        return None, Bad("spreadsheets.missing", {"column": column.title.zh}) if column.required else None
    if len(text) > LONGEST_TEXT:
        return None, Bad("spreadsheets.too_long", {"most": LONGEST_TEXT})
    if column.kind == "choice":
        return _choice(column, text)
    if column.kind == "text":
        return _text(cell, text)
    return _number(column, cell, text)


def _text(cell: Found, text: str) -> Reading:
    if cell.number is not None and cell.number.adjusted() >= EXACT_DIGITS:
        return None, Bad("spreadsheets.digits_lost", {"found": text, "digits": EXACT_DIGITS})
    return text, None


def _number(column: Column, cell: Found, text: str) -> Reading:
    if cell.trouble == "percent":
        return None, Bad("spreadsheets.percent_cell", {"found": text}, text.rstrip("%"))
    try:
        number = decimal(text if cell.number is None else cell.number)
    except ParseFault as fault:
        suggestion = fault.params.get("suggestion") or _without_unit(column, text)
        return None, Bad(fault.code, {**fault.params, "found": text}, suggestion)
    if column.kind == "integer" and number != number.to_integral_value():
        return None, Bad("spreadsheets.not_whole", {"found": text})
    return plain(number), None


def _without_unit(column: Column, text: str) -> str | None:
    # Only the unit that the heading itself names is dropped: 3000万 in a column of 亿元 is another number.
    match = _WITH_UNIT.fullmatch(unicodedata.normalize("NFKC", text))
    headings = (*column.aliases, column.title.zh, column.title.en)
    if match is None or not any(f"({match[2]})" in unicodedata.normalize("NFKC", title) for title in headings):
        return None
    try:
        return plain(decimal(match[1]))
    except ParseFault:
        return None


def _choice(column: Column, text: str) -> Reading:
    words = {_folded(word): choice for choice in column.options for word in _words(choice)}
    if choice := words.get(_folded(text)):
        return choice.value, None
    near = difflib.get_close_matches(_folded(text), words, n=1, cutoff=0.5)
    suggestion = _said(words[near[0]], text) if near else None
    allowed = "、".join(_said(choice, text) for choice in column.options[:8])
    return None, Bad("spreadsheets.unknown_choice", {"found": text, "allowed": allowed}, suggestion)


def _words(choice: Choice) -> tuple[str, ...]:
    return tuple(word for word in (choice.title.zh, choice.title.en, choice.value) if word)


def _said(choice: Choice, to: str) -> str:
    return choice.title.within("en" if to.isascii() else "zh")


def _folded(word: str) -> str:
    return "".join(unicodedata.normalize("NFKC", word).casefold().split())
