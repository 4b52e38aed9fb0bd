"""The roster, its letters and the matrix."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Response, request, url_for

from competition.accounts import service as accounts
from competition.core.locale import _
from competition.core.permissions import Permission, may
from competition.core.qr import qr
from competition.core.records import EXCLUSIVE_ROLES
from competition.core.sentences import sentence
from competition.core.web import actor, db, here, page, say_done
from competition.panels import service
from competition.panels.forms import (
    JudgeForm,
    LettersForm,
    SizeForm,
)
from competition.panels.views.base import bp, is_open, manages, reads, to, waiting
from competition.registry import service as registry


@bp.get("/")
@reads
def index(code: str) -> Response:
    """The roster."""
    return _index(SizeForm(formdata=None, size=service.planned(db(), here())), LettersForm(formdata=None))


def _index(size: SizeForm, letters: LettersForm, status: int = 200) -> Response:
    shown = {
        "judges": service.judges(db(), here()),
        "standing": service.states(db(), here()),
        "counties": {each.id: each.name for each in registry.counties(db())},
        "recused": _recused(),
        "warnings": service.warnings(db(), here()),
        "planned": service.planned(db(), here()),
        "late": waiting(),
        "size": size,
        "letters": letters,
        "based_on": accounts.newest_invitation(db()),
        "is_open": is_open(),
        "may_manage": may(actor(), Permission.MANAGE_PANEL, here().id),
    }
    return page("panels/index.html", shown, status)


def _recused() -> dict[int, int]:
    found: dict[int, int] = {}
    for each in service.recusals(db(), here()):
        found[each.judge_id] = found.get(each.judge_id, 0) + 1
    return found


@bp.post("/size")
@manages
def plan(code: str) -> Any:
    """Say how many judges are wanted."""
    form = SizeForm()
    if form.validate():
        with form.refusals():
            service.plan(db(), actor(), here(), form.size.data)
            return to("index", code=code)
    return _index(form, LettersForm(formdata=None), 422)


@bp.route("/new", methods=["GET", "POST"])
@manages
def new(code: str) -> Any:
    """Put a judge on the panel."""
    form = JudgeForm()
    form.offer(registry.counties(db()))
    form.offer_people(_free())
    if form.validate_on_submit():
        with form.refusals():
            made = service.appoint(
                db(), actor(), here(), account_id=form.account.data or None, name=form.name.data or "", **form.place
            )
            say_done(_("%(name)s is on the panel. Print the letter when it is complete.", name=made.name))
            return to("index", code=code)
    return page("panels/new.html", {"form": form}, 422 if form.faulty else 200)


def _free() -> list[Any]:
    """Whoever may still become a judge of this round."""
    taken = {
        each.account_id
        for each in accounts.grants_of(db())
        if each.role in EXCLUSIVE_ROLES and each.round_id in (None, here().id)
    }
    return [each for each in accounts.list_accounts(db()) if each.id not in taken and not each.disabled]


@bp.post("/letters")
@manages
def letters(code: str) -> Any:
    """Make letters and show them, this once, as pages to print."""
    form = LettersForm()
    form.offer(service.judges(db(), here()))
    if not form.validate():
        return _index(SizeForm(formdata=None, size=service.planned(db(), here())), form, 422)
    based_on = request.form.get("based_on", 0, type=int)
    made = service.letters(db(), actor(), here(), form.judges.data, based_on=based_on)
    shown = [(judge, each, _link(each.token)) for judge, each in made]
    only_here = (urlsplit(request.host_url).hostname or "") in ("localhost", "127.0.0.1", "::1")
    return page("panels/letters.html", {"letters": shown, "only_here": only_here})


@bp.errorhandler(accounts.MadeAlready)
def made_already(refusal: accounts.MadeAlready) -> Response:
    """The letters were loaded again: when they were made, and how to make others."""
    return page("panels/made.html", {"told": sentence(refusal)}, 409)


def _link(key: str) -> tuple[str, Any]:
    link = url_for("accounts.enter", key=key, _external=True)
    return link, qr(link, _("QR code of the link"))


@bp.get("/matrix")
@reads
def matrix(code: str) -> Response:
    """Judges × towns: recusals and who scores what."""
    found = service.matrix(db(), here())
    titles = {each.code: each for each in found.branches}
    return page("panels/matrix.html", {"matrix": found, "titles": titles, "limits": service.scopes(db(), here())})
