"""QR codes as SVG without style attributes, so that they show under the strict content policy and print sharply."""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr(text: str, title: str = "") -> Markup:
    """The QR code of ``text`` as inline SVG of class ``qr``; ``title`` is read aloud in its place.

    Black on white in dark mode too: cameras want it that way round.
    """
    drawn = segno.make(text, micro=False, error="m")
    svg = drawn.svg_inline(
        omitsize=True, svgclass="qr", lineclass=None, border=4, dark="#000", light="#fff", title=title
    )
    return Markup(svg)  # noqa: S704  (segno escapes the title, and the rest is its own drawing)
