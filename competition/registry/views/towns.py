"""Towns: the list, one town with its enterprises and figures, and the form."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from competition.core.locale import _
from competition.core.permissions import Permission
from competition.core.web import actor, db, needs, say_done
from competition.policy import service as policy
from competition.registry import service
from competition.registry.forms import TownForm
from competition.registry.records import Subject, Town
from competition.registry.views.blueprint import bp, page, to


@bp.get("/")
@needs(Permission.EDIT_REGISTRY, Permission.READ_ALL)
def index() -> Response:
    """Every town, or those that match the search."""
    q = request.args.get("q", "").strip()
    firms = service.enterprises(db())
    rows = [(town, sum(firm.town_id == town.id for firm in firms)) for town in service.towns(db(), q)]
    return page("registry/towns.html", rows=rows, q=q, n_all=len(service.towns(db())), tiers=_tiers())


@bp.get("/towns/<int:town_id>")
@needs(Permission.EDIT_REGISTRY, Permission.READ_ALL)
def town(town_id: int) -> Response:
    """One town: what it is, its enterprises, and its figures with their sources."""
    held = service.town(db(), town_id)
    return page(
        "registry/town.html", town=held, enterprises=service.enterprises(db(), held.id),
        figures=service.figures(db(), Subject.TOWN, held.id), tiers=_tiers(),
    )  # fmt: skip


@bp.route("/towns/new", methods=["GET", "POST"])
@needs(Permission.EDIT_REGISTRY)
def new_town() -> Any:
    """Add a town."""
    form = _form()
    if form.validate_on_submit():
        with form.refusals():
            added = service.register_town(db(), actor(), **form.values())
            say_done(_("The town is registered."))
            return to("town", town_id=added.id)
    return _edit(form)


@bp.route("/towns/<int:town_id>/edit", methods=["GET", "POST"])
@needs(Permission.EDIT_REGISTRY)
def edit_town(town_id: int) -> Any:
    """Change a town."""
    held = service.town(db(), town_id)
    form = _form(
        code=held.code, name_zh=held.name.zh, name_en=held.name.en, county_id=held.county_id, level=held.level.value,
        industry_zh=held.industry.zh, industry_en=held.industry.en, tier=held.tier or 0, version=held.version,
    )  # fmt: skip
    if form.validate_on_submit():
        with form.refusals():
            service.amend_town(db(), actor(), town_id, based_on=form.version.data, **form.values())
            say_done(_("The town is changed."))
            return to("town", town_id=town_id)
    return _edit(form, held)


def _form(**values: Any) -> TownForm:
    return TownForm(**values).offer(service.counties(db()), list(_tiers().items()))


def _tiers() -> dict[int, Any]:
    known = policy.editions()
    return {tier.level: tier.title for tier in known[0].tiers} if known else {}


def _edit(form: TownForm, held: Town | None = None) -> Response:
    stale = held is not None and form.version.data != held.version
    if held is not None:
        form.show_version(held.version)
    context = {"form": form, "held": held, "stale": stale, "tiers": _tiers(), "counties": service.counties(db())}
    return page("registry/town_edit.html", 422 if form.faulty else 200, **context)
