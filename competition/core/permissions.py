"""Who may do what, in one place.

A permission is asked for a round (``round_id``) or for the whole installation (None). A view declares the permission
it needs; a service checks what depends on the object itself.
"""

from __future__ import annotations

from enum import StrEnum

from competition.core.errors import Denied
from competition.core.records import Actor, Role


class Permission(StrEnum):
    """A thing that may be allowed."""

    ADMINISTER_ACCOUNTS = "administer_accounts"
    EDIT_REGISTRY = "edit_registry"
    SET_UP_ROUND = "set_up_round"
    MOVE_PHASE = "move_phase"
    MANAGE_ENTRIES = "manage_entries"
    MANAGE_PANEL = "manage_panel"
    SCORE = "score"
    ENTER_SHEETS = "enter_sheets"
    SEE_PROGRESS = "see_progress"
    SEE_MARKS = "see_marks"
    TALLY = "tally"
    RULE = "rule"
    COUNTERSIGN = "countersign"
    MANAGE_AWARDS = "manage_awards"
    PUBLISH = "publish"
    ARCHIVE = "archive"
    READ_ALL = "read_all"


GRANTED: dict[Role, frozenset[Permission]] = {
    Role.ORGANIZER: frozenset(Permission) - {Permission.SCORE, Permission.RULE, Permission.ENTER_SHEETS},
    Role.JUDGE: frozenset({Permission.SCORE}),
    Role.CLERK: frozenset({Permission.ENTER_SHEETS}),
    Role.ADJUDICATOR: frozenset({Permission.RULE, Permission.SEE_MARKS}),
    Role.AUDITOR: frozenset(
        {Permission.READ_ALL, Permission.SEE_MARKS, Permission.SEE_PROGRESS, Permission.COUNTERSIGN}
    ),
    Role.APPLICANT: frozenset(),
}


def may(actor: Actor, permission: Permission, round_id: int | None = None) -> bool:
    """Whether one of the actor's roles in the round gives the permission."""
    return any(permission in GRANTED[role] for role in actor.roles(round_id))


def may_anywhere(actor: Actor, permission: Permission) -> bool:
    """Whether any role of the actor, in whichever round, gives the permission."""
    return any(permission in GRANTED[grant.role] for grant in actor.grants)


def require(actor: Actor, permission: Permission, round_id: int | None = None) -> None:
    """Refuse unless the actor may."""
    if not may(actor, permission, round_id):
        raise Denied("core.not_permitted", permission=permission)
