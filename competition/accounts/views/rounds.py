"""The roles in one round."""

from __future__ import annotations

from typing import Any

from competition.accounts import service
from competition.accounts.forms import (
    PersonInRoundForm,
)
from competition.accounts.records import Account
from competition.accounts.views.base import administers, bp, give, posted_role, proposals, reads, to
from competition.core.errors import NotFound
from competition.core.locale import _
from competition.core.permissions import Permission, may
from competition.core.records import EXCLUSIVE_ROLES, Role
from competition.core.web import (
    actor,
    db,
    here,
    page,
    say_done,
)


@bp.route("/rounds/<code>/people", methods=["GET", "POST"])
@reads
def people(code: str) -> Any:
    """The roles in one round: who has them, and giving another."""
    may_administer = may(actor(), Permission.ADMINISTER_ACCOUNTS, here().id)
    form = PersonInRoundForm(in_round=True)
    free = _without_role(here().id)
    form.offer(free)
    if may_administer and form.validate_on_submit():
        with form.refusals():
            give(form.account.data, Role(form.role.data), here())
            return to("accounts.people", code=code)
    everybody = {each.id: each for each in service.list_accounts(db())}
    held = [each for each in service.grants_of(db()) if each.round_id in (None, here().id)]
    shown = {
        "form": form, "people": everybody, "standing": service.states(db()), "free": free,
        "may_administer": may_administer, "waiting": proposals(here().code),
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
    role = posted_role()
    if role == Role.JUDGE:
        raise NotFound("accounts.no_such_grant")
    service.withdraw_grant(db(), actor(), account_id, role, here().id)
    say_done(_("The role is taken back."))
    return to("accounts.people", code=code)
