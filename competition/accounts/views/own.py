"""One's own account: devices, password, PIN."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from competition.accounts import service
from competition.accounts.forms import (
    ChangePasswordForm,
    ChangePinForm,
    PasswordForm,
    PinForm,
)
from competition.accounts.views.base import bp, to
from competition.core.errors import NotFound
from competition.core.locale import _
from competition.core.web import (
    actor,
    db,
    local,
    page,
    redirect_back,
    say_done,
    signed_in,
)


@bp.get("/account")
@signed_in
def account() -> Response:
    """One's own account: devices, password, PIN."""
    mine = service.get(db(), _me())
    shown = {
        "mine": mine,
        "grants": service.grants_of(db(), mine.id),
        "sessions": service.sessions(db(), mine.id),
        "here_id": actor().session_id,
    }
    return page("accounts/account.html", shown)


def _me() -> int:
    found = actor().account_id
    if found is None:
        raise NotFound("accounts.not_found")
    return found


@bp.route("/account/password", methods=["GET", "POST"])
@signed_in
def password() -> Any:
    """Choose a password; whoever has just come by a bare link need not know the old one."""
    form = ChangePasswordForm() if service.asks_current(db(), actor()) else PasswordForm()
    if form.validate_on_submit():
        current = form.current.data if isinstance(form, ChangePasswordForm) else ""
        with form.refusals():
            service.set_password(db(), actor(), _me(), form.password.data, current=current)
            say_done(_("The password is set. Other devices have been signed out."))
            return redirect_back("/")
    shown = {"form": form, "mine": service.get(db(), _me()), "leave": local(request.args.get("next"))}
    return page("accounts/password.html", shown, 422 if form.faulty else 200)


@bp.route("/account/pin", methods=["GET", "POST"])
@signed_in
def pin() -> Any:
    """Choose a PIN."""
    form = ChangePinForm() if service.asks_current(db(), actor()) else PinForm()
    if form.validate_on_submit():
        current = form.current.data if isinstance(form, ChangePinForm) else ""
        with form.refusals():
            service.set_pin(db(), actor(), _me(), form.pin.data, current=current)
            say_done(_("The PIN is set. Other devices have been signed out."))
            return redirect_back(url_for("accounts.account"))
    return page("accounts/pin.html", {"form": form, "mine": service.get(db(), _me())}, 422 if form.faulty else 200)


@bp.post("/account/sessions/<int:session_id>/revoke")
@signed_in
def revoke(session_id: int) -> Any:
    """Sign out one device, one's own or, as organizer, anybody's."""
    service.revoke_session(db(), actor(), session_id)
    say_done(_("That device is signed out."))
    return redirect_back(url_for("accounts.account"))


@bp.post("/account/sessions/revoke-others")
@signed_in
def revoke_others() -> Any:
    """Sign out every other device of one's own."""
    n = service.revoke_sessions(db(), actor(), _me())
    say_done(_("Devices signed out: %(n)s.", n=n))
    return to("accounts.account")
