"""Frozen records written back as the plain objects of our files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any, Final

from scoring.exact import decimal_text

OPTIONAL: Final = {"left out of the file when None": True}
"""Metadata of a field that a file holds only for some kinds (a scale, a cap), and leaves out for the others."""


def plain(value: object) -> Any:
    """Records become objects, tuples lists and decimals text, all the way down."""
    if isinstance(value, Decimal):
        return decimal_text(value)
    if is_dataclass(value):
        pairs = ((field, getattr(value, field.name)) for field in fields(value))
        return {field.name: plain(item) for field, item in pairs if item is not None or not field.metadata}
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return value
