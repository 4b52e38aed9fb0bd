"""The policy room's sentences."""

from __future__ import annotations

from competition.core.locale import _l
from competition.policy.records import Computable, Force, Payment

REFUSALS = {
    "policy.out_of_force": _l(
        "%(number)s was in force until %(last_day)s, so nothing can be decided under it on %(on)s. "
        "Register the policy that follows it, or decide within its validity."
    ),
    "policy.not_yet_in_force": _l(
        "%(number)s comes into force on %(first_day)s, so nothing can be decided under it on %(on)s."
    ),
    "policy.no_such_edition": _l("No policy edition has the code %(edition)s."),
    "policy.no_such_template": _l("No criteria tree has the code %(template)s."),
    "policy.no_such_award": _l("%(number)s has no award rule %(award)s."),
}

STATES = {
    Force.NOT_YET: ("clock", _l("Not yet in force")),
    Force.IN_FORCE: ("tick", _l("In force")),
    Force.ENDING: ("clock", _l("In force, ending soon")),
    Force.EXPIRED: ("octagon", _l("No longer in force")),
    Computable.YES: ("tick", _l("Can be computed")),
    Computable.PARTLY: ("half", _l("Can be computed in part")),
    Computable.NO: ("dash", _l("No figure given")),
    Payment.CONTEST: ("seal", _l("Through the contest")),
    Payment.THRESHOLD: ("disc", _l("Once, at a threshold")),
    Payment.FIXED: ("disc", _l("Fixed sum")),
    Payment.MATCH: ("half", _l("Share of another sum")),
    Payment.UNIT: ("person", _l("For each person")),
}
