"""The second person: reading and signing a role or a link that somebody proposed."""

from __future__ import annotations

from typing import Any

from competition.accounts import service
from competition.accounts.forms import SignForm
from competition.accounts.views.base import bp, proposals, show_letter, to
from competition.core.locale import _
from competition.core.permissions import Permission
from competition.core.web import actor, db, needs, page, say_done


@bp.route("/accounts/proposals/<int:approval_id>", methods=["GET", "POST"])
@needs(Permission.COUNTERSIGN)
def sign_proposal(approval_id: int) -> Any:
    """Read what was proposed, and sign it with one's password or PIN."""
    found = next((each for each in proposals() if each["approval"].id == approval_id), None)
    if found is None:
        service.refuse_settled(db(), approval_id)
    form = SignForm()
    if form.validate_on_submit():
        with form.refusals():
            service.confirm(db(), actor(), form.secret.data)
            made = service.sign_proposal(db(), actor(), approval_id)
            if made is not None:
                return show_letter(made, half=True)
            say_done(_("Signed. The role is given."))
            return to("accounts.index")
    return page("accounts/proposal.html", {"form": form, **found}, 422 if form.faulty else 200)


@bp.post("/accounts/proposals/<int:approval_id>/withdraw")
@needs(Permission.COUNTERSIGN)
def withdraw_proposal(approval_id: int) -> Any:
    """Take a proposal back."""
    service.withdraw_proposal(db(), actor(), approval_id)
    say_done(_("Taken back."))
    return to("accounts.index")
