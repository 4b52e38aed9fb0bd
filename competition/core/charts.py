"""Charts: a named Vega-Lite specification, rows and words in; one SVG for light and dark out, drawn once and stored.

A specification is a JSON file in specs/. In it ``"$name"`` stands for a parameter, ``{"zh": …, "en": …}`` for a text in
the reader's language, and ``"labels"`` names the field whose longest text makes room beside the axis: without a Chinese
font the drawing process measures Han too narrow, so that room is reckoned here. Rows hold integers, decimals and texts.
When nothing can be drawn the answer is None: the page then shows its table alone.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from competition.core import chart_store
from competition.core.amounts import plain
from competition.core.canonical import digest
from competition.core.chart_drawing import Undrawn, drawing
from competition.core.database import Database, Transaction, write

log = logging.getLogger("pingxuan.charts")
SPECS = Path(__file__).with_name("specs")
LABEL_SIZE = 14

Rows = Sequence[Mapping[str, object]]


def figure_svg(
    db: Database | Transaction, spec: str, rows: Rows, *, language: str, described: str = "", **params: object
) -> Markup | None:
    """Give the SVG of the specification ``spec`` with these rows, or None when it cannot be drawn.

    ``described`` is read aloud in place of the picture: the finding, in the reader's language.
    """
    filled = specification(spec, rows, language=language, **params)
    key = digest(_exact({"spec": filled, "described": described}))
    stored = chart_store.find(db, key)
    if stored is not None:
        return Markup(stored)  # noqa: S704 - our own drawing, whose texts the drawing process has escaped
    try:
        svg = _named(drawing.draw(filled), described)
    except Undrawn as fault:
        log.warning("chart %s was not drawn: %s", spec, fault)
        return None
    # A drawing is no event of the round: the same rows give it again, so it needs no entry in the log.
    with write(db, draft=True) as tx:
        chart_store.keep(tx, key, svg)
    return Markup(svg)  # noqa: S704 - as above


def specification(spec: str, rows: Rows, *, language: str, **params: object) -> dict[str, Any]:
    """The Vega-Lite specification that is drawn: the file with its parameters, words and rows put in."""
    template = _file(spec)
    if labels := template.get("labels"):
        params["extent"] = max((text_width(str(row[labels])) for row in rows if labels in row), default=0)
    body = _filled({key: value for key, value in template.items() if key != "labels"}, params, language)
    return {**body, "config": _file("config"), "data": {"values": [dict(row) for row in rows]}}


def text_width(text: str, size: int = LABEL_SIZE) -> int:
    """How many pixels a label takes at most: Han one em, anything else six tenths.

    >>> text_width("云川法兰"), text_width("89.28")
    (56, 42)
    """
    ems = sum((Decimal(1) if ord(letter) > 0x2E7F else Decimal("0.6") for letter in text), Decimal())
    return int((ems * size).to_integral_value(rounding="ROUND_CEILING"))


@cache
def _file(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SPECS / f"{name}.json").read_text(encoding="utf-8"))
    return found


def _filled(part: Any, params: Mapping[str, object], language: str) -> Any:
    if isinstance(part, str) and part.startswith("$"):
        return params[part[1:]]
    if isinstance(part, list):
        return [_filled(each, params, language) for each in part]
    if isinstance(part, dict):
        if part.keys() == {"zh", "en"}:
            return part[language]
        return {key: _filled(value, params, language) for key, value in part.items()}
    return part


def _exact(part: Any) -> Any:
    """The same content without floats, which a digest refuses: those in our own files stand as their text."""
    if isinstance(part, Decimal):
        return plain(part)
    if isinstance(part, float):
        return repr(part)
    if isinstance(part, (list, tuple)):
        return [_exact(each) for each in part]
    if isinstance(part, Mapping):
        return {key: _exact(value) for key, value in part.items()}
    return part


def _named(svg: str, described: str) -> str:
    """One picture with one name: what the drawing process says about its groups is English and says nothing."""
    bare = re.sub(r' (?:role="graphics-[a-z]+"|aria-[a-z]+="[^"]*")', "", svg.strip())
    name = f'role="img" aria-label="{escape(described)}"' if described else 'aria-hidden="true"'
    return bare.replace(' class="marks"', f' class="drawn" {name}', 1)
