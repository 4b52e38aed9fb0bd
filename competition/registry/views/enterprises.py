"""Enterprises: the list, one enterprise with its figures, and the form."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from competition.core.locale import _
from competition.core.permissions import Permission
from competition.core.web import actor, db, needs, say_done
from competition.registry import service
from competition.registry.forms import EnterpriseForm
from competition.registry.records import Enterprise, Subject
from competition.registry.views.blueprint import bp, page, to


@bp.get("/enterprises/")
@needs(Permission.EDIT_REGISTRY, Permission.READ_ALL)
def enterprises() -> Response:
    """Every enterprise, or those that match the search."""
    q = request.args.get("q", "").strip()
    rows = service.enterprises(db(), q=q)
    return page("registry/enterprises.html", rows=rows, q=q, n_all=len(service.enterprises(db())))


@bp.get("/enterprises/<int:enterprise_id>")
@needs(Permission.EDIT_REGISTRY, Permission.READ_ALL)
def enterprise(enterprise_id: int) -> Response:
    """One enterprise, and its figures with their sources."""
    held = service.enterprise(db(), enterprise_id)
    figures = service.figures(db(), Subject.ENTERPRISE, held.id)
    return page("registry/enterprise.html", enterprise=held, figures=figures)


@bp.route("/enterprises/new", methods=["GET", "POST"])
@needs(Permission.EDIT_REGISTRY)
def new_enterprise() -> Any:
    """Add an enterprise."""
    form = _form(town_id=request.args.get("town", 0, type=int))
    if form.validate_on_submit():
        with form.refusals():
            values = form.values()
            added = service.register_enterprise(db(), actor(), values.pop("uscc"), **values)
            say_done(_("The enterprise is registered."))
            return to("enterprise", enterprise_id=added.id)
    return _edit(form)


@bp.route("/enterprises/<int:enterprise_id>/edit", methods=["GET", "POST"])
@needs(Permission.EDIT_REGISTRY)
def edit_enterprise(enterprise_id: int) -> Any:
    """Change an enterprise."""
    held = service.enterprise(db(), enterprise_id)
    form = _form(
        uscc=held.uscc, name_zh=held.name.zh, name_en=held.name.en, town_id=held.town_id or 0, version=held.version,
        status=held.status.value, main_business_zh=held.main_business.zh, main_business_en=held.main_business.en,
    )  # fmt: skip
    if form.validate_on_submit():
        with form.refusals():
            service.amend_enterprise(db(), actor(), enterprise_id, based_on=form.version.data, **form.values())
            say_done(_("The enterprise is changed."))
            return to("enterprise", enterprise_id=enterprise_id)
    return _edit(form, held)


def _form(**values: Any) -> EnterpriseForm:
    return EnterpriseForm(**values).offer(service.towns(db()))


def _edit(form: EnterpriseForm, held: Enterprise | None = None) -> Response:
    stale = held is not None and form.version.data != held.version
    if held is not None:
        form.show_version(held.version)
    context = {"form": form, "held": held, "stale": stale}
    return page("registry/enterprise_edit.html", 422 if form.faulty else 200, **context)
