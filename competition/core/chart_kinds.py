"""The charts of this house: their rows and parameters from exact values, each drawn wide and narrow.

Values arrive as decimals and words in the reader's language; what is reckoned here only places ink (where a label fits,
how dots are stacked), never a score.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from competition.core.amounts import plain
from competition.core.charts import figure_svg, text_width
from competition.core.database import Database, Transaction

WIDE, NARROW = 620, 290
"""Widths of the plotting area in pixels: beside the margin column, and on a phone."""

DOT = 15
"""The room a dot of the strip takes, in pixels."""

Place = Database | Transaction
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart in its two widths; a width that could not be drawn is None."""

    wide: Markup | None
    narrow: Markup | None

    def __bool__(self) -> bool:
        return self.wide is not None and self.narrow is not None


@dataclass(frozen=True, slots=True)
class Dot:
    """One mark on a strip: dropped marks are hollow and dashed, the flagged one is ochre and carries its label."""

    value: Decimal
    dropped: bool = False
    flagged: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One entry's dimensions: ``parts`` in the fixed order of the dimensions, each its contribution to the total."""

    name: str
    parts: tuple[Decimal, ...]
    total: str


def piecewise(
    db: Place,
    points: Sequence[tuple[Decimal, Decimal]],
    *,
    language: str,
    title: str,
    described: str,
    figure: tuple[Decimal, Decimal] | None = None,
    figure_label: str = "",
) -> Chart:
    """The curve of a measured indicator through its anchors, flat outside them, with one figure read off it.

    ``title`` names the axis with its unit; ``figure`` is the figure and the score that scoring gave it.
    """
    scale, note = _scale([x for x, _ in points], language)
    low, high = _room(points, scale)
    bottom = min(50, int(min(y for _, y in points)))
    rows = _curve(points, low, high) + _read_off(figure, low, Decimal(bottom), figure_label)

    def draw(width: int) -> Markup | None:
        at = _fraction(figure[0], low, high, scale) if figure else 0
        right = at < 0.5 or (1 - at) * width > text_width(figure_label)
        # Below right of a rising curve and above left of it there is no ink; a falling one is the other way round.
        below = right == (points[-1][1] >= points[0][1])
        return figure_svg(
            db, "piecewise", rows, language=language, described=described, width=width,
            x_scale={**scale, "domain": [low, high], "nice": False}, x_title=title + note,
            x_values=[x for x, _ in points], y_domain=[bottom, 100],
            align="left" if right else "right", dx=10 if right else -10, dy=16 if below else -14,
        )  # fmt: skip

    return Chart(draw(WIDE), draw(NARROW))


def _scale(anchors: Sequence[Decimal], language: str) -> tuple[Row, str]:
    # Anchors a factor of twenty apart would all lie on the left of an even scale.
    positive = [x for x in anchors if x > 0]
    if min(anchors) < 0 or not positive or max(positive) < 20 * min(positive):
        return {"type": "linear"}, ""
    if min(anchors) > 0:
        return {"type": "log"}, "（对数刻度）" if language == "zh" else " (log scale)"
    return {"type": "symlog", "constant": min(positive)}, "（非等距刻度）" if language == "zh" else " (uneven scale)"


def _room(points: Sequence[tuple[Decimal, Decimal]], scale: Row) -> tuple[Decimal, Decimal]:
    first, last = points[0][0], points[-1][0]
    if scale["type"] == "log":
        return first / Decimal("1.6"), last * Decimal("1.4")
    margin = (last - first) / 12 or Decimal(1)
    is_floor = first == 0
    return (first if is_floor else first - margin), last + (last / 3 if scale["type"] == "symlog" else margin)


def _curve(points: Sequence[tuple[Decimal, Decimal]], low: Decimal, high: Decimal) -> list[Row]:
    whole = [(low, points[0][1]), *points, (high, points[-1][1])]
    rows: list[Row] = [{"kind": "anchor", "x": x, "y": y} for x, y in points]
    steps = 16
    for (x0, y0), (x1, y1) in pairwise(whole):
        for step in range(steps + 1):
            # On an uneven scale a straight piece is bent, most of all at its lower end.
            share = (Decimal(step) / steps) ** 2
            rows.append({"kind": "curve", "x": _short(x0 + (x1 - x0) * share), "y": _short(y0 + (y1 - y0) * share)})
    return rows


def _short(value: Decimal) -> Decimal:
    return Decimal(plain(value.quantize(Decimal("0.0001"))))


def _read_off(figure: tuple[Decimal, Decimal] | None, low: Decimal, bottom: Decimal, label: str) -> list[Row]:
    if figure is None:
        return []
    x, y = figure
    path = [(low, y), (x, y), (x, bottom)]
    return [
        *({"kind": "read", "at": at, "x": px, "y": py} for at, (px, py) in enumerate(path)),
        {"kind": "figure", "x": x, "y": y, "label": label},
    ]


