"""The records every room shares: a text in two languages, roles, the actor of a deed, and a to-do.

Standard library only. An *actor* is whoever acts: a signed-in account, the program itself, or the public. A *grant*
gives an account a role in one round, or in every round when it names none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Text:
    """A text in Chinese and in English; the English may be missing and the Chinese then stands for it."""

    zh: str
    en: str = ""

    def __str__(self) -> str:
        return self.zh

    def within(self, language: str) -> str:
        """The text in ``language`` (``"zh"`` or ``"en"``)."""
        return self.en if language == "en" and self.en else self.zh


class Role(StrEnum):
    """What an account does in a round."""

    ORGANIZER = "organizer"
    JUDGE = "judge"
    CLERK = "clerk"
    ADJUDICATOR = "adjudicator"
    AUDITOR = "auditor"
    APPLICANT = "applicant"


EXCLUSIVE_ROLES = frozenset({Role.ORGANIZER, Role.JUDGE, Role.ADJUDICATOR, Role.AUDITOR})
"""No account holds two of these in one round."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role in the round ``round_id``; None means every round."""

    role: Role
    round_id: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts. ``account_id`` is None for the program itself and for the public."""

    account_id: int | None
    name: str
    grants: frozenset[Grant] = frozenset()
    session_id: int | None = None

    @property
    def tag(self) -> str:
        """What the log names: an account's number, never a person's name."""
        return self.name if self.account_id is None else f"a{self.account_id}"

    def roles(self, round_id: int | None = None) -> frozenset[Role]:
        """The roles held in the round, those held in every round included."""
        return frozenset(grant.role for grant in self.grants if grant.round_id in (None, round_id))

    def holds(self, role: Role, round_id: int | None = None) -> bool:
        """Whether the actor has the role in the round."""
        return role in self.roles(round_id)


SYSTEM = Actor(None, "system")
PUBLIC = Actor(None, "public")


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something to do before a phase is left: its words are chosen by ``code``, its page by ``endpoint``."""

    code: str
    endpoint: str
    values: Mapping[str, object] = field(default_factory=dict)
    params: Mapping[str, object] = field(default_factory=dict)
