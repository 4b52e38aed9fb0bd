"""What the pages of accounts share."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, redirect, request, url_for

from competition.accounts import service
from competition.accounts.records import Device, Invitation
from competition.accounts.spelling import device_of
from competition.core.errors import NotFound
from competition.core.locale import _
from competition.core.permissions import Permission
from competition.core.qr import qr
from competition.core.records import Role
from competition.core.sentences import sentence
from competition.core.web import actor, db, needs, page, say_done

bp = Blueprint("accounts", __name__)
administers = needs(Permission.ADMINISTER_ACCOUNTS)
reads = needs(Permission.ADMINISTER_ACCOUNTS, Permission.READ_ALL)


def device() -> Device:
    """Where this request comes from."""
    return Device(device_of(request.user_agent.string), request.remote_addr or "")


def to(endpoint: str, **values: Any) -> Any:
    """Go to another page."""
    return redirect(url_for(endpoint, **values), code=303)


def only_here() -> bool:
    """Whether the page was opened under an address that no other device can reach."""
    return (urlsplit(request.host_url).hostname or "") in ("localhost", "127.0.0.1", "::1")


def posted_role() -> Role:
    """The role that a form names."""
    try:
        return Role(request.form.get("role", ""))
    except ValueError as unknown:
        raise NotFound("accounts.no_such_grant") from unknown


def give(account_id: int, role: Role, round_: Any = None) -> None:
    """Give a role, in one round or in every round; where it takes two, propose it."""
    round_id, began = (round_.id, round_.created_at) if round_ else (None, None)
    if service.grant_takes_two(db(), actor(), account_id, role, round_id):
        place = round_.code if round_ else ""
        service.propose_grant(db(), actor(), account_id, role, round_id, place=place, round_began=began)
        say_done(_("Kept. The role is given once a second person has signed."))
    else:
        service.grant(db(), actor(), account_id, role, round_id, round_began=began)
        say_done(_("The role is given."))


def proposals(place: str | None = None) -> list[dict[str, Any]]:
    """What waits for a second person, in one round where it is named, with whom it is about and who asked."""
    names = {each.id: each.name for each in service.list_accounts(db())}
    return [
        {"approval": approval, "proposal": found, "name": names[found.account_id], "by": names[approval.proposed_by],
         "may_sign": actor().account_id not in (approval.proposed_by, found.account_id)}
        for approval, found in service.proposals(db())
        if place is None or found.place == place
    ]  # fmt: skip


def based_on() -> int:
    """The newest invitation that the page knew of when it was opened."""
    return request.form.get("based_on", 0, type=int)


@bp.errorhandler(service.MadeAlready)
def made_already(refusal: service.MadeAlready) -> Response:
    """The page of a secret was loaded again: when it was made, and how to make another."""
    return page("accounts/made.html", {"told": sentence(refusal), "made": refusal.code == "accounts.link_made"}, 409)


def show_letter(made: Invitation, *, half: bool = False) -> Response:
    """A link just made, as a page to print: the only time that it can be read; ``half`` when another has its PIN."""
    link = url_for("accounts.enter", key=made.token, _external=True)
    who = service.get(db(), made.account_id)
    drawn = qr(link, _("QR code of the link"))
    return page("accounts/letter.html", who=who, made=made, link=link, drawing=drawn, only_here=only_here(), half=half)
