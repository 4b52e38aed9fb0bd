"""The verbs of accounts: people and roles, invitations, sessions, and secrets.

Every write is checked and logged here. The log names accounts by number, never by name, handle or address. Nothing in
it or in the tables gives back a token, a password or a PIN.
"""

from __future__ import annotations

from competition.accounts.service.entering import (
    MadeAlready,
    enter,
    first_organizer_link,
    invite,
    letter,
    made_since,
    newest_invitation,
    operator_link,
    withdraw_invitation,
)
from competition.accounts.service.laws import LAWS
from competition.accounts.service.people import (
    accounts_in_round,
    create,
    disable,
    enable,
    find_by_handle,
    get,
    grant,
    grants_of,
    list_accounts,
    rename,
    states,
    withdraw_grant,
)
from competition.accounts.service.powers import grant_takes_two, link_takes_two
from competition.accounts.service.proving import Locked, asks_current, confirm, set_password, set_pin
from competition.accounts.service.sessions import (
    actor_of,
    last_seen,
    resting,
    resume,
    revoke_session,
    revoke_sessions,
    sessions,
    sign_in,
    sign_out,
)
from competition.accounts.service.vouching import (
    link_proposed,
    proposal,
    proposals,
    propose_grant,
    propose_link,
    refuse_settled,
    sign_proposal,
    withdraw_proposal,
)

__all__ = [
    "LAWS",
    "Locked",
    "MadeAlready",
    "accounts_in_round",
    "actor_of",
    "asks_current",
    "confirm",
    "create",
    "disable",
    "enable",
    "enter",
    "find_by_handle",
    "first_organizer_link",
    "get",
    "grant",
    "grant_takes_two",
    "grants_of",
    "invite",
    "last_seen",
    "letter",
    "link_proposed",
    "link_takes_two",
    "list_accounts",
    "made_since",
    "newest_invitation",
    "operator_link",
    "proposal",
    "proposals",
    "propose_grant",
    "propose_link",
    "refuse_settled",
    "rename",
    "resting",
    "resume",
    "revoke_session",
    "revoke_sessions",
    "sessions",
    "set_password",
    "set_pin",
    "sign_in",
    "sign_out",
    "sign_proposal",
    "states",
    "withdraw_grant",
    "withdraw_invitation",
    "withdraw_proposal",
]
