"""Canonical JSON, digests and check digits: one byte sequence for one content (FORMATS, Canonical JSON).

Keys stand in code-point order, without spaces, as raw UTF-8. Floats are refused: a number is an integer, or a decimal
written as text.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical(content: Any) -> bytes:
    """The canonical bytes of JSON-able ``content``.

    >>> canonical({"b": 1, "a": "镇"}).decode()
    '{"a":"镇","b":1}'
    """
    _refuse_floats(content)
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def digest(content: Any) -> str:
    """``sha256:`` and the lower-case hex SHA-256 of the canonical bytes."""
    return "sha256:" + hashlib.sha256(canonical(content)).hexdigest()


def check_digits(of: str) -> str:
    """Sixteen decimal digits of a digest in groups of four, short enough to read aloud over a telephone.

    >>> check_digits("sha256:" + "0" * 60 + "ffff")
    '0000 0000 0006 5535'
    """
    number = int(of.removeprefix("sha256:"), 16) % 10**16
    digits = f"{number:016d}"
    return " ".join(digits[at : at + 4] for at in range(0, 16, 4))


def _refuse_floats(content: Any) -> None:
    if isinstance(content, float):
        raise TypeError(f"a float has no canonical form: {content!r}")
    if isinstance(content, dict):
        for value in content.values():
            _refuse_floats(value)
    elif isinstance(content, (list, tuple)):
        for value in content:
            _refuse_floats(value)
