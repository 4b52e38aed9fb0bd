"""Where the pages of the rounds room hang, and what they all begin with: the round and the rules they show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint

from competition.core.permissions import Permission, may
from competition.core.records import ToDo
from competition.core.sentences import sentence
from competition.core.web import actor, db
from competition.policy import service as policy
from competition.rounds import checks, service
from competition.rounds.records import Round, Rules

bp = Blueprint("rounds", __name__, url_prefix="/rounds")


@dataclass(frozen=True, slots=True)
class Told:
    """One fault of the rules in words, at its place."""

    place: str
    told: str


@dataclass(frozen=True, slots=True)
class Setting:
    """A round with the rules its setup pages show: the draft where there is one, else the rules in force."""

    round: Round
    rules: Rules
    is_draft: bool
    is_proposed: bool

    @property
    def may_edit(self) -> bool:
        """Whether this reader can change the rules now."""
        return self.is_draft and not self.is_proposed and may(actor(), Permission.SET_UP_ROUND, self.round.id)

    def faults_at(self, *kinds: str) -> tuple[Told, ...]:
        """What keeps the rules from being locked on one page, by the kinds of the places."""
        found = service.faults(self.round, self.rules) if self.is_draft else ()
        return tuple(_told(fault) for fault in found if fault.place.partition(":")[0] in kinds)


def _told(fault: checks.Fault) -> Told:
    return Told(fault.place, sentence(ToDo(fault.code, "", {}, fault.params)))


def setting(code: str) -> Setting:
    """The round of that code with its rules; raises NotFound."""
    round_ = service.get(db(), code)
    draft = service.working(db(), round_)
    rules = draft or service.rules(db(), round_)
    return Setting(round_, rules, draft is not None, service.proposal(db(), round_) is not None)


def shown(held: Setting, **more: Any) -> dict[str, Any]:
    """What every setup page tells its template."""
    basis, edition = service.basis(db(), held.round), policy.edition(held.round.edition_code)
    return {"round": held.round, "rules": held.rules, "held": held, "basis": basis, "edition": edition, **more}
