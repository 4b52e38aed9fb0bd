"""One judge: place, what they score, leaving, and a late recusal asked for by the office."""

from __future__ import annotations

from typing import Any

from flask import Response

from competition.core.locale import _
from competition.core.permissions import Permission, may
from competition.core.web import actor, db, here, page, say_done
from competition.panels import service
from competition.panels.forms import (
    LateForm,
    LeaveForm,
    PlaceForm,
    ScopeForm,
    place_form,
)
from competition.panels.records import Judge, Reason, Scope
from competition.panels.views.base import bp, is_open, manages, reads, to
from competition.registry import service as registry
from competition.rounds.records import Phase


@bp.get("/judges/<judge>")
@reads
def judge(code: str, judge: str) -> Response:
    """One judge: place, what they score, recusals, statement."""
    return _judge(service.get(db(), here(), judge))


def _judge(found: Judge, status: int = 200, **forms: Any) -> Response:
    branches = service.branches(db(), here())
    limit = service.scopes(db(), here()).get(found.id, Scope())
    every = [each.code for each in branches]
    scope = ScopeForm(formdata=None, dimensions=[code for code in every if code in (limit.dimensions or every)])
    scope.offer(branches)
    late = LateForm(formdata=None)
    mine = {each.entry_id: each for each in service.recusals(db(), here()) if each.judge_id == found.id}
    towns = service.towns(db(), here())
    late.offer(each for each in towns if each.id not in mine)
    shown = {
        "judge": found,
        "state": service.states(db(), here())[found.id],
        "place": _unbound_place(found),
        "scope": scope,
        "leave": LeaveForm(formdata=None),
        "late": late,
        "recusals": [(each, mine[each.id]) for each in towns if each.id in mine],
        "statement": service.statement(db(), found),
        "undeclared": service.undeclared(db(), here(), found),
        "counties": {each.id: each.name for each in registry.counties(db())},
        "is_open": is_open() and found.opened_at is None,
        "is_scoring": here().phase == Phase.SCORING,
        "may_manage": may(actor(), Permission.MANAGE_PANEL, here().id),
        "branches": branches,
        "limit": limit,
    }
    return page("panels/judge.html", shown | forms, status)


def _unbound_place(found: Judge) -> PlaceForm:
    return place_form(found, registry.counties(db()), bound=False)


@bp.post("/judges/<judge>/place")
@manages
def amend(code: str, judge: str) -> Any:
    """Correct county, unit and field."""
    found = service.get(db(), here(), judge)
    form = place_form(found, registry.counties(db()))
    if form.validate():
        with form.refusals():
            service.amend(db(), actor(), here(), found, **form.place)
            say_done(_("Kept. Recusals by county have been worked out anew."))
            return to("judge", code=code, judge=judge)
    return _judge(found, 422, place=form)


@bp.post("/judges/<judge>/scope")
@manages
def scope(code: str, judge: str) -> Any:
    """Give a judge some dimensions, or all."""
    found, form = service.get(db(), here(), judge), ScopeForm()
    form.offer(service.branches(db(), here()))
    if form.validate():
        with form.refusals():
            service.assign(db(), actor(), here(), found, dimensions=form.dimensions.data)
            say_done(_("Kept."))
            return to("judge", code=code, judge=judge)
    return _judge(found, 422, scope=form)


@bp.post("/judges/<judge>/leave")
@manages
def leave(code: str, judge: str) -> Any:
    """Take a judge off the panel."""
    found, form = service.get(db(), here(), judge), LeaveForm()
    if form.validate():
        with form.refusals():
            service.stand_down(db(), actor(), here(), found, reason=form.reason.data)
            say_done(_("%(name)s is off the panel.", name=found.name))
            return to("index", code=code)
    return _judge(found, 422, leave=form)


@bp.post("/judges/<judge>/late")
@manages
def late(code: str, judge: str) -> Any:
    """The organizer asks for a late recusal."""
    found, form = service.get(db(), here(), judge), LateForm()
    form.offer(service.towns(db(), here()))
    if form.validate():
        with form.refusals():
            service.propose_late(
                db(), actor(), here(), found, form.entry.data, Reason(form.reason.data), form.note.data
            )
            say_done(_("Kept. It holds once a second person has signed."))
            return to("index", code=code)
    return _judge(found, 422, late=form)
