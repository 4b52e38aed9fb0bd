"""The blueprint of the ballots room, which each file of pages hangs its views on."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, url_for

bp = Blueprint("ballots", __name__, url_prefix="/rounds/<code>/ballots")


def to(endpoint: str, **values: Any) -> Response:
    """Go to another page."""
    return redirect(url_for(endpoint, **values), code=303)  # type: ignore[return-value]
