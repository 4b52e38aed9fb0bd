"""The registry's blueprint, which each file of pages hangs its views on."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import Blueprint, Response, redirect, url_for

from competition.core.amounts import plain
from competition.core.permissions import Permission, may_anywhere
from competition.core.web import actor
from competition.core.web import page as core_page
from competition.policy.records import unit

bp = Blueprint("registry", __name__, url_prefix="/registry")


def page(template: str, status: int = 200, **context: Any) -> Response:
    """A page of this room; it always knows whether its reader may change anything, and how units are said."""
    may_edit = may_anywhere(actor(), Permission.EDIT_REGISTRY)
    return core_page(template, context, status, may_edit=may_edit, unit=unit, grouped=grouped)


def grouped(value: Decimal) -> str:
    """A figure as it is printed: thousands apart, and a true minus.

    >>> grouped(Decimal("56000.0")), grouped(Decimal("-2.50"))
    ('56,000', '−2.5')
    """
    return format(Decimal(plain(value)), ",f").replace("-", "−")


def to(endpoint: str, **values: Any) -> Any:
    """Go to another page of this room."""
    return redirect(url_for(f"registry.{endpoint}", **values), code=303)
