"""A criteria tree as it ships with a policy edition (``pingxuan-tree/1``), read into records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from competition.core.amounts import to_hundredths
from competition.core.records import Text
from competition.rounds.records import Band, Dimension, Direction, Indicator, Kind

Read = Mapping[str, Any]


def dimensions(tree: Read) -> tuple[Dimension, ...]:
    """The dimensions of a tree file, in its order."""
    return tuple(_dimension(at, branch) for at, branch in enumerate(tree["dimensions"]))


def _dimension(at: int, branch: Read) -> Dimension:
    return Dimension(
        code=branch["code"],
        title=_text(branch["title"]),
        short=_text(branch["short"]),
        mark=branch["mark"],
        position=at,
        weight=to_hundredths(branch["weight"]),
        indicators=tuple(_indicator(branch["code"], leaf) for leaf in branch["indicators"]),
    )


def _indicator(dimension: str, leaf: Read) -> Indicator:
    scale = leaf.get("scale", {"min": "0", "max": "100", "step": "0.5"})
    return Indicator(
        code=leaf["code"],
        dimension=dimension,
        title=_text(leaf["title"]),
        weight=to_hundredths(leaf["weight"]),
        kind=Kind(leaf["kind"]),
        unit=leaf["unit"],
        direction=Direction(leaf["direction"]),
        normalize=leaf.get("normalize"),
        scale_min=to_hundredths(scale["min"]),
        scale_max=to_hundredths(scale["max"]),
        scale_step=to_hundredths(scale["step"]),
        rubric=tuple(_band(band) for band in leaf.get("rubric", ())),
        measure=_text(leaf["measure"]),
        evidence=_text(leaf["evidence"]),
        basis=_text(leaf["basis"]),
    )


def _band(band: Read) -> Band:
    low, high = to_hundredths(band["low"]), to_hundredths(band["high"])
    return Band(band["code"], _text(band["title"]), low, high, _text(band["text"]))


def _text(text: Read) -> Text:
    return Text(text["zh"], text["en"])
