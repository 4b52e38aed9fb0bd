"""The edition files: read strictly, so that a policy with a misspelled key never comes into force.

``editions/<code>.json`` is an edition (``pingxuan-edition/1``), ``editions/<code>.tree.json`` its default criteria tree
(``pingxuan-tree/1``). Another policy is another pair of files.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from competition.core.amounts import to_fen
from competition.core.records import Text
from competition.policy.records import (
    Article,
    Aspect,
    AwardRule,
    Computable,
    Department,
    Edition,
    Payment,
    Reached,
    Rule,
    Tier,
)

TREE = ".tree.json"
Record = TypeVar("Record")
Reading = Callable[[Any], Any]


class Misread(ValueError):
    """An edition file that does not hold what it must: the name of the file and the fault."""


def folder() -> Traversable:
    """Where the edition files lie."""
    return files("competition.policy") / "editions"


def editions(*others: Path) -> tuple[Edition, ...]:
    """Every edition that ships and every one in these folders, the latest issued first."""
    found = [_edition_of(path) for path in _files(others) if not path.name.endswith(TREE)]
    _require_single(found, [edition.code for edition in found])
    return tuple(sorted(found, key=lambda read: read.issued_on, reverse=True))


def trees(*others: Path) -> dict[str, dict[str, Any]]:
    """Every criteria tree file, of a release and of these folders, by its code."""
    read = [_tree_of(path) for path in _files(others) if path.name.endswith(TREE)]
    _require_single(read, [tree["code"] for tree in read])
    return {tree["code"]: tree for tree in read}


def _files(others: Iterable[Path]) -> Iterator[Traversable]:
    for within in (folder(), *(other for other in others if other.is_dir())):
        found = (path for path in within.iterdir() if path.name.endswith(".json"))
        yield from sorted(found, key=lambda path: path.name)


def _require_single(found: Sequence[Any], codes: Sequence[str]) -> None:
    for code, times in Counter(codes).items():
        if times > 1:
            raise Misread(f"{code}: {times} files have this code")


def _tree_of(path: Traversable) -> dict[str, Any]:
    read = _read(path)
    if read.get("format") != "pingxuan-tree/1" or not isinstance(read.get("code"), str):
        raise Misread(f"{path.name}: the format is not pingxuan-tree/1 with a code")
    return read


def _read(path: Traversable) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as fault:
        raise Misread(f"{path.name}: not JSON in UTF-8: {fault}") from fault
    if not isinstance(found, dict):
        raise Misread(f"{path.name}: an object is expected")
    return found


def _edition_of(path: Traversable) -> Edition:
    raw = _read(path)
    try:
        return edition(raw)
    except Misread:
        raise
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as fault:
        raise Misread(f"{path.name}: {type(fault).__name__} {fault}") from fault


def edition(raw: Mapping[str, Any]) -> Edition:
    """One edition from its file; raises Misread naming an unknown or missing key."""
    given = dict(raw)
    if given.pop("format", None) != "pingxuan-edition/1":
        raise Misread(f"{raw.get('code')}: the format is not pingxuan-edition/1")
    return _record(Edition, given, EDITION)


def text(raw: Any) -> Text:
    """A text in two languages."""
    return Text(raw["zh"], raw["en"])


def _record(kind: type[Record], raw: Mapping[str, Any], readings: Mapping[str, Reading]) -> Record:
    read = {name: readings[name](value) if name in readings else value for name, value in raw.items()}
    if "amount" in read and kind is AwardRule:
        read["amount_fen"] = read.pop("amount")
    if "ceiling" in read:
        read["ceiling_fen"] = read.pop("ceiling")
    try:
        return kind(**read)
    except TypeError as fault:
        raise Misread(f"{raw.get('code')}: {fault}") from fault


def _each(kind: type[Record], readings: Mapping[str, Reading]) -> Callable[[Iterable[Any]], tuple[Record, ...]]:
    return lambda raws: tuple(_record(kind, raw, readings) for raw in raws)


TITLE: Mapping[str, Reading] = {"title": text}
ASPECT = {**TITLE, "short": text}
ARTICLE = {**TITLE, "label": text, "quote": text}
TIER = {**TITLE, "at_least": Decimal}
DEPARTMENT: Mapping[str, Reading] = {"name": text}
AWARD = {
    **TITLE,
    "kind": Payment,
    "amount": to_fen,
    "ceiling": to_fen,
    "rate": Decimal,
    "threshold": Decimal,
    "reached": Reached,
}
RULE: Mapping[str, Reading] = {
    "subject": text,
    "trigger": text,
    "condition": text,
    "formula": text,
    "unit": text,
    "cap": text,
    "first_time_note": text,
    "frequency": text,
    "computable": Computable,
    "computable_note": text,
    "departments": tuple,
    "ambiguity": text,
    "told": text,
}
EDITION: Mapping[str, Reading] = {
    "title": text,
    "issuer": text,
    "issued_on": date.fromisoformat,
    "first_day": date.fromisoformat,
    "last_day": date.fromisoformat,
    "warning_from": date.fromisoformat,
    "validity_note": text,
    "dimensions": _each(Aspect, ASPECT),
    "tiers": _each(Tier, TIER),
    "articles": _each(Article, ARTICLE),
    "awards": _each(AwardRule, AWARD),
    "rules": _each(Rule, RULE),
    "departments": _each(Department, DEPARTMENT),
}
