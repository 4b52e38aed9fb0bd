"""A new round, the overview of its setup, and what it is called."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, request, url_for

from competition.core.locale import _
from competition.core.permissions import Permission
from competition.core.web import actor, db, needs, page, say_done
from competition.policy import service as policy
from competition.rounds import service
from competition.rounds.compare import differences
from competition.rounds.forms.setting_up import DetailsForm, NewRoundForm
from competition.rounds.views.blueprint import bp, setting, shown


@bp.get("/new")
@needs(Permission.SET_UP_ROUND)
def new() -> Response:
    """Ask what the new round is called and what its rules start from."""
    form = _new_form()
    if request.args.get("from"):
        form.start.data = request.args["from"]
    return page("rounds/new.html", form=form)


@bp.post("/new")
@needs(Permission.SET_UP_ROUND)
def create() -> Any:
    """Begin the round."""
    form = _new_form()
    if form.validate():
        with form.refusals():
            made = service.create(
                db(), actor(), form.code.data, form.title, form.year.data, form.edition.data, copy_from=form.copy_from
            )
    if form.faulty:
        return page("rounds/new.html", status=422, form=form)
    say_done(_("The round has begun. Nothing is binding before the rules are locked."))
    return redirect(url_for(".overview", code=made.code), code=303)


def _new_form() -> NewRoundForm:
    form = NewRoundForm()
    form.offer_editions(policy.editions())
    form.offer_starts(service.list_rounds(db()))
    return form


@bp.get("/<code>/setup")
@needs(Permission.SET_UP_ROUND, Permission.READ_ALL)
def overview(code: str) -> Response:
    """How far the rules are, step by step, and every version that was locked."""
    held = setting(code)
    in_force = service.commitment(db(), held.round)
    changed = held.is_draft and in_force is not None
    changes = differences(service.rules(db(), held.round), held.rules) if changed else ()
    todos = service.todos(held.round, held.rules) if held.is_draft else ()
    return page(
        "rounds/overview.html",
        shown(held, todos=todos, commitments=service.commitments(db(), held.round), in_force=in_force, changes=changes,
              may_reopen=_may_reopen(held)),
    )  # fmt: skip


def _may_reopen(held: Any) -> bool:
    return not held.is_draft and service.may_begin_version(db(), held.round)


@bp.get("/<code>/setup/details")
@needs(Permission.SET_UP_ROUND, Permission.READ_ALL)
def details(code: str) -> Response:
    """What the round is called, whom to ask, and the planned dates."""
    held = setting(code)
    form = _details_form()
    form.fill(held.round)
    return page("rounds/details.html", shown(held, form=form, commitment=service.commitment(db(), held.round)))


@bp.post("/<code>/setup/details")
@needs(Permission.SET_UP_ROUND)
def save_details(code: str) -> Any:
    """Store the details."""
    held = setting(code)
    form = _details_form()
    if form.validate():
        with form.refusals():
            service.amend_details(
                db(), actor(), held.round, title=form.title, year=form.year.data, edition_code=form.edition.data,
                host=form.host, contact=form.contact, deadlines=form.deadlines(),
            )  # fmt: skip
    if form.faulty:
        context = shown(held, form=form, commitment=service.commitment(db(), held.round))
        return page("rounds/details.html", context, 422)
    say_done(_("Stored."))
    return redirect(url_for(".overview", code=code), code=303)


def _details_form() -> DetailsForm:
    form = DetailsForm()
    form.offer_editions(policy.editions())
    return form
