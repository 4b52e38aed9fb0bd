"""The bump chart: places from edition to edition, a line a town; dashed where a rule changed in between.

Filled dots mark towns that named an enterprise. Only the towns the page speaks of stand out; the others stay thin grey.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from competition.archive.records import Edition, Place, Track
from competition.core.chart_kinds import Chart
from competition.core.charts import figure_svg, text_width
from competition.core.database import Database
from competition.core.locale import _, language

Row = dict[str, Any]
WIDE, NARROW, LEAST = 1000, 354, 96
STEP, TOP = 34, 58
STANDING_OUT = ("var(--ink)", "var(--d2)", "var(--d4)")
GREY = "var(--rule-2)"
POINTS = 14
GAP, PLACE = 44, 36
"""Between the plot and a name: the dot and the place beside it; and the place alone."""


def bump(
    db: Database, editions: Sequence[Edition], tracks: Sequence[Track], told: Sequence[Track], described: str
) -> Chart:
    """The chart in its two widths; nothing where there is only one edition to compare."""
    if len(editions) < 2:
        return Chart(None, None)
    deepest = max(track_rank for track in tracks for track_rank in track.ranks)
    names = max(text_width(track.name.within(language())) for track in tracks)

    def draw(width: int) -> Markup | None:
        # Where long names leave no room for the lines, they stand on the right alone, each line's end.
        is_both = 2 * (names + GAP) + LEAST <= width
        left = names + GAP if is_both else PLACE
        right = min(names + GAP, width - LEAST - left)
        rows = _rows(editions, tracks, told, deepest, is_wide=width == WIDE)
        return figure_svg(
            db, "bump", rows if is_both else [{**row, "label": ""} if row["kind"] == "left" else row for row in rows],
            language=language(), described=described, width=width - left - right, height=STEP * (deepest - 1),
            left=left, right=right, top=TOP, limit=0 if right == names + GAP else right - GAP,
            x_domain=[0, len(editions) - 1], y_domain=[deepest, 1],
        )  # fmt: skip

    return Chart(draw(WIDE), draw(NARROW))


def _rows(
    editions: Sequence[Edition], tracks: Sequence[Track], told: Sequence[Track], deepest: int, *, is_wide: bool
) -> list[Row]:
    colors = {track.town_id: color for track, color in zip(told, STANDING_OUT, strict=False)}
    rows: list[Row] = []
    for x, edition in enumerate(editions):
        rows.append({"kind": "head", "x": x, "y": _above(36), "label": str(edition.round.year)})
        if edition.changes:
            middle = Decimal(2 * x - 1) / 2
            label = _("Rules changed: places do not compare") if is_wide else _("Rules changed")
            foot = deepest + Decimal("0.3")
            rows.append({"kind": "change", "x": middle, "y": _above(14), "y2": foot, "label": label})
    # What stands out is drawn last, over the others.
    for track in sorted(tracks, key=lambda track: track.town_id in colors):
        rows += _way(editions, track, colors.get(track.town_id))
    return rows


def _above(pixels: int) -> Decimal:
    return 1 - Decimal(pixels) / STEP


def _way(editions: Sequence[Edition], track: Track, color: str | None) -> list[Row]:
    rows: list[Row] = []
    look = {"color": color or GREY, "told": bool(color)}
    for x, (before, after) in enumerate(pairwise(track.places)):
        if before and after:
            way = {"kind": "line", "way": f"{track.town_id}/{x}", "dashed": bool(editions[x + 1].changes), **look}
            rows += [{**way, **point} for point in _bend(x, before.rank, after.rank)]
    for x, place in enumerate(track.places):
        if place:
            rows += _stop(x, len(editions) - 1, track, place, color)
    return rows


def _bend(x: int, before: int, after: int) -> list[Row]:
    """From one place to the next, flat at both ends: 3t² − 2t³."""
    shares = [Decimal(step) / POINTS for step in range(POINTS + 1)]
    return [{"x": _short(x + t), "y": _short(before + (after - before) * t * t * (3 - 2 * t))} for t in shares]


def _short(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.001")).normalize() + 0


def _stop(x: int, last: int, track: Track, place: Place, color: str | None) -> list[Row]:
    at = {"x": x, "y": place.rank}
    dot = {"kind": "dot", **at, "color": color or GREY, "filled": bool(place.awarded), "size": 150 if color else 70}
    label = {**at, "label": track.name.within(language()), "rank": str(place.rank), "told": bool(color)}
    ink = {"ink": "var(--ink)" if color else "var(--ink-2)"}
    if x == 0:
        return [dot, {"kind": "left", **label, **ink}]
    if x == last:
        return [dot, {"kind": "right", **label, **ink}]
    return [dot, {"kind": "inner", **at, "label": str(place.rank)}]
