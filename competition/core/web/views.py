"""Pages of the house itself: the phone's menu, the theme, the sample clock, and whether the server is well."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, request

from competition.core import calendar, store
from competition.core.clock import BEIJING, SampleClock, stamp, today
from competition.core.database import sqlite_version, write
from competition.core.errors import Frozen
from competition.core.locale import _
from competition.core.web.access import actor, db, open_to_all
from competition.core.web.answers import page, redirect_back, say_done
from competition.core.web.context import THEME_KEPT

bp = Blueprint("core", __name__)


@bp.get("/menu")
@open_to_all
def menu() -> Response:
    """The masthead's words as a page, for phones."""
    return page("core/menu.html")


@bp.post("/theme")
@open_to_all
def theme() -> Response:
    """Keep the reader's choice of light or dark for the server to see before the first paint."""
    response = make_response(redirect_back("/"))
    chosen = request.form.get("theme")
    if chosen in ("light", "dark"):
        response.set_cookie("theme", chosen, max_age=THEME_KEPT, samesite="Lax", httponly=True)
    else:
        response.delete_cookie("theme")
    return response


@bp.post("/sample/next-working-day")
@open_to_all
def next_working_day() -> Any:
    """Set the sample clock to nine o'clock of the next working day."""
    clock = db().clock
    if not isinstance(clock, SampleClock):
        raise Frozen("core.not_sample")
    day = calendar.next_working_day(db(), today(clock))
    clock.set(datetime.combine(day, time(9), BEIJING))
    with write(db()) as tx:
        store.set_setting(tx, "sample_time", stamp(tx.at))
        tx.log(actor(), "core.next_working_day", "installation", day=day.isoformat())
    say_done(_("The sample clock stands at nine o'clock of the next working day."))
    return redirect_back("/")


@bp.get("/healthz")
@open_to_all
def health() -> Response:
    """Whether the database answers, and which SQLite runs."""
    return jsonify(well=db().value("SELECT 1") == 1, sqlite=sqlite_version())
