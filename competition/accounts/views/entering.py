"""Signing in and out, and entering by a one-time link."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, request

from competition.accounts import service
from competition.accounts.forms import (
    EnterForm,
    EnterWithPinForm,
    ResumeForm,
    SignInForm,
)
from competition.accounts.records import InvitationState
from competition.accounts.views.base import bp, device, to
from competition.core.locale import _
from competition.core.web import (
    actor,
    db,
    forget,
    open_to_all,
    page,
    redirect_back,
    remember,
    say_done,
)
from competition.core.web.session import token


@bp.route("/sign-in", methods=["GET", "POST"])
@open_to_all
def sign_in() -> Any:
    """Name and password; or, where this device is only resting, the secret alone."""
    form = SignInForm()
    if form.validate_on_submit():
        with form.refusals():
            _account, new = service.sign_in(db(), form.handle.data, form.password.data, device(), replaces=token())
            return remember(redirect_back("/"), new)
    elif request.method == "GET" and actor().account_id is not None:
        return redirect_back("/")
    return _sign_in_page(form, ResumeForm())


@bp.post("/sign-in/again")
@open_to_all
def resume() -> Any:
    """Take up this device's resting session."""
    form, held = ResumeForm(), token()
    if held is None or service.resting(db(), held) is None:
        return to("accounts.sign_in", next=request.values.get("next"))
    if form.validate_on_submit():
        with form.refusals():
            _account, new = service.resume(db(), held, form.secret.data, device())
            return remember(redirect_back("/"), new)
    return _sign_in_page(SignInForm(formdata=None), form)


def _sign_in_page(form: SignInForm, again: ResumeForm) -> Response:
    held = token()
    resting = service.resting(db(), held) if held else None
    status = 422 if form.faulty or again.faulty else 200
    return page("accounts/sign_in.html", {"form": form, "again": again, "resting": resting}, status)


@bp.post("/sign-out")
@open_to_all
def sign_out() -> Any:
    """End this device's session."""
    service.sign_out(db(), actor())
    return forget(to("accounts.signed_out"))


@bp.get("/signed-out")
@open_to_all
def signed_out() -> Response:
    """What remains after signing out."""
    return page("accounts/signed_out.html")


@bp.route("/enter/<key>", methods=["GET", "POST"])
@open_to_all
def enter(key: str) -> Any:
    """A one-time link: reading it shows whom it is for, pressing the button uses it up."""
    letter = service.letter(db(), key)
    form = EnterWithPinForm() if letter.asks_pin else EnterForm()
    if letter.state == InvitationState.VALID and form.validate_on_submit():
        with form.refusals():
            account, new = service.enter(
                db(), key, device(), pin=form.pin.data if letter.asks_pin else "", replaces=token()
            )
            first = to("accounts.password", next="/") if not letter.asks_pin else redirect("/", code=303)
            say_done(_("You are signed in as %(name)s.", name=account.name))
            return remember(first, new)
    status = 422 if form.faulty else 200 if letter.state == InvitationState.VALID else 410
    shown = page("accounts/enter.html", {"letter": letter, "form": form}, status)
    shown.headers["Cache-Control"] = "no-store"
    return shown
