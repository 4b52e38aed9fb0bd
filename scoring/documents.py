"""Canonical JSON and digests of whole documents; a round or a rules file is read first, which fills in defaults."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, Final

from scoring import canon
from scoring.formats import read_round, read_rules
from scoring.records import ROUND_FORMAT, RULES_FORMAT, Round, Rules

_READERS: Final[Mapping[object, Callable[[Mapping[str, Any]], Round | Rules]]] = {
    ROUND_FORMAT: read_round,
    RULES_FORMAT: read_rules,
}


def canonical(obj: object) -> bytes:
    """The canonical JSON of a document: the bytes a digest is taken of.

    A round or a rules file is read strictly first and may be refused; any other document is taken as it is.
    """
    if isinstance(obj, Mapping) and obj.get("format") in _READERS:
        return canon.canonical(_READERS[obj["format"]](obj).as_format())
    return canon.canonical(obj)


def digest(obj: object) -> str:
    """The SHA-256 of a document's canonical JSON, as ``sha256:`` and lower-case hex."""
    return "sha256:" + hashlib.sha256(canonical(obj)).hexdigest()
