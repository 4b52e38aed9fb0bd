"""One measured figure: its form, and every version of it."""

from __future__ import annotations

from typing import Any

from flask import Response

from competition.core.locale import _
from competition.core.permissions import Permission
from competition.core.web import actor, db, here, needs, page, say_done
from competition.entries import service
from competition.entries.forms import MeasuredForm
from competition.entries.records import Entry, Measured
from competition.entries.views.blueprint import bp, entry_here, may_change, to
from competition.policy.records import unit
from competition.rounds.records import Indicator


@bp.get("/<entry>/figures/<indicator>")
@needs(Permission.MANAGE_ENTRIES, Permission.READ_ALL)
def figure(code: str, entry: str, indicator: str) -> Response:
    """One figure with its form, and every version of it."""
    held, leaf, last = _found(entry, indicator)
    names = ("value", "year", "source", "verifier", "attachment")
    shown = {name: getattr(last, name) for name in names} if last else {"year": here().year - 1}
    return _page(held, leaf, MeasuredForm(**shown))


@bp.post("/<entry>/figures/<indicator>")
@needs(Permission.MANAGE_ENTRIES)
def file_figure(code: str, entry: str, indicator: str) -> Any:
    """File a figure with its year, source and verifier; filing it again is a new version."""
    held, leaf, _last = _found(entry, indicator)
    form = MeasuredForm()
    if form.validate():
        with form.refusals():
            service.record_figure(db(), actor(), here(), held, leaf.code, **form.values())
            say_done(_("The figure is filed."))
            return to("show", entry=entry)
    return _page(held, leaf, form)


def _found(entry: str, indicator: str) -> tuple[Entry, Indicator, Measured | None]:
    held, leaf = entry_here(entry), service.measured_indicator(db(), here(), indicator)
    versions = service.figure_history(db(), held, leaf.code)
    return held, leaf, versions[-1] if versions else None


def _page(held: Entry, leaf: Indicator, form: MeasuredForm) -> Response:
    context = {
        "entry": held, "leaf": leaf, "versions": service.figure_history(db(), held, leaf.code), "form": form,
        "may_change": may_change(), "unit": unit(leaf.unit),
    }  # fmt: skip
    return page("entries/figure.html", context, 422 if form.faulty else 200)
