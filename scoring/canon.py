"""Canonical JSON, the digests taken of it, and the digits people compare by eye.

Two files that say the same thing have the same canonical bytes: keys in code-point order, no spaces, raw UTF-8, and
every list that is a set sorted by its codes. Lists whose order means something (``points``, ``ties``, ``order``) keep
it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from scoring.errors import Refused
from scoring.exact import decimal_text
from scoring.reading import escaped, shown

_DIGEST = re.compile(r"(?:sha256:)?([0-9a-fA-F]{64})")
_SETS: dict[str, tuple[str, ...]] = {
    "criteria": ("code",),
    "indicators": ("code",),
    "entries": ("code",),
    "judges": ("code",),
    "adjustments": ("code",),
    "recusals": ("judge", "entry"),
    "ballots": ("judge", "entry"),
    "figures": ("entry", "indicator"),
    "struck": ("judge", "entry", "indicator"),
    "rulings": ("case",),
    "standings": ("entry",),
    "unranked": ("entry",),
}


def normal_form(value: object, name: str = "") -> Any:
    """The same document with its sets sorted and its ``Decimal`` numbers as text; all else is left as it is.

    Raises ``Refused`` (``wrong_type``), with the pointer, for what JSON has no word for and for a binary float.

    >>> normal_form({"judges": [{"code": "J2"}, {"code": "J1"}], "points": [Decimal("2.50"), 1]})
    {'judges': [{'code': 'J1'}, {'code': 'J2'}], 'points': ['2.5', 1]}
    """
    try:
        return _normal(value, name)
    except TypeError as error:
        raise next(_faults(value, ""), error) from error


def _normal(value: object, name: str = "") -> Any:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("a key that is no text")
        return {key: _normal(item, key) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return _sorted_set([_normal(item) for item in value], name)
    raise TypeError(f"canonical JSON holds no {type(value).__name__}")


def _faults(value: object, pointer: str) -> Iterator[Refused]:
    """What cannot be written, with its place; looked for only where writing has failed."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            if not isinstance(key, str):
                yield Refused("wrong_type", f"{pointer}/{escaped(str(key))}", "a key that is text", shown(key))
            yield from _faults(item, f"{pointer}/{escaped(str(key))}")
    elif isinstance(value, list | tuple):
        for at, item in enumerate(value):
            yield from _faults(item, f"{pointer}/{at}")
    elif not (value is None or isinstance(value, str | int | Decimal)):
        yield Refused("wrong_type", pointer, "what JSON can hold, a decimal as text", shown(value))


def _sorted_set(items: list[Any], name: str) -> list[Any]:
    if name == "at" and all(isinstance(item, str) for item in items):
        return sorted(items)
    keys = _SETS.get(name)
    if keys is None or not all(_has(item, keys) for item in items):
        return items
    return sorted(items, key=lambda item: tuple(item[key] for key in keys))


def _has(item: object, keys: Sequence[str]) -> bool:
    return isinstance(item, dict) and all(isinstance(item.get(key), str) for key in keys)


def canonical(obj: object) -> bytes:
    r"""The canonical JSON of a document: the bytes a digest is taken of.

    >>> canonical({"b": [1, None], "a": "评\n选"}).decode()
    '{"a":"评\\n选","b":[1,null]}'
    """
    text = json.dumps(normal_form(obj), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8")


def digest(obj: object) -> str:
    """The SHA-256 of a document's canonical JSON, as ``sha256:`` and lower-case hex.

    >>> digest({})
    'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'
    """
    return "sha256:" + hashlib.sha256(canonical(obj)).hexdigest()


def check_digits(digest_text: str) -> str:
    """Sixteen decimal digits of a digest, in fours, to read aloud or compare on paper: the number modulo 10^16.

    Raises ``Refused`` unless there are 64 hexadecimal digits, with ``sha256:`` before them or without.

    >>> check_digits("sha256:" + "0" * 62 + "ff")
    '0000 0000 0000 0255'
    """
    found = _DIGEST.fullmatch(digest_text) if isinstance(digest_text, str) else None
    if found is None:
        raise Refused("not_a_digest", "digest", "sha256: and 64 hexadecimal digits", shown(digest_text))
    digits = f"{int(found[1], 16) % 10**16:016d}"
    return " ".join(digits[at : at + 4] for at in range(0, 16, 4))
