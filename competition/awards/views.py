"""Pages of the awards room: the ledger with its reasons, proposing, and the two signatures."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from competition.accounts import service as accounts
from competition.awards import service
from competition.awards.forms import ProposeForm
from competition.awards.naming import FIGURES
from competition.awards.records import PROPOSING, Award, Proposal, Standing
from competition.awards.words import step_note, step_sentence
from competition.core.clock import today
from competition.core.errors import NotFound, Refusal
from competition.core.forms import Form, SignatureForm
from competition.core.locale import _, language
from competition.core.permissions import Permission, may
from competition.core.sentences import sentence
from competition.core.spreadsheets import XLSX
from competition.core.web import actor, db, download, here, needs, page, say_done
from competition.core.web.house import house
from competition.policy import service as policy
from competition.rounds import service as rounds

bp = Blueprint("awards", __name__, url_prefix="/rounds/<code>/awards")


@bp.before_request
def known_round() -> None:
    """An address with a code that no round has is answered as not found."""
    if here() is None:
        rounds.get(db(), str((request.view_args or {}).get("code")))


@bp.get("/")
@needs(Permission.MANAGE_AWARDS, Permission.COUNTERSIGN)
def index(code: str) -> Response:
    """The list as proposed, with the reason for its first name."""
    return _page(1)


@bp.get("/<int:number>")
@needs(Permission.MANAGE_AWARDS, Permission.COUNTERSIGN)
def reason(code: str, number: int) -> Response:
    """The list, with the reason for one name."""
    return _page(number)


@bp.post("/propose")
@needs(Permission.MANAGE_AWARDS)
def propose(code: str) -> Response:
    """Draw up the list for a day of decision."""
    form = ProposeForm()
    if form.validate():
        with form.refusals():
            service.propose(
                db(), actor(), here(), decided_on=form.decided_on.data, reason=form.reason.data or ""
            )  # fmt: skip
    if form.faulty:
        return _page(1, proposing=form, status=422)
    say_done(_("The list is proposed."))
    return _to_index(code)


@bp.post("/sign")
@needs(Permission.MANAGE_AWARDS)
def sign(code: str) -> Response:
    """Sign the list first."""
    form = SignatureForm()
    if form.validate():
        with form.refusals():
            accounts.confirm(db(), actor(), form.secret.data)
            service.sign_first(db(), actor(), here(), held=house().holding)
    if form.faulty:
        return _page(1, signing=form, status=422)
    say_done(_("Signed. A second person signs next."))
    return _to_index(code)


@bp.post("/adopt")
@needs(Permission.COUNTERSIGN)
def adopt(code: str) -> Response:
    """Sign the list second: it is adopted."""
    form = SignatureForm()
    if form.validate():
        with form.refusals():
            accounts.confirm(db(), actor(), form.secret.data)
            service.sign_second(db(), actor(), here(), held=house().holding)
    if form.faulty:
        return _page(1, signing=form, status=422)
    say_done(_("The list is adopted."))
    return _to_index(code)


@bp.post("/withdraw")
@needs(Permission.MANAGE_AWARDS)
def withdraw(code: str) -> Response:
    """Take the first signature back."""
    service.withdraw(db(), actor(), here())
    say_done(_("The signature is taken back."))
    return _to_index(code)


@bp.get("/allocation.xlsx")
@needs(Permission.MANAGE_AWARDS, Permission.COUNTERSIGN)
def allocation(code: str) -> Response:
    """The allocation sheet as a workbook."""
    one = service.proposal(db(), here())
    content = service.allocation(one, here(), language=language())
    return download(content, f"{here().code}-资金分配表-v{one.version}.xlsx", XLSX)


def _to_index(code: str) -> Response:
    return redirect(url_for("awards.index", code=code), code=303)  # type: ignore[return-value]


def _page(number: int, *, proposing: Form | None = None, signing: Form | None = None, status: int = 200) -> Response:
    round_ = here()
    rules = rounds.rules(db(), round_)
    one = service.current(db(), round_)
    context: dict[str, Any] = {
        "rules": rules,
        "edition": policy.edition(round_.edition_code),
        "proposal": one,
        "proposals": service.proposals(db(), round_),
        "may_propose": round_.phase in PROPOSING and may(actor(), Permission.MANAGE_AWARDS, round_.id),
        "proposing": proposing or _proposing(one),
        "signing": signing or SignatureForm(formdata=None),
        "step_sentence": step_sentence,
        "step_note": step_note,
        "forbidden": _why_not(one),
    }
    return page("awards/index.html", context | (_shown(one, number) if one else {}), status)


def _proposing(one: Proposal | None) -> ProposeForm:
    form = ProposeForm(formdata=None)
    form.decided_on.data = one.listing.decided_on if one else today(db().clock)
    return form


def _shown(one: Proposal, number: int) -> dict[str, Any]:
    chosen = next((award for award in one.awards if award.number == number), None)
    if chosen is None and number != 1:
        raise NotFound("awards.not_found", round=here().code)
    standing = service.standing(db(), here(), one)
    first = service.waiting(db(), here(), one)
    return {
        "chosen": chosen,
        "decimals": _decimals(chosen),
        "standing": standing,
        "first": first,
        "is_outdated": standing is Standing.OUTDATED,
        "too_early": _too_early(),
        "holding": house().holding(db(), here()),
        "signs_second": first is not None and first.proposed_by != actor().account_id,
        "validity": policy.validity(policy.edition(one.listing.edition), one.listing.decided_on),
    }


def _decimals(award: Award | None) -> dict[str, int]:
    """How many decimals each figure of the nominees is shown with, so that a column lines up and none is cut."""
    nominees = award.nominees if award else ()
    return {
        name: max((len((getattr(one, name) or "").partition(".")[2]) for one in nominees), default=0)
        for name in FIGURES.values()
    }


def _too_early() -> str:
    """Why the list cannot be signed yet, or nothing."""
    closes_at = service.closing(here())
    if closes_at is None:
        return sentence(Refusal("awards.not_posted"))
    if not service.publicity_over(db(), here()):
        return sentence(Refusal("awards.publicity_runs", closes_at=closes_at))
    return ""


def _why_not(one: Proposal | None) -> str:
    """Why no list can be drawn up as things stand, or nothing."""
    if one is not None or here().phase not in PROPOSING:
        return ""
    try:
        service.derive(db(), here(), today(db().clock))
    except Refusal as refusal:
        return sentence(refusal)
    return ""
