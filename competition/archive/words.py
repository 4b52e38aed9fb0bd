"""What the archive says: refusals, to-dos, and the states of a bundle."""

from __future__ import annotations

from competition.archive.records import Outcome, Scope
from competition.core.locale import _l

REFUSALS = {
    "archive.not_published": _l("Bundles are written once the result is published. The round stands at: %(phase)s."),
    "archive.not_found": _l("There is no such bundle of the round %(round)s."),
    "archive.file_gone": _l("The file %(path)s is not where it was registered. Ask the operator to restore it."),
    "archive.not_intact": _l("The bundle was written but did not verify, so it was not registered: %(told)s"),
    "archive.not_the_registered": _l("The file %(path)s is whole, but it is not the bundle that was registered."),
    "archive.not_sixteen": _l("Sixteen digits are expected, in fours; there are %(n)s."),
    "archive.nothing_given": _l("Type sixteen digits, or choose a bundle."),
    "archive.no_town": _l("This town has taken part in no published round."),
}

TODOS = {
    "archive.write": _l("%(scope)s is not written yet"),
    "archive.write_again": _l("%(scope)s does not hold what has happened since; write it again"),
    "archive.verify": _l("%(scope)s was not found intact; verify it"),
}

STATES = {
    Scope.PUBLIC: ("file", _l("The public bundle")),
    Scope.FULL: ("seal", _l("The full bundle")),
    Outcome.INTACT: ("tick", _l("Intact")),
    Outcome.ALTERED: ("triangle", _l("Altered")),
    Outcome.UNREADABLE: ("triangle", _l("Unreadable")),
}
