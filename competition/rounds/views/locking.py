"""Reading the rules once more as a whole, and signing them: first by the organizer, then by a second person."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, request, url_for

from competition.accounts import service as accounts
from competition.core.errors import Refusal
from competition.core.locale import _
from competition.core.permissions import Permission
from competition.core.sentences import sentence
from competition.core.web import actor, db, needs, page, say_done
from competition.rounds import service
from competition.rounds.forms.awards import LockForm
from competition.rounds.views.blueprint import Setting, bp, setting, shown
from competition.rounds.views.reading import sheet


@bp.get("/<code>/setup/lock")
@needs(Permission.SET_UP_ROUND, Permission.COUNTERSIGN, Permission.READ_ALL)
def lock(code: str) -> Response:
    """The whole rules, what is wrong with them, and where to sign."""
    return _lock_page(setting(code), LockForm())


@bp.post("/<code>/setup/lock/propose")
@needs(Permission.SET_UP_ROUND)
def propose(code: str) -> Any:
    """Sign first."""
    held, form = setting(code), LockForm()
    if form.validate():
        with form.refusals():
            accounts.confirm(db(), actor(), form.secret.data)
            service.propose_lock(
                db(), actor(), held.round, reason=form.reason.data or "", seen=request.form.get("seen", "")
            )
    if form.faulty:
        return _lock_page(setting(code), form, 422)
    say_done(_("Signed. The rules are locked once a second person has signed too."))
    return redirect(url_for(".lock", code=code), code=303)


@bp.post("/<code>/setup/lock/sign")
@needs(Permission.COUNTERSIGN)
def sign(code: str) -> Any:
    """Sign second: the rules are locked."""
    held, form = setting(code), LockForm()
    if form.validate():
        with form.refusals():
            accounts.confirm(db(), actor(), form.secret.data)
            service.sign_lock(db(), actor(), held.round, seen=request.form.get("seen", ""))
    if form.faulty:
        return _lock_page(setting(code), form, 422)
    say_done(_("The rules are locked. Their check digits stand on every page from here on."))
    return redirect(url_for(".lock", code=code), code=303)


@bp.post("/<code>/setup/lock/withdraw")
@needs(Permission.SET_UP_ROUND)
def withdraw(code: str) -> Any:
    """Take the first signature back."""
    service.withdraw_lock(db(), actor(), setting(code).round)
    say_done(_("The signature was taken back. The rules can be changed again."))
    return redirect(url_for(".lock", code=code), code=303)


@bp.post("/<code>/setup/version")
@needs(Permission.SET_UP_ROUND)
def begin_version(code: str) -> Any:
    """Begin a new version beside the locked one."""
    service.begin_version(db(), actor(), setting(code).round)
    say_done(_("A new version is open as a draft. The locked one stays in force until two people have signed it."))
    return redirect(url_for(".overview", code=code), code=303)


@bp.post("/<code>/setup/version/drop")
@needs(Permission.SET_UP_ROUND)
def drop_version(code: str) -> Any:
    """Take the new version back."""
    service.drop_version(db(), actor(), setting(code).round)
    say_done(_("The draft was taken back. The locked rules stay in force."))
    return redirect(url_for(".overview", code=code), code=303)


def _lock_page(held: Setting, form: LockForm, status: int = 200) -> Response:
    first = service.proposal(db(), held.round)
    ready = service.examine(db(), held.round) if held.is_draft else None
    refused = sentence(ready) if isinstance(ready, Refusal) else ""
    context = shown(
        held, form=form, first=first, first_name=accounts.get(db(), first.proposed_by).name if first else "",
        ready=None if isinstance(ready, Refusal) else ready, refused=refused,
        todos=service.todos(held.round, held.rules) if held.is_draft else (),
        commitment=service.commitment(db(), held.round), sheet=sheet(held.round, held.rules),
        is_mine=first is not None and first.proposed_by == actor().account_id,
    )  # fmt: skip
    return page("rounds/lock.html", context, status)
