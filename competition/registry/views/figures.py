"""Figures: the list of everything that is known with its source, and the form."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from competition.core.locale import _
from competition.core.permissions import Permission
from competition.core.web import actor, db, needs, say_done
from competition.registry import service
from competition.registry.forms import FigureForm, ValueForm
from competition.registry.records import Figure
from competition.registry.views.blueprint import bp, page, to


@bp.get("/figures/")
@needs(Permission.EDIT_REGISTRY, Permission.READ_ALL)
def figures() -> Response:
    """Every figure, or those that match the search; bounds are told apart from values."""
    q = request.args.get("q", "").strip()
    rows = service.all_figures(db(), q)
    return page("registry/figures.html", rows=rows, q=q, n_all=len(service.all_figures(db())))


@bp.route("/figures/new", methods=["GET", "POST"])
@needs(Permission.EDIT_REGISTRY)
def new_figure() -> Any:
    """Keep a figure with its source."""
    form = FigureForm(subject=request.args.get("subject", ""))
    if form.validate_on_submit():
        with form.refusals():
            kept = service.record_figure(db(), actor(), **form.values())
            exact, bound = _("The figure is kept as an exact value."), _("The figure is kept as a bound.")
            say_done(exact if kept.is_value else bound)
            return to("figures", q=kept.subject)
    return page("registry/figure_edit.html", 422 if form.faulty else 200, form=form, held=None, stale=False)


@bp.route("/figures/<int:figure_id>/edit", methods=["GET", "POST"])
@needs(Permission.EDIT_REGISTRY)
def edit_figure(figure_id: int) -> Any:
    """Change how a figure is to be read; its subject and source stay."""
    held = service.figure_by_id(db(), figure_id)
    form = _form(held)
    if form.validate_on_submit():
        with form.refusals():
            service.amend_figure(db(), actor(), figure_id, based_on=form.version.data, **form.values())
            say_done(_("The figure is changed."))
            return to("figures", q=held.subject)
    stale = form.version.data != held.version
    form.show_version(held.version)
    context = {"form": form, "held": held, "stale": stale}
    return page("registry/figure_edit.html", 422 if form.faulty else 200, **context)


def _form(held: Figure) -> ValueForm:
    names = ("value", "unit", "qualifier", "definition", "reliability", "version")
    return ValueForm(**{name: getattr(held, name) for name in names})
