"""Counties: a short list, and a form for one."""

from __future__ import annotations

from typing import Any

from flask import Response

from competition.core.locale import _
from competition.core.permissions import Permission
from competition.core.web import actor, db, needs, say_done
from competition.registry import service
from competition.registry.forms import CountyForm
from competition.registry.records import County
from competition.registry.views.blueprint import bp, page, to


@bp.get("/counties/")
@needs(Permission.EDIT_REGISTRY, Permission.READ_ALL)
def counties() -> Response:
    """Every county with the number of its towns."""
    towns = service.towns(db())
    rows = [(it, sum(town.county_id == it.id for town in towns)) for it in service.counties(db())]
    return page("registry/counties.html", rows=rows)


@bp.route("/counties/new", methods=["GET", "POST"])
@needs(Permission.EDIT_REGISTRY)
def new_county() -> Any:
    """Add a county."""
    form = CountyForm()
    if form.validate_on_submit():
        with form.refusals():
            service.register_county(db(), actor(), **form.values())
            say_done(_("The county is registered."))
            return to("counties")
    return _edit(form)


@bp.route("/counties/<int:county_id>/edit", methods=["GET", "POST"])
@needs(Permission.EDIT_REGISTRY)
def edit_county(county_id: int) -> Any:
    """Change a county."""
    held = service.county(db(), county_id)
    form = CountyForm(code=held.code, name_zh=held.name.zh, name_en=held.name.en, version=held.version)
    if form.validate_on_submit():
        with form.refusals():
            service.amend_county(db(), actor(), county_id, based_on=form.version.data, **form.values())
            say_done(_("The county is changed."))
            return to("counties")
    return _edit(form, held)


def _edit(form: CountyForm, held: County | None = None) -> Response:
    stale = held is not None and form.version.data != held.version
    if held is not None:
        form.show_version(held.version)
    return page("registry/county.html", 422 if form.faulty else 200, form=form, held=held, stale=stale)
