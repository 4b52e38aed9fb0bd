"""The method and the award settings of the draft rules."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, request, url_for

from competition.core.locale import _
from competition.core.permissions import Permission
from competition.core.web import actor, db, needs, page, say_done
from competition.rounds import service
from competition.rounds.forms.awards import ORDERS, AwardsForm
from competition.rounds.forms.method import MethodForm, step_words
from competition.rounds.views.blueprint import Setting, bp, setting, shown
from competition.rounds.views.reading import sheet


@bp.get("/<code>/setup/method")
@needs(Permission.SET_UP_ROUND, Permission.READ_ALL)
def method(code: str) -> Response:
    """How marks and figures become places."""
    held = setting(code)
    form = MethodForm()
    form.fill(held.rules)
    return _method_page(held, form)


@bp.post("/<code>/setup/method")
@needs(Permission.SET_UP_ROUND)
def save_method(code: str) -> Any:
    """Store the method, or move a step of the tie chain and show the page again without storing."""
    held = setting(code)
    form = MethodForm()
    if form.press(request.form.get("press", "")):
        return _method_page(held, form)
    form.offer_steps(held.rules)
    if form.validate():
        with form.refusals():
            service.amend(db(), actor(), held.round, based_on=form.based_on, **form.changes())
    if form.faulty:
        return _method_page(held, form, 422)
    say_done(_("Draft stored."))
    return redirect(url_for(".method", code=code), code=303)


def _method_page(held: Setting, form: MethodForm, status: int = 200) -> Response:
    form.offer_steps(held.rules)
    words = {str(entry.data): step_words(str(entry.data), held.rules) for entry in form.ties}
    context = shown(held, form=form, words=words, faults=held.faults_at("method"), sheet=sheet(held.round, held.rules))
    return page("rounds/method.html", context, status)


@bp.get("/<code>/setup/awards")
@needs(Permission.SET_UP_ROUND, Permission.READ_ALL)
def awards(code: str) -> Response:
    """What a place brings."""
    held = setting(code)
    form = AwardsForm()
    form.fill(held.rules)
    return _awards_page(held, form)


@bp.post("/<code>/setup/awards")
@needs(Permission.SET_UP_ROUND)
def save_awards(code: str) -> Any:
    """Store the award settings, or move a nominee criterion and show the page again without storing."""
    held = setting(code)
    form = AwardsForm()
    if form.press(request.form.get("press", "")):
        return _awards_page(held, form)
    if form.validate():
        with form.refusals():
            service.amend(db(), actor(), held.round, based_on=form.based_on, **form.changes(held.rules))
    if form.faulty:
        return _awards_page(held, form, 422)
    say_done(_("Draft stored."))
    return redirect(url_for(".awards", code=code), code=303)


def _awards_page(held: Setting, form: AwardsForm, status: int = 200) -> Response:
    context = shown(
        held,
        form=form,
        words=ORDERS,
        faults=held.faults_at("awards"),
        sheet=sheet(held.round, held.rules),
        grant_fen=service.grant_fen(held.round),
    )
    return page("rounds/awards.html", context, status)
