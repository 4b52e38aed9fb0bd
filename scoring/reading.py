"""Strict reading of JSON: every value is met with its JSON pointer, and whatever is not expected is refused there.

Refused: what is not JSON, a key given twice, a key unknown or missing, a wrong type, NaN and the infinities, text
that is not Unicode. A decimal is text or a JSON number taken at its digits; a number that has been through a binary
float is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, NoReturn, TypeVar

from scoring.errors import Refused

T = TypeVar("T")
Source = str | bytes | Mapping[str, Any]

_MOST_DIGITS: Final = 30
_DECIMAL = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,2})?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class _Repeating(dict[str, Any]):
    """An object of a file in which one key stands twice."""

    key: str


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a file, and where it stands."""

    value: object
    pointer: str = ""

    def refuse(self, code: str, expected: str, found: str = "", **params: str) -> NoReturn:
        """Refuse this value, saying what was expected instead."""
        raise Refused(code, self.pointer, expected, found or shown(self.value), **params)

    def under(self, key: str | int, value: object) -> Node:
        """A member or item of this value."""
        return Node(value, f"{self.pointer}/{escaped(key)}")

    def pairs(self) -> dict[str, Node]:
        """The members of an object whose keys are codes."""
        if not isinstance(self.value, Mapping):
            self.refuse("wrong_type", "an object")
        if isinstance(self.value, _Repeating):
            self.under(self.value.key, None).refuse("duplicate_key", "each key once", "the key a second time")
        return {str(key): self.under(key, item) for key, item in self.value.items()}

    def fields(self, required: Collection[str], optional: Mapping[str, object] | None = None) -> dict[str, Node]:
        """The members of an object with known keys, defaults filled in."""
        defaults = optional or {}
        members = self.pairs()
        for key, node in members.items():
            if key not in required and key not in defaults:
                known = ", ".join([*required, *defaults])
                node.refuse("unknown_key", f"only the keys {known}", f"the key {shown(key)}")
        for key in required:
            if key not in members:
                self.under(key, None).refuse("missing_key", "this key", "nothing")
        return {key: self.under(key, value) for key, value in defaults.items()} | members

    def items(self) -> list[Node]:
        """The items of a list."""
        if not isinstance(self.value, list | tuple):
            self.refuse("wrong_type", "a list")
        return [self.under(at, item) for at, item in enumerate(self.value)]

    def each(self, read: Callable[[Node], T], key: Callable[[T], Hashable] | None = None) -> tuple[T, ...]:
        """Read every item of a list; items whose ``key`` was met before are refused."""
        known: set[Hashable] = set()
        records = []
        for node in self.items():
            record = read(node)
            if key is not None:
                code = key(record)
                if code in known:
                    codes = code if isinstance(code, tuple) else (code,)
                    node.refuse("duplicate_code", "each code once", f"{', '.join(map(str, codes))} a second time")
                known.add(code)
            records.append(record)
        return tuple(records)

    def text(self) -> str:
        """Text in Unicode."""
        if not isinstance(self.value, str):
            self.refuse("wrong_type", "text")
        if any("\ud800" <= letter <= "\udfff" for letter in self.value):
            self.refuse("not_unicode", "text in Unicode", "half of a surrogate pair")
        return self.value

    def code(self) -> str:
        """A code: text that is not empty, not padded with blanks and holds no control character."""
        code = self.text()
        if not code or code != code.strip() or _CONTROL.search(code):
            self.refuse("not_a_code", "a code: not empty, no blanks around it, no control characters")
        return code

    def decimal(self) -> Decimal:
        """A decimal, from text or from a JSON number at its digits."""
        if isinstance(self.value, bool) or not isinstance(self.value, str | int | Decimal):
            self.refuse("not_a_decimal", 'a decimal as text, like "86.5"')
        text = str(self.value)
        if not _DECIMAL.fullmatch(text):
            self.refuse("not_a_decimal", 'a decimal like "86.5", in digits 0-9')
        number = Decimal(text)
        if len(format(number, "f").strip("-").replace(".", "")) > _MOST_DIGITS:
            self.refuse("too_many_digits", f"at most {_MOST_DIGITS} digits")
        return number

    def positive(self) -> Decimal:
        """A decimal above 0."""
        number = self.decimal()
        if number <= 0:
            self.refuse("out_of_range", "a number greater than 0")
        return number

    def not_negative(self) -> Decimal:
        """A decimal of at least 0."""
        number = self.decimal()
        if number < 0:
            self.refuse("out_of_range", "a number of at least 0")
        return number

    def integer(self, low: int, high: int = 10**9) -> int:
        """A whole number between two bounds."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            self.refuse("wrong_type", "a whole number, without quotes")
        if not low <= self.value <= high:
            self.refuse("out_of_range", f"a whole number from {low} to {high}")
        return self.value

    def boolean(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            self.refuse("wrong_type", "true or false")
        return self.value

    def choice(self, options: Collection[str]) -> str:
        """One of the given texts."""
        if not isinstance(self.value, str) or self.value not in options:
            self.refuse("unknown_choice", f"one of {', '.join(options)}")
        return self.value


def load(source: Source) -> Node:
    """Parse a file, or take an object as it is, and stand at its root."""
    if isinstance(source, Mapping):
        return Node(source)
    if not isinstance(source, str | bytes):
        raise Refused("not_json", "", "JSON as text or bytes, or an object", shown(source))
    try:
        text = source.decode("utf-8") if isinstance(source, bytes) else source
    except UnicodeDecodeError as error:
        raise Refused("not_utf8", "", "text in UTF-8", f"byte {error.start} is not") from error
    try:
        return Node(
            json.loads(
                text.removeprefix("\ufeff"),
                parse_float=Decimal,
                parse_constant=_no_constant,
                object_pairs_hook=_object,
            )
        )
    except json.JSONDecodeError as error:
        wanted = "JSON itself, not the name of a file" if _is_name(source) else "JSON"
        found = f"{error.msg.removesuffix(' at')} at line {error.lineno}, column {error.colno}"
        raise Refused("not_json", "", wanted, found) from error
    except RecursionError as error:
        raise Refused("not_json", "", "JSON", "lists or objects nested too deep") from error
    except ValueError as error:
        raise Refused("not_json", "", "JSON", "a number of thousands of digits") from error


def _is_name(source: Source) -> bool:
    return isinstance(source, str) and source.lower().endswith((".json", ".csv")) and "\n" not in source


def escaped(key: str | int) -> str:
    """A key as one step of a JSON pointer (RFC 6901)."""
    return str(key).replace("~", "~0").replace("/", "~1")


def shown(value: object) -> str:
    """A value as a refusal quotes it: short, and with its type where that is the matter.

    >>> shown("3"), shown(3), shown([]), shown(None)
    ("text '3'", '3', 'a list', 'null')
    """
    if value is None:
        return "null"
    if isinstance(value, str):
        return f"text {value[:60]!r}"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | Decimal):
        return str(value)[:60]
    if isinstance(value, Mapping):
        return "an object"
    return "a list" if isinstance(value, list | tuple) else f"a {type(value).__name__}"


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    repeating = _Repeating(members)
    names = [name for name, _ in pairs]
    repeating.key = next(name for at, name in enumerate(names) if name in names[:at])
    return repeating


def _no_constant(name: str) -> NoReturn:
    raise Refused("not_a_decimal", "", "numbers that are finite", name)
