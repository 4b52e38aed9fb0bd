"""A judge's statement of conflicts, and the late recusals that two people sign."""

from __future__ import annotations

from typing import Any

from flask import Response

from competition.accounts import service as accounts
from competition.core.errors import Denied, NotFound
from competition.core.locale import _
from competition.core.permissions import Permission, may
from competition.core.web import actor, db, here, needs, page, say_done
from competition.panels import service
from competition.panels.forms import (
    LateForm,
    SignLateForm,
    StatementForm,
    statement_form,
)
from competition.panels.records import Judge, Reason, Source
from competition.panels.views.base import bp, to, waiting
from competition.rounds.records import Phase


@bp.route("/statement", methods=["GET", "POST"])
@needs(Permission.SCORE)
def declare(code: str) -> Any:
    """The judge's statement: for every town, conflict or none."""
    mine = _mine()
    ruled = _own_county(mine)
    asked = [each for each in service.eligible(db(), here()) if each.id not in ruled]
    told = service.statement(db(), mine)
    if mine.opened_at is not None or here().phase not in (Phase.REGISTRATION, Phase.SCORING):
        return _fixed(mine)
    form = statement_form(asked, told.answers if told else {})
    if form.validate_on_submit():
        with form.refusals():
            by_rule = {each.code: (Reason.COUNTY, "") for each in service.eligible(db(), here()) if each.id in ruled}
            service.declare_all(db(), actor(), here(), form.answers | by_rule)
            say_done(_("Your statement is kept."))
            return to("declare", code=code)
    return _declare(mine, form, asked, told)


def _declare(mine: Judge, form: StatementForm, asked: Any, told: Any) -> Response:
    ruled = _own_county(mine)
    shown = {
        "judge": mine,
        "form": form,
        "towns": {each.code: each for each in asked},
        "ruled": [each for each in service.eligible(db(), here()) if each.id in ruled],
        "told": told,
        "is_whole": told is not None and not service.undeclared(db(), here(), mine),
    }
    return page("panels/declare.html", shown, 422 if form.faulty else 200)


def _mine() -> Judge:
    found = service.judge_of(db(), here(), actor().account_id)
    if found is None:
        raise Denied("panels.not_on_panel")
    return found


def _own_county(mine: Judge) -> set[int]:
    found = service.recusals(db(), here())
    return {each.entry_id for each in found if each.judge_id == mine.id and each.source == Source.RULE}


def _fixed(mine: Judge, late: LateForm | None = None, status: int = 200) -> Response:
    kept = {each.entry_id: each for each in service.recusals(db(), here()) if each.judge_id == mine.id}
    towns = service.towns(db(), here())
    if late is None:
        late = LateForm(formdata=None)
        late.offer(each for each in towns if each.id not in kept)
    shown = {
        "judge": mine,
        "told": service.statement(db(), mine),
        "recusals": [(each, kept[each.id]) for each in towns if each.id in kept],
        "late": late,
        "waiting": [each for each in waiting() if each["judge"].id == mine.id],
        "is_scoring": here().phase == Phase.SCORING and mine.opened_at is not None,
    }
    return page("panels/fixed.html", shown, status)


@bp.post("/statement/late")
@needs(Permission.SCORE)
def late_by_judge(code: str) -> Any:
    """The judge asks for a late recusal."""
    mine, form = _mine(), LateForm()
    form.offer(service.towns(db(), here()))
    if form.validate():
        with form.refusals():
            service.propose_late(db(), actor(), here(), mine, form.entry.data, Reason(form.reason.data), form.note.data)
            say_done(_("Kept. It holds once a second person has signed."))
            return to("declare", code=code)
    return _fixed(mine, form, 422)


@bp.route("/late/<int:approval_id>", methods=["GET", "POST"])
@needs(Permission.COUNTERSIGN)
def sign_late(code: str, approval_id: int) -> Any:
    """The second person reads a late recusal and signs it."""
    found = next((each for each in waiting() if each["approval"].id == approval_id), None)
    if found is None:
        raise NotFound("panels.no_late_recusal")
    form = SignLateForm()
    if form.validate_on_submit():
        with form.refusals():
            accounts.confirm(db(), actor(), form.secret.data)
            service.sign_late(db(), actor(), here(), approval_id)
            say_done(_("Signed. The recusal holds from now on."))
            return (
                to("index", code=code) if may(actor(), Permission.MANAGE_PANEL, here().id) else to("matrix", code=code)
            )
    return page("panels/sign_late.html", {"form": form, **found}, 422 if form.faulty else 200)


@bp.post("/late/<int:approval_id>/withdraw")
@needs(Permission.MANAGE_PANEL, Permission.SCORE)
def withdraw_late(code: str, approval_id: int) -> Any:
    """Take a late recusal back before it is signed."""
    service.withdraw_late(db(), actor(), here(), approval_id)
    say_done(_("Taken back."))
    return to("index" if may(actor(), Permission.MANAGE_PANEL, here().id) else "declare", code=code)
