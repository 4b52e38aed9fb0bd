"""The sentences of accounts."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from competition.accounts.records import AccountState, InvitationState, SessionState
from competition.core.locale import _l
from competition.core.records import Role

REFUSALS = {
    "accounts.not_found": _l("There is no such account."),
    "accounts.not_yours": _l("Only the person it belongs to can change a password or a PIN."),
    "accounts.handle_unfit": _l(
        "“%(handle)s” cannot be a sign-in name. Use 2 to 40 letters, digits, dots, dashes or underscores."
    ),
    "accounts.handle_taken": _l("The sign-in name “%(handle)s” belongs to somebody already. Choose another."),
    "accounts.name_missing": _l("Write the person’s name."),
    "accounts.two_roles": _l(
        "%(name)s is already %(role)s in this round. Nobody is two of organizer, judge, auditor and adjudicator in one"
        " round; take that role back first, or choose another person."
    ),
    "accounts.had_role": _l(
        "%(name)s has worked in this round as %(role)s. That cannot be undone by taking the role back: choose another"
        " person."
    ),
    "accounts.no_such_grant": _l("This account does not hold that role."),
    "accounts.takes_two": _l("Giving the role of %(role)s takes two people: propose it, and a second person signs."),
    "accounts.link_takes_two": _l("A new link for %(name)s takes two people: propose it, and a second person signs."),
    "accounts.link_made": _l(
        "The link for %(name)s cannot be shown again. It was made on %(at)s, and loading the page again has made"
        " no other."
    ),
    "accounts.link_proposed": _l(
        "A new link for %(name)s was proposed on %(at)s and waits for a second person; its PIN cannot be shown again."
        " To begin anew, take that proposal back first."
    ),
    "accounts.ask_operator": _l(
        "Nobody else can sign for a new link for %(name)s. Ask the operator, who makes it on the server."
    ),
    "accounts.no_proposal": _l("There is no such proposal."),
    "accounts.last_organizer": _l("This is the last organizer of all rounds. Give another person the role first."),
    "accounts.disabled": _l("The account of %(name)s is disabled. Enable it first."),
    "accounts.no_secret": _l(
        "You have neither a password nor a PIN to sign with. Set a password under your account first."
    ),
    "accounts.wrong_secret": _l("This is neither your password nor your PIN. Nothing was signed; type it again."),
    "accounts.wrong_pin": _l("The PIN does not belong to this link. It is the six digits on your letter."),
    "accounts.wrong_sign_in": _l("Name and password do not belong together. Check both and type them again."),
    "accounts.locked": _l("Too many wrong tries. Wait %(minutes)s minutes, or ask the organizer for a new link."),
    "accounts.password_short": _l("The password is too short: eight characters at least."),
    "accounts.password_long": _l("The password is too long: 128 characters at most."),
    "accounts.password_easy": _l(
        "The password is too easy to guess. Leave out your sign-in name, and use more than a few different characters."
    ),
    "accounts.pin_unfit": _l("A PIN has six digits, not all alike and not counting up or down."),
    "accounts.session_over": _l("You have been signed out. Sign in again; what you had stored is still there."),
    "accounts.no_such_session": _l("This device is not signed in any more."),
    "accounts.no_invitation": _l("This link is not one of ours, or it was typed wrongly."),
    "accounts.invitation_used": _l("This link has been used already; it opens once. Ask the organizer for a new one."),
    "accounts.invitation_expired": _l("This link has expired. Ask the organizer for a new one."),
    "accounts.invitation_withdrawn": _l("A newer link has been made for you, so this one no longer opens."),
}
ROLES = {
    Role.ORGANIZER: _l("organizer"),
    Role.JUDGE: _l("judge"),
    Role.CLERK: _l("clerk"),
    Role.ADJUDICATOR: _l("adjudicator"),
    Role.AUDITOR: _l("auditor"),
    Role.APPLICANT: _l("applicant"),
}
TODOS: dict[str, object] = {}
STATES: dict[StrEnum, tuple[Any, ...]] = {
    **{role: ("person", label) for role, label in ROLES.items()},
    AccountState.ENTERED: ("tick", _l("Has signed in")),
    AccountState.INVITED: ("clock", _l("Invited, not in yet")),
    AccountState.NOT_INVITED: ("triangle", _l("Not invited yet")),
    AccountState.DISABLED: ("octagon", _l("Disabled")),
    SessionState.LIVE: ("tick", _l("Signed in")),
    SessionState.IDLE: ("clock", _l("Resting")),
    InvitationState.VALID: ("clock", _l("Link open")),
    InvitationState.USED: ("tick", _l("Link used")),
    InvitationState.EXPIRED: ("triangle", _l("Link expired")),
    InvitationState.WITHDRAWN: ("dash", _l("Link replaced")),
}