def _fraction(x: Decimal, low: Decimal, high: Decimal, scale: Row) -> float:
    def place(value: Decimal) -> float:
        match scale["type"]:
            case "log":
                return math.log(value) if value > 0 else math.log(low)
            case "symlog":
                return math.log1p(abs(value) / scale["constant"])
        return float(value)

    return (place(x) - place(low)) / (place(high) - place(low))


def strip(
    db: Place,
    dots: Sequence[Dot],
    *,
    language: str,
    title: str,
    described: str,
    mean: Decimal,
    mean_label: str,
    band: tuple[Decimal, Decimal] | None = None,
    band_label: str = "",
) -> Chart:
    """The marks of a panel on one indicator or on the total, with their mean and the band where none is flagged."""

    def draw(width: int) -> Markup | None:
        low, high = _ends(dots, [mean, *(band or ())], width)
        placed = _stacked(dots, low, high, width)
        top = max((row["y"] for row in placed), default=Decimal(0)) + 2
        rows: list[Row] = [{"kind": "mean", "x": mean, "y": Decimal("-0.8"), "y2": top, "label": mean_label}]
        if band:
            edges = {"x": band[0], "x2": band[1], "y": Decimal("-0.8"), "y2": top}
            room = float((mean - band[0]) / (high - low)) * width
            rows.insert(0, {"kind": "band", **edges, "label": band_label if room > text_width(band_label) else ""})
        at = float((mean - low) / (high - low))
        half = text_width(mean_label) / 2 / width
        return figure_svg(
            db, "strip", rows + placed, language=language, described=described, width=width,
            height=int(top + 1) * (DOT + 3), x_title=title, x_domain=[low, high], y_domain=[Decimal("-0.8"), top],
            mean_align="left" if at < half else "right" if at > 1 - half else "center",
        )  # fmt: skip

    return Chart(draw(WIDE), draw(NARROW))


def _ends(dots: Sequence[Dot], others: Sequence[Decimal], width: int) -> tuple[Decimal, Decimal]:
    """The span of the strip, with room for the label of a flagged dot at either end."""
    values = [dot.value for dot in dots] + list(others)
    low, high = min(values), max(values)
    margin = max((high - low) / 20, Decimal("0.5"))
    labels = {dot.value: text_width(dot.label) + 2 * DOT for dot in dots if dot.flagged}
    lowest, highest = (Decimal(labels.get(value, 0)) / width for value in (low, high))
    span = (high - low + 2 * margin) / max(1 - lowest - highest, Decimal("0.2"))
    return low - margin - span * lowest, high + margin + span * highest


def _stacked(dots: Sequence[Dot], low: Decimal, high: Decimal, width: int) -> list[Row]:
    """Each dot on the lowest level where it touches no other."""
    apart = (high - low) * DOT / width
    levels: list[Decimal] = []
    rows: list[Row] = []
    for dot in sorted(dots, key=lambda each: (each.value, each.dropped, each.label)):
        free = [at for at, last in enumerate(levels) if dot.value - last >= apart]
        level = free[0] if free else len(levels)
        levels[level : level + 1] = [dot.value]
        room = float((dot.value - low) / (high - low)) * width
        side = "left" if room > text_width(dot.label) + 14 else "right"
        rows.append(
            {
                "kind": "mark",
                "x": dot.value,
                "y": Decimal(level),
                "dropped": dot.dropped,
                "flagged": dot.flagged,
                "label": dot.label,
                "side": side,
            }
        )
    return rows


def dimensions(
    db: Place,
    bars: Sequence[Bar],
    *,
    language: str,
    marks: Sequence[str],
    described: str,
    full: Decimal = Decimal(100),
) -> Chart:
    """The five dimensions' contributions to each total, stacked in fixed order; the first bar carries their marks.

    ``marks`` are the dimensions' characters (特 规 创 服 环); ``full`` is the highest total that can be had.
    """
    rows = [row for at, bar in enumerate(bars) for row in _parts(at, bar, marks, full)]

    def draw(width: int) -> Markup | None:
        names = max((text_width(bar.name) for bar in bars), default=0)
        return figure_svg(
            db, "dimensions", rows, language=language, described=described, width=max(120, width - names),
            dimensions=list(marks), x_domain=[0, full],
        )  # fmt: skip

    return Chart(draw(WIDE), draw(NARROW))


def _parts(at: int, bar: Bar, marks: Sequence[str], full: Decimal) -> list[Row]:
    rows: list[Row] = []
    low = Decimal(0)
    for mark, part in zip(marks, bar.parts, strict=True):
        rows.append(
            {
                "kind": "part",
                "at": at,
                "name": bar.name,
                "dimension": mark,
                "mark": mark,
                "low": low,
                "high": low + part,
                "middle": low + part / 2,
                "is_wide": part * 15 > full,
            }
        )
        low += part
    return [*rows, {"kind": "total", "at": at, "name": bar.name, "high": low, "label": bar.total}]
