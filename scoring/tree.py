"""Reading the criteria tree: dimensions, indicators, the scale of a judged one, the normalization of a measured one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from typing import Any, Final

from scoring.reading import Node
from scoring.records import Dimension, Indicator, Normalize, Scale, Text

PARAMETERS: Final[Mapping[str, tuple[str, ...]]] = {
    "piecewise": ("points",),
    "goalposts": ("low", "high"),
    "capped": ("cap",),
    "yes_no": (),
    "deduction": ("full", "per"),
    "reference": ("value",),
    "minmax": (),
    "minmax_log": (),
    "zscore": (),
    "percentile": (),
}
"""The normalization rules, each with the parameters it needs."""
WITHOUT_DIRECTION: Final = ("capped", "yes_no", "reference")


def read_text(node: Node) -> Text:
    """Read a text in both languages."""
    f = node.fields(("zh", "en"))
    return Text(f["zh"].text(), f["en"].text())


def read_criteria(node: Node) -> tuple[Dimension, ...]:
    """Read the tree; an indicator's code stands once in the whole of it."""
    criteria = _at_least_one(node).each(_dimension, lambda dimension: dimension.code)
    known: set[str] = set()
    for d, dimension in enumerate(criteria):
        for i, indicator in enumerate(dimension.indicators):
            if indicator.code in known:
                place = Node(indicator.code, f"{node.pointer}/{d}/indicators/{i}")
                place.refuse("duplicate_code", "each indicator code once in the tree", f"{indicator.code} again")
            known.add(indicator.code)
    return criteria


def _dimension(node: Node) -> Dimension:
    f = node.fields(("code", "title", "indicators"))
    return Dimension(f["code"].code(), read_text(f["title"]), _at_least_one(f["indicators"]).each(_indicator))


def _indicator(node: Node) -> Indicator:
    kind = _named(node, "kind", ("judged", "measured"))
    own = ("scale",) if kind == "judged" else ("unit", "normalize")
    f = node.fields(("code", "title", "weight", "kind", *own))
    return Indicator(
        code=f["code"].code(),
        title=read_text(f["title"]),
        weight=f["weight"].positive(),
        kind=kind,
        unit=f["unit"].text() if kind == "measured" else None,
        normalize=_normalize(f["normalize"]) if kind == "measured" else None,
        scale=_scale(f["scale"]) if kind == "judged" else None,
    )


def _scale(node: Node) -> Scale:
    f = node.fields(("min", "max", "step"))
    scale = Scale(f["min"].decimal(), f["max"].decimal(), f["step"].positive())
    if scale.min >= scale.max:
        f["max"].refuse("out_of_range", f"a greatest mark above the least, {scale.min}")
    return scale


def _normalize(node: Node) -> Normalize:
    by = _named(node, "by", tuple(PARAMETERS))
    f = node.fields(("by", *PARAMETERS[by]), {"direction": "higher", "clamp": True})
    direction = f["direction"].choice(("higher", "lower"))
    if direction == "lower" and by in WITHOUT_DIRECTION:
        f["direction"].refuse("direction_refused", f"higher: {by} has no other direction", rule=by)
    given = {name: _PARAMETER[name](f[name]) for name in PARAMETERS[by]}
    if by == "goalposts" and given["low"] >= given["high"]:
        f["high"].refuse("out_of_range", f"a number above low, {given['low']}")
    return Normalize(by=by, direction=direction, clamp=f["clamp"].boolean(), **given)


def _points(node: Node) -> tuple[tuple[Decimal, Decimal], ...]:
    points = node.each(_point)
    if len(points) < 2:
        node.refuse("out_of_range", "at least two points", f"{len(points)}")
    for at in range(1, len(points)):
        if points[at - 1][0] >= points[at][0]:
            node.under(at, points[at][0]).refuse("points_not_rising", f"an x above {points[at - 1][0]}")
    return points


def _point(node: Node) -> tuple[Decimal, Decimal]:
    pair = node.items()
    if len(pair) != 2:
        node.refuse("wrong_type", "a pair [x, score]", f"a list of {len(pair)}")
    return pair[0].decimal(), pair[1].decimal()


_PARAMETER: Final[Mapping[str, Callable[[Node], Any]]] = {
    "points": _points,
    "low": Node.decimal,
    "high": Node.decimal,
    "cap": Node.positive,
    "full": Node.decimal,
    "per": Node.positive,
    "value": Node.positive,
}


def _named(node: Node, key: str, options: Collection[str]) -> str:
    """The member that says which other members an object has."""
    members = node.pairs()
    if key not in members:
        node.under(key, None).refuse("missing_key", "this key", "nothing")
    return members[key].choice(options)


def _at_least_one(node: Node) -> Node:
    if not node.items():
        node.refuse("out_of_range", "at least one item", "an empty list")
    return node
