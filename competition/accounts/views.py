"""Pages of accounts: signing in and out, entering by a link, one's own account, and the office's list of people."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, redirect, request, url_for

from competition.accounts import service
from competition.accounts.forms import (
    ChangePasswordForm,
    ChangePinForm,
    EnterForm,
    EnterWithPinForm,
    PasswordForm,
    PersonForm,
    PersonInRoundForm,
    PinForm,
    ResumeForm,
    RoleForm,
    SignInForm,
)
from competition.accounts.records import Account, Device, InvitationState, device_of
from competition.core.errors import NotFound
from competition.core.locale import _
from competition.core.permissions import Permission
from competition.core.qr import qr
from competition.core.records import EXCLUSIVE_ROLES, Role
from competition.core.web import (
    actor,
    db,
    forget,
    here,
    needs,
    open_to_all,
    page,
    redirect_back,
    remember,
    say_done,
    signed_in,
)
from competition.core.web.session import token

bp = Blueprint("accounts", __name__)
administers = needs(Permission.ADMINISTER_ACCOUNTS)


def _device() -> Device:
    return Device(device_of(request.user_agent.string), request.remote_addr or "")


def _to(endpoint: str, **values: Any) -> Any:
    return redirect(url_for(endpoint, **values), code=303)


@bp.route("/sign-in", methods=["GET", "POST"])
@open_to_all
def sign_in() -> Any:
    """Name and password; or, where this device is only resting, the secret alone."""
    form = SignInForm()
    if form.validate_on_submit():
        with form.refusals():
            _account, new = service.sign_in(db(), form.handle.data, form.password.data, _device(), replaces=token())
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
        return _to("accounts.sign_in", next=request.values.get("next"))
    if form.validate_on_submit():
        with form.refusals():
            _account, new = service.resume(db(), held, form.secret.data, _device())
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
    return forget(_to("accounts.signed_out"))


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
                db(), key, _device(), pin=form.pin.data if letter.asks_pin else "", replaces=token()
            )
            first = _to("accounts.password") if not letter.asks_pin else redirect("/", code=303)
            say_done(_("You are signed in as %(name)s.", name=account.name))
            return remember(first, new)
    status = 422 if form.faulty else 200 if letter.state == InvitationState.VALID else 410
    shown = page("accounts/enter.html", {"letter": letter, "form": form}, status)
    shown.headers["Cache-Control"] = "no-store"
    return shown


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
    return page("accounts/password.html", {"form": form, "mine": service.get(db(), _me())}, 422 if form.faulty else 200)


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
    return _to("accounts.account")


@bp.get("/accounts")
@administers
def index() -> Response:
    """Everybody with an account."""
    shown = {
        "people": service.list_accounts(db()),
        "standing": service.states(db()),
        "grants": service.grants_of(db()),
        "last_seen": service.last_seen(db()),
    }
    return page("accounts/index.html", shown)


@bp.route("/accounts/new", methods=["GET", "POST"])
@administers
def new() -> Any:
    """Add a person."""
    form = PersonForm()
    if form.validate_on_submit():
        with form.refusals():
            made = service.create(db(), actor(), form.handle.data, form.name.data)
            say_done(_("%(name)s has an account. Give a role, then print the link.", name=made.name))
            return _to("accounts.person", account_id=made.id)
    return page("accounts/new.html", {"form": form}, 422 if form.faulty else 200)


@bp.get("/accounts/<int:account_id>")
@administers
def person(account_id: int) -> Response:
    """One person: roles, link, devices."""
    return _person(service.get(db(), account_id), RoleForm(in_round=False, formdata=None))


def _person(who: Account, form: RoleForm, status: int = 200) -> Response:
    shown = {
        "who": who,
        "state": service.states(db())[who.id],
        "grants": service.grants_of(db(), who.id),
        "sessions": service.sessions(db(), who.id),
        "form": form,
        "is_me": who.id == actor().account_id,
    }
    return page("accounts/person.html", shown, status)


@bp.post("/accounts/<int:account_id>/grant")
@administers
def grant(account_id: int) -> Any:
    """Give a role in every round."""
    form = RoleForm(in_round=False)
    if form.validate():
        with form.refusals():
            service.grant(db(), actor(), account_id, Role(form.role.data))
            say_done(_("The role is given."))
            return _to("accounts.person", account_id=account_id)
    return _person(service.get(db(), account_id), form, 422)


@bp.post("/accounts/<int:account_id>/withdraw")
@administers
def withdraw(account_id: int) -> Any:
    """Take a role in every round back."""
    service.withdraw_grant(db(), actor(), account_id, _role())
    say_done(_("The role is taken back."))
    return _to("accounts.person", account_id=account_id)


def _role() -> Role:
    try:
        return Role(request.form.get("role", ""))
    except ValueError as unknown:
        raise NotFound("accounts.no_such_grant") from unknown


@bp.post("/accounts/<int:account_id>/invite")
@administers
def invite(account_id: int) -> Response:
    """Make a one-time link and show it, this once, as a page to print."""
    made = service.invite(db(), actor(), account_id)
    link = url_for("accounts.enter", key=made.token, _external=True)
    shown = {
        "who": service.get(db(), account_id),
        "made": made,
        "link": link,
        "drawing": qr(link, _("QR code of the link")),
        "only_here": only_here(),
    }
    return page("accounts/letter.html", shown)


def only_here() -> bool:
    """Whether the page was opened under an address that no other device can reach."""
    return (urlsplit(request.host_url).hostname or "") in ("localhost", "127.0.0.1", "::1")


@bp.post("/accounts/<int:account_id>/disable")
@administers
def disable(account_id: int) -> Any:
    """Shut a person out."""
    service.disable(db(), actor(), account_id)
    say_done(_("The account is disabled and signed out everywhere."))
    return _to("accounts.person", account_id=account_id)


@bp.post("/accounts/<int:account_id>/enable")
@administers
def enable(account_id: int) -> Any:
    """Let a person in again."""
    service.enable(db(), actor(), account_id)
    say_done(_("The account is enabled."))
    return _to("accounts.person", account_id=account_id)


@bp.route("/rounds/<code>/people", methods=["GET", "POST"])
@administers
def people(code: str) -> Any:
    """The roles in one round: who has them, and giving another."""
    form = PersonInRoundForm(in_round=True)
    free = _without_role(here().id)
    form.offer(free)
    if form.validate_on_submit():
        with form.refusals():
            chosen, role = form.account.data, Role(form.role.data)
            service.grant(db(), actor(), chosen, role, here().id, round_began=here().created_at)
            say_done(_("The role is given."))
            return _to("accounts.people", code=code)
    everybody = {each.id: each for each in service.list_accounts(db())}
    held = [each for each in service.grants_of(db()) if each.round_id in (None, here().id)]
    shown = {
        "form": form, "people": everybody, "standing": service.states(db()), "free": free,
        "groups": [(role, [each for each in held if each.role == role]) for role in Role],
    }  # fmt: skip
    return page("accounts/people.html", shown, 422 if form.faulty else 200)


def _without_role(round_id: int) -> list[Account]:
    """Whoever may still be given one of the roles that exclude one another in this round."""
    taken = {
        each.account_id
        for each in service.grants_of(db())
        if each.role in EXCLUSIVE_ROLES and each.round_id in (None, round_id)
    }
    return [each for each in service.list_accounts(db()) if each.id not in taken and not each.disabled]


@bp.post("/rounds/<code>/people/<int:account_id>/withdraw")
@administers
def withdraw_in_round(code: str, account_id: int) -> Any:
    """Take a role in this round back; a judge stands down on the panel's page instead."""
    role = _role()
    if role == Role.JUDGE:
        raise NotFound("accounts.no_such_grant")
    service.withdraw_grant(db(), actor(), account_id, role, here().id)
    say_done(_("The role is taken back."))
    return _to("accounts.people", code=code)
