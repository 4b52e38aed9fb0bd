"""One measured figure: its form, and every version of it."""

from __future__ import annotations

from typing import Any

from competition.core.locale import _
from competition.core.permissions import Permission
from competition.core.web import actor, db, here, needs, page, say_done
from competition.entries import service
from competition.entries.forms import MeasuredForm
from competition.entries.views.blueprint import bp, entry_here, may_change, to
from competition.policy.records import unit


@bp.route("/<entry>/figures/<indicator>", methods=["GET", "POST"])
@needs(Permission.MANAGE_ENTRIES, Permission.READ_ALL)
def figure(code: str, entry: str, indicator: str) -> Any:
    """File a figure with its year, source and verifier; filing it again is a new version."""
    held, leaf = entry_here(entry), service.measured_indicator(db(), here(), indicator)
    versions = service.figure_history(db(), held, leaf.code)
    last = versions[-1] if versions else None
    names = ("value", "year", "source", "verifier", "attachment")
    shown = {name: getattr(last, name) for name in names} if last else {"year": here().year - 1}
    form = MeasuredForm(**shown)
    if may_change() and form.validate_on_submit():
        with form.refusals():
            values = form.values()
            service.record_figure(db(), actor(), here(), held, leaf.code, values.pop("value"), values.pop("year"), **values)
            say_done(_("The figure is filed."))
            return to("show", entry=entry)
    context = {
        "entry": held, "leaf": leaf, "versions": versions, "form": form, "may_change": may_change(), "unit": unit(leaf.unit),
    }  # fmt: skip
    return page("entries/figure.html", context, 422 if form.faulty else 200)
