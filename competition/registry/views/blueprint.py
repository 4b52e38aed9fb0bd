"""The registry's blueprint, which each file of pages hangs its views on."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, url_for

bp = Blueprint("registry", __name__, url_prefix="/registry")


def to(endpoint: str, **values: Any) -> Any:
    """Go to another page of this room."""
    return redirect(url_for(f"registry.{endpoint}", **values), code=303)
