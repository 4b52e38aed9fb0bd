"""The blueprint of the entries room, which each file of pages hangs its views on."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, url_for

from competition.core.permissions import Permission, may
from competition.core.web import actor, db, here
from competition.entries import service
from competition.entries.records import Entry

bp = Blueprint("entries", __name__, url_prefix="/rounds/<code>/entries")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def to(endpoint: str, **values: Any) -> Any:
    """Go to another page of this room, in the same round."""
    return redirect(url_for(f"entries.{endpoint}", code=here().code, **values), code=303)


def entry_here(code: str) -> Entry:
    """The entry that the address names."""
    return service.entry(db(), here(), code)


def may_change() -> bool:
    """Whether this reader may change entries, and the round still lets them."""
    return may(actor(), Permission.MANAGE_ENTRIES, here().id) and service.is_open(db(), here())
