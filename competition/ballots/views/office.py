"""The office's pages: progress without a mark, and absences signed by two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response

from competition.accounts import service as accounts
from competition.ballots import service
from competition.ballots.forms import AbsenceForm, SignAbsenceForm
from competition.ballots.pages import clock
from competition.ballots.views.blueprint import bp, to
from competition.core.locale import _
from competition.core.permissions import Permission, may
from competition.core.web import actor, db, here, needs, page, say_done
from competition.panels import service as panels


@bp.get("/progress")
@needs(Permission.SEE_PROGRESS)
def progress(code: str) -> Response:
    """Who is how far: which ballots are complete, never what is in them."""
    return page(
        "ballots/progress.html", judges=service.progress(db(), here()), clock=lambda at: clock(at, db().clock.now())
    )


@bp.get("/absence/<judge>")
@needs(Permission.MANAGE_PANEL, Permission.COUNTERSIGN)
def absence(code: str, judge: str) -> Response:
    """A judge's absence: proposed with a reason, countersigned by a second person."""
    return _absence(judge, AbsenceForm(), SignAbsenceForm())


@bp.post("/absence/<judge>")
@needs(Permission.MANAGE_PANEL)
def excuse(code: str, judge: str) -> Response:
    """Propose that a judge's ballots are not waited for."""
    form = AbsenceForm()
    if form.validate():
        with form.refusals():
            service.excuse(db(), actor(), here(), judge, reason=form.reason.data)
            say_done(_("Proposed. A second person signs it on this page."))
            return to("ballots.absence", code=code, judge=judge)
    return _absence(judge, form, SignAbsenceForm(formdata=None))


@bp.post("/absence/<judge>/sign")
@needs(Permission.COUNTERSIGN)
def sign_absence(code: str, judge: str) -> Response:
    """Put the second signature under an absence."""
    form = SignAbsenceForm()
    if form.validate():
        with form.refusals():
            accounts.confirm(db(), actor(), form.secret.data)
            service.sign_excuse(db(), actor(), here(), judge)
            say_done(_("Signed. The round no longer waits for this judge."))
            return to("ballots.progress", code=code)
    return _absence(judge, AbsenceForm(formdata=None), form)


def _absence(pseudonym: str, form: AbsenceForm, signature: SignAbsenceForm) -> Response:
    judge = panels.get(db(), here(), pseudonym)
    context: Mapping[str, Any] = {
        "judge": judge, "form": form, "signature": signature,
        "may_propose": may(actor(), Permission.MANAGE_PANEL, here().id), "absence": service.absence_of(db(), judge),
        "pending": service.pending_absence(db(), here(), judge),
        "progress": next(row for row in service.progress(db(), here()) if row.judge_id == judge.id),
    }  # fmt: skip
    return page("ballots/absence.html", context, 422 if form.faulty or signature.faulty else 200)
