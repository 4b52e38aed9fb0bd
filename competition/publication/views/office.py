"""The organizer's page of publication: the approval, the notice to post with its days, and what has been posted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, redirect, url_for

from competition.accounts import service as accounts
from competition.core.clock import today
from competition.core.documents import numbered
from competition.core.errors import Refusal
from competition.core.forms import Form
from competition.core.locale import _
from competition.core.permissions import Permission, may
from competition.core.sentences import sentence
from competition.core.web import actor, db, needs, page, say_done
from competition.publication import pages, service
from competition.publication.forms import ApprovalForm, PostForm
from competition.publication.records import POSTING, Kind, Posted
from competition.publication.service import Draft
from competition.publication.views.blueprint import bp, round_here
from competition.rounds.records import Phase

ROUND = "/rounds/<code>/publication"


@dataclass(frozen=True, slots=True)
class Desk:
    """What can be posted in the present phase. ``refused`` says why it cannot be drawn up."""

    kind: Kind | None
    posted: Posted | None
    is_outdated: bool
    draft: Draft | None
    refused: str


@bp.get(ROUND)
@needs(Permission.PUBLISH, Permission.COUNTERSIGN)
def index(code: str) -> Response:
    """The approval, what can be posted now, and everything posted so far."""
    return _page()


@bp.post(f"{ROUND}/approval")
@needs(Permission.PUBLISH)
def approve(code: str) -> Response:
    """Record the approval, or amend it."""
    form = ApprovalForm()
    if form.validate():
        with form.refusals():
            service.record_approval(
                db(), actor(), round_here(), meeting=form.meeting.data, number=form.number.data,
                decided_on=form.decided_on.data,
            )  # fmt: skip
    if form.faulty:
        return _page(approving=form, status=422)
    say_done(_("The approval is recorded."))
    return _to_index(code)


@bp.post(f"{ROUND}/publicity")
@needs(Permission.PUBLISH)
def post(code: str) -> Response:
    """Post the publicity notice."""
    form = PostForm()
    if form.validate():
        with form.refusals():
            accounts.confirm(db(), actor(), form.secret.data)
            service.post_publicity(
                db(), actor(), round_here(), number=form.number.data or "", reason=form.reason.data or "",
                basis=form.basis.data, op=form.op.data,
            )  # fmt: skip
    if form.faulty:
        return _page(posting=form, status=422)
    say_done(_("The publicity notice is posted."))
    return _to_index(code)


@bp.post(f"{ROUND}/result")
@needs(Permission.PUBLISH)
def publish(code: str) -> Response:
    """Post the result notice: the result is final."""
    form = PostForm()
    if form.validate():
        with form.refusals():
            accounts.confirm(db(), actor(), form.secret.data)
            service.publish(
                db(), actor(), round_here(), number=form.number.data or "", addressee=form.addressee.data or "",
                reason=form.reason.data or "", basis=form.basis.data, op=form.op.data,
            )  # fmt: skip
    if form.faulty:
        return _page(posting=form, status=422)
    say_done(_("The result is published."))
    return _to_index(code)


def _page(*, approving: Form | None = None, posting: Form | None = None, status: int = 200) -> Response:
    round_ = round_here()
    desk, approved = _desk(), service.approval(db(), round_)
    draft = desk.draft
    posted = desk.posted
    period = posted if posted and posted.days else None
    context: dict[str, Any] = {
        "desk": desk,
        "approved": approved,
        "is_approved": approved is not None and service.is_of_this_review(db(), round_, approved),
        "may_approve": round_.phase is Phase.ADJUDICATION and may(actor(), Permission.PUBLISH, round_.id),
        "may_post": may(actor(), Permission.PUBLISH, round_.id),
        "approving": approving or _approving(),
        "posting": posting or _posting(draft),
        "blocks": list(numbered(draft.document)) if draft else (),
        "days": pages.period_days(db(), draft.ground.posted_on, draft.days) if draft and draft.days else (),
        "period_days": pages.period_days(db(), period.posted_on, period.days) if period else (),
        "n_left": sum(day > today(db().clock) for day in period.days) if period else 0,
        "is_running": period is not None and period.is_running(today(db().clock)),
        "today": today(db().clock),
        "notices": service.notices(db(), round_),
        "stations": pages.stations(round_),
    }
    return page("publication/office.html", context, status)


def _desk() -> Desk:
    round_ = round_here()
    kind = next((kind for kind, phase in POSTING.items() if phase is round_.phase), None)
    if kind is None:
        return Desk(None, None, False, None, "")
    posted = service.standing(db(), round_, kind)
    outdated = posted is not None and service.is_outdated(db(), round_, posted)
    try:
        return Desk(kind, posted, outdated, service.draw(db(), round_, kind), "")
    except Refusal as refusal:  # caught here, since the page says what has to be done first
        return Desk(kind, posted, outdated, None, sentence(refusal))


def _approving() -> ApprovalForm:
    form = ApprovalForm(formdata=None)
    held = service.approval(db(), round_here())
    form.decided_on.data = held.decided_on if held else today(db().clock)
    if held:
        form.meeting.data, form.number.data = held.meeting, held.number
    return form


def _posting(draft: Draft | None) -> PostForm:
    form = PostForm(formdata=None)
    form.basis.data = draft.basis if draft else ""
    form.addressee.data = _("All departments concerned") if draft and draft.kind is Kind.RESULT else ""
    return form


def _to_index(code: str) -> Response:
    return redirect(url_for("publication.index", code=code), code=303)  # type: ignore[return-value]
