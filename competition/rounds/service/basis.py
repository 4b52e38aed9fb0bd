"""The policy a round rests on, and whether it is still in force when the round is decided.

No award can be decided outside the validity of its policy: that is refused with the decision. Rules may be prepared and
signed all the same, since a successor that comes in time is put in by a new version; the organizer is told from the
first page on.
"""

from __future__ import annotations

from datetime import date

from competition.core.clock import today
from competition.core.database import Reader
from competition.core.records import ToDo
from competition.policy import service as policy
from competition.policy.records import Force, Validity
from competition.rounds.records import Phase, Round

CODES = {Force.EXPIRED: "rounds.policy_out_of_force", Force.NOT_YET: "rounds.policy_not_yet"}
DECIDED = (Phase.PUBLISHED, Phase.ARCHIVED)


def basis(db: Reader, round_: Round) -> Validity:
    """The validity of the round's policy on the first day it can be decided: today, or the first day of its year."""
    return policy.validity(policy.edition(round_.edition_code), max(today(db.clock), date(round_.year, 1, 1)))


def warnings(db: Reader, round_: Round) -> tuple[ToDo, ...]:
    """What the organizer must know though it keeps nothing back: a policy that is out of force, until the decision."""
    found = basis(db, round_)
    if found.state.is_valid or round_.phase in DECIDED:
        return ()
    edition = policy.edition(round_.edition_code)
    told = {"number": edition.number, "year": round_.year, "first_day": found.first_day, "last_day": found.last_day}
    return (ToDo(CODES[found.state], "rounds.overview", {"code": round_.code}, told),)
