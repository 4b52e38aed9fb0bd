"""What differs between two versions of rules, or the rules of two rounds: one row for each thing that changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from competition.core.records import Text
from competition.rounds.criteria import as_texts
from competition.rounds.records import Band, Rules

SETTINGS = (
    "lot_source", "quota", "minimum_line", "repeat", "publish_marks", "budget_fen", "publicity_days",
    "discrepancy_percent", "red_percent", "discrepancy_points",
)  # fmt: skip
SKIPPED = frozenset({"indicators", "position"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One change: where (``B``, ``B1``, ``method``, ``awards``), which field, and the values; None is absent."""

    place: str
    field: str
    before: Any
    after: Any

    def as_log(self) -> dict[str, Any]:
        """The change as the log writes it."""
        return {"place": self.place, "field": self.field, "before": self.before, "after": self.after}


def differences(old: Rules, new: Rules) -> tuple[Difference, ...]:
    """Every change from the old rules to the new, in the order of the tree, then the method, then the settings."""
    return (
        *_parts(old.dimensions, new.dimensions),
        *_parts(old.indicators, new.indicators),
        *_pairs("method", _flat(old.method), _flat(new.method)),
        *_pairs("awards", _settings(old), _settings(new)),
    )  # fmt: skip


def _parts(old: tuple[Any, ...], new: tuple[Any, ...]) -> Iterator[Difference]:
    left, right = ({part.code: part for part in parts} for parts in (old, new))
    for code in dict.fromkeys([*left, *right]):
        if code not in right:
            yield Difference(code, "removed", as_texts(left[code].title), None)
        elif code not in left:
            yield Difference(code, "added", None, as_texts(right[code].title))
        else:
            yield from _pairs(code, _record(left[code]), _record(right[code]))
    kept = [[code for code in side if code in left and code in right] for side in (left, right)]
    if kept[0] != kept[1]:
        yield Difference("tree", "order", kept[0], kept[1])


def _pairs(place: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    for name in dict.fromkeys([*old, *new]):
        if old.get(name) != new.get(name):
            yield Difference(place, name, old.get(name), new.get(name))


def _record(part: Any) -> dict[str, Any]:
    told = {field.name: _plain(getattr(part, field.name)) for field in fields(part) if field.name not in SKIPPED}
    # A rubric is compared band by band: one changed sentence is one difference.
    bands = {f"rubric:{band['code']}": band for band in told.pop("rubric", [])}
    return told | bands


def _settings(rules: Rules) -> dict[str, Any]:
    return {name: _plain(getattr(rules, name)) for name in SETTINGS} | _flat(rules.award)


def _flat(settings: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    told: dict[str, Any] = {}
    for name, value in settings.items():
        if isinstance(value, Mapping):
            told |= _flat(value, f"{prefix}{name}.")
        else:
            told[f"{prefix}{name}"] = value
    return told


def _plain(value: Any) -> Any:
    if isinstance(value, Text):
        return as_texts(value)
    if isinstance(value, Band):
        return _record(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return dict(value) if isinstance(value, Mapping) else str(value) if isinstance(value, str) else value
