"""A criteria tree as it ships with a policy edition (``pingxuan-tree/1``), read into the first rules of a round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from competition.core.amounts import to_hundredths
from competition.core.records import Text
from competition.rounds.defaults import AWARD, METHOD
from competition.rounds.records import Band, Dimension, Direction, Indicator, Kind, Rules

Read = Mapping[str, Any]
TIES = ("total_unrounded", "untrimmed_total", "dimension:B", "dimension:C", "indicator:B1", "ruling")
"""The default chain: scale first, then innovation, then revenue, as far as the tree has them (DOMAIN 2.3)."""


def first_rules(round_id: int, tree: Read, source: Rules | None = None) -> Rules:
    """The first version of a round's rules: copied from another round's, or the tree with the default method."""
    if source is not None:
        return replace(source, round_id=round_id, version=1, digest=None, locked_at=None, reason="", revision=1)
    read = dimensions(tree)
    known = {branch.code for branch in read} | {leaf.code for branch in read for leaf in branch.indicators}
    ties = [step for step in TIES if ":" not in step or step.partition(":")[2] in known]
    return Rules(round_id, 1, read, {**METHOD, "ties": ties}, AWARD, quota=0)


def dimensions(tree: Read) -> tuple[Dimension, ...]:
    """The dimensions of a tree file, in its order."""
    return tuple(_dimension(at, branch) for at, branch in enumerate(tree["dimensions"], start=1))


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
