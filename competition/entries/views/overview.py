"""The list of entries, one entry with everything found out about it, and a town entering."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response

from competition.core.locale import _
from competition.core.permissions import Permission
from competition.core.web import actor, db, here, needs, page, say_done
from competition.entries import service
from competition.entries.forms import EnterForm
from competition.entries.records import Entry
from competition.entries.views.blueprint import bp, entry_here, may_change, to
from competition.policy.records import unit
from competition.registry import service as registry
from competition.rounds import service as rounds


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the list, with how far it is."""

    entry: Entry
    n_figures: int
    n_asked: int
    n_nominees: int
    n_vetoes: int


@bp.get("/")
@needs(Permission.MANAGE_ENTRIES, Permission.READ_ALL)
def index(code: str) -> Response:
    """Every entry: status, check, figures filed, enterprises put up."""
    figures = service.figures(db(), here())
    n_asked = len(rounds.rules(db(), here()).measured)
    lines = [
        Line(
            it, sum(key[0] == it.code for key in figures), n_asked, len(service.nominees(db(), it)),
            sum(veto.stands for veto in service.vetoes(db(), it)),
        )
        for it in service.entries(db(), here())
    ]  # fmt: skip
    return page("entries/index.html", lines=lines, may_change=may_change())


@bp.get("/<entry>")
@needs(Permission.MANAGE_ENTRIES, Permission.READ_ALL)
def show(code: str, entry: str) -> Response:
    """One entry: eligibility, vetoes, nominees, figures."""
    held = entry_here(entry)
    figures = service.figures(db(), here())
    leaves = rounds.rules(db(), here()).measured
    context = {
        "entry": held,
        "vetoes": service.vetoes(db(), held),
        "nominees": service.nominees(db(), held),
        "rows": [(leaf, figures.get((held.code, leaf.code))) for leaf in leaves],
        "may_change": may_change(),
        "unit": unit,
    }
    return page("entries/show.html", context)


@bp.route("/new", methods=["GET", "POST"])
@needs(Permission.MANAGE_ENTRIES)
def enter(code: str) -> Any:
    """A town of the registry enters the round."""
    inside = {it.town_id for it in service.entries(db(), here()) if it.status.value != "withdrawn"}
    registered = registry.towns(db())
    towns = [town for town in registered if town.id not in inside]
    form = EnterForm().offer(towns)
    if form.validate_on_submit():
        with form.refusals():
            added = service.enter(db(), actor(), here(), form.town_id.data)
            say_done(_("%(town)s has entered as %(entry)s.", town=added.name.zh, entry=added.code))
            return to("show", entry=added.code)
    context = {"form": form, "towns": towns, "none_registered": not registered, "may_change": may_change()}
    return page("entries/enter.html", context, 422 if form.faulty else 200)
