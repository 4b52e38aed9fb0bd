"""Accounts, their roles, invitations and sessions: the records and the rules on words and times.

An *account* is one person, known by a *handle*. An *invitation* is a link that works once and, on a judge's letter,
comes with a six-digit PIN. A *session* is one device signed in. A *secret* is whatever proves a person again before a
deed: the password or the PIN. Standard library only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from competition.core.records import EXCLUSIVE_ROLES, Role

SIGNERS = frozenset({Role.ORGANIZER, Role.AUDITOR})
"""Who may sign as the second person."""
POWERS = SIGNERS | {Role.ADJUDICATOR}
"""Roles that sign or rule: giving one takes two people."""
TRIES = 10
"""Wrong secrets an account is allowed within the window; also the tries of one session's owner before a deed."""
ADDRESS_TRIES = 30
"""Wrong secrets from one address within the window: more, since a judging room shares one address."""
WINDOW = timedelta(minutes=15)
INVITATION_LASTS = timedelta(days=7)
TOUCH_EVERY = timedelta(minutes=1)
"""How old a session's last sight may be before it is written again."""


class SessionState(StrEnum):
    """Where a session stands. IDLE ones are taken up again with the secret; ENDED and EXPIRED ones never are."""

    LIVE = "live"
    IDLE = "idle"
    EXPIRED = "expired"
    ENDED = "ended"


class InvitationState(StrEnum):
    """Where an invitation stands."""

    VALID = "valid"
    USED = "used"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class AccountState(StrEnum):
    """What the list of accounts says of a person."""

    ENTERED = "entered"
    INVITED = "invited"
    NOT_INVITED = "not_invited"
    DISABLED = "disabled"


class Tried(StrEnum):
    """What a wrong secret is counted against."""

    ACCOUNT = "account"
    ADDRESS = "address"
    DEED = "deed"


class Opened(StrEnum):
    """How a session was opened: a letter with its PIN, a bare link, handle and password, or again after resting."""

    LETTER = "letter"
    LINK = "link"
    HANDLE = "handle"
    RESUMED = "resumed"


class Ended(StrEnum):
    """Why a session was ended; RENEWED: the password or PIN was set anew on another device."""

    SIGNED_OUT = "signed_out"
    REVOKED = "revoked"
    REPLACED = "replaced"
    DISABLED = "disabled"
    RENEWED = "renewed"


@dataclass(frozen=True, slots=True)
class Device:
    """Where a request comes from: what the browser says of itself, and the network address."""

    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """One person."""

    id: int
    handle: str
    name: str
    created_at: datetime
    disabled: bool = False
    has_password: bool = False
    has_pin: bool = False
    has_entered: bool = False


@dataclass(frozen=True, slots=True)
class RoleGrant:
    """A role given to an account, in one round or in every round."""

    id: int
    account_id: int
    role: Role
    round_id: int | None


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link just made: the only moment its token and PIN can be read."""

    id: int
    account_id: int
    token: str
    pin: str | None
    expires_at: datetime

    @property
    def path(self) -> str:
        """The address below the site's root."""
        return f"/enter/{self.token}"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A deed on an account that waits for a second person: a role where ``role`` is named, else a new link.

    ``place`` is the code of the round, for the one who signs; empty means every round.
    """

    approval_id: int
    account_id: int
    pin_hash: str | None
    role: Role | None = None
    round_id: int | None = None
    place: str = ""

    @property
    def content(self) -> dict[str, Any]:
        """What the second person signs."""
        return {"account": self.account_id, "role": self.role, "round": self.place, "pin": self.pin_hash}


@dataclass(frozen=True, slots=True)
class Letter:
    """An invitation as found by its token: whom it is for, whether it still opens, and whom to phone if not."""

    id: int
    account: Account
    state: InvitationState
    asks_pin: bool
    expires_at: datetime
    issued_by: str
    contact: str


@dataclass(frozen=True, slots=True)
class Session:
    """One device signed in."""

    id: int
    account_id: int
    device: str
    address: str
    created_at: datetime
    seen_at: datetime
    opened_by: Opened
    state: SessionState


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long a session may rest, and how long it may last in all."""

    idle: timedelta
    absolute: timedelta

    @classmethod
    def none(cls) -> Timeouts:
        """Neither rests nor ends by itself."""
        return cls(timedelta.max, timedelta.max)


OFFICE_TIMEOUTS = Timeouts(timedelta(hours=1), timedelta(hours=12))
JUDGE_TIMEOUTS = Timeouts(timedelta(hours=4), timedelta(days=14))


def timeouts(roles: Iterable[Role]) -> Timeouts:
    """A judge's session outlasts the sitting and is taken up again by PIN; whoever runs or rules has shorter ones."""
    return JUDGE_TIMEOUTS if set(roles) == {Role.JUDGE} else OFFICE_TIMEOUTS


def session_state(
    now: datetime, *, seen_at: datetime, created_at: datetime, ended: bool, limits: Timeouts
) -> SessionState:
    """The state of a session last seen at ``seen_at``."""
    if ended:
        return SessionState.ENDED
    if now - created_at >= limits.absolute:
        return SessionState.EXPIRED
    return SessionState.IDLE if now - seen_at >= limits.idle else SessionState.LIVE


def invitation_state(now: datetime, *, expires_at: datetime, used: bool, withdrawn: bool) -> InvitationState:
    """The state of an invitation."""
    if used:
        return InvitationState.USED
    if withdrawn:
        return InvitationState.WITHDRAWN
    return InvitationState.EXPIRED if now >= expires_at else InvitationState.VALID


def account_state(account: Account, *, is_invited: bool) -> AccountState:
    """What the list says of the account; ``is_invited`` when a link of theirs still opens."""
    if account.disabled:
        return AccountState.DISABLED
    if account.has_entered:
        return AccountState.ENTERED
    return AccountState.INVITED if is_invited else AccountState.NOT_INVITED


def clashes(held: Iterable[RoleGrant], role: Role, round_id: int | None) -> Role | None:
    """The role already held that may not stand beside ``role`` in the same round.

    Organizer, judge, auditor and adjudicator exclude one another; a role in every round counts in each.
    """
    if role not in EXCLUSIVE_ROLES:
        return None
    for grant in held:
        same_round = None in (grant.round_id, round_id) or grant.round_id == round_id
        if same_round and grant.role != role and grant.role in EXCLUSIVE_ROLES:
            return grant.role
    return None
