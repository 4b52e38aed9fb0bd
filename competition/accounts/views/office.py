"""The office's list of people: roles, links, devices."""

from __future__ import annotations

from typing import Any

from flask import Response

from competition.accounts import service
from competition.accounts.forms import (
    PersonForm,
    RoleForm,
)
from competition.accounts.records import Account
from competition.accounts.views.base import (
    administers,
    based_on,
    bp,
    give,
    posted_role,
    proposals,
    reads,
    show_letter,
    to,
)
from competition.core.locale import _
from competition.core.permissions import Permission, may_anywhere
from competition.core.records import Role
from competition.core.web import (
    actor,
    db,
    page,
    say_done,
)


@bp.get("/accounts")
@reads
def index() -> Response:
    """Everybody with an account, and what waits for a second person."""
    shown = {
        "waiting": proposals(),
        "may_administer": may_anywhere(actor(), Permission.ADMINISTER_ACCOUNTS),
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
            return to("accounts.person", account_id=made.id)
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
        "link_takes_two": service.link_takes_two(db(), actor(), who),
        "link_proposed": service.link_proposed(db(), who.id),
        "based_on": service.newest_invitation(db()),
    }
    return page("accounts/person.html", shown, status)


@bp.post("/accounts/<int:account_id>/grant")
@administers
def grant(account_id: int) -> Any:
    """Give a role in every round."""
    form = RoleForm(in_round=False)
    if form.validate():
        with form.refusals():
            give(account_id, Role(form.role.data))
            return to("accounts.person", account_id=account_id)
    return _person(service.get(db(), account_id), form, 422)


@bp.post("/accounts/<int:account_id>/withdraw")
@administers
def withdraw(account_id: int) -> Any:
    """Take a role in every round back."""
    service.withdraw_grant(db(), actor(), account_id, posted_role())
    say_done(_("The role is taken back."))
    return to("accounts.person", account_id=account_id)


@bp.post("/accounts/<int:account_id>/invite")
@administers
def invite(account_id: int) -> Response:
    """Make a one-time link and show it, this once; where it takes two, propose it and show its PIN, this once."""
    who = service.get(db(), account_id)
    if service.link_takes_two(db(), actor(), who):
        _proposal, drawn = service.propose_link(db(), actor(), account_id)
        return page("accounts/half.html", {"who": who, "pin": drawn})
    return show_letter(service.invite(db(), actor(), account_id, based_on=based_on()))


@bp.post("/accounts/<int:account_id>/disable")
@administers
def disable(account_id: int) -> Any:
    """Shut a person out."""
    service.disable(db(), actor(), account_id)
    say_done(_("The account is disabled and signed out everywhere."))
    return to("accounts.person", account_id=account_id)


@bp.post("/accounts/<int:account_id>/enable")
@administers
def enable(account_id: int) -> Any:
    """Let a person in again."""
    service.enable(db(), actor(), account_id)
    say_done(_("The account is enabled."))
    return to("accounts.person", account_id=account_id)
