"""What the archive says: refusals, to-dos, and the states of a bundle."""

from __future__ import annotations

from competition.archive.records import Kind, Outcome, Scope
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

STANDS = {
    Kind.RECEIPT: _l("This ballot is sealed in %(round)s; not one figure has changed."),
    Kind.RESULT: _l("These are the check digits of the result of %(round)s."),
    Kind.ROUND_FILE: _l("These are the check digits of what was tallied in %(round)s: every mark and every figure."),
    Kind.COMMITMENT: _l("These are the check digits of the rules of %(round)s, locked before the first mark."),
    Kind.BUNDLE: _l("These are the check digits of a bundle of %(round)s."),
    Kind.LISTS: _l(
        "These are the check digits of the lists of %(round)s, as locked when registration ended: entries, figures and"
        " panel."
    ),
    Kind.OBJECTION: _l("This is the receipt of an objection in %(round)s."),
}
REPLACED = {
    Kind.RECEIPT: _l(
        "This receipt is genuine, but a ruling had something on it scored again in %(round)s: the judge’s newest"
        " receipt counts."
    ),
    Kind.RESULT: _l("This was version %(version)s of the result of %(round)s; a later one has taken its place."),
    Kind.ROUND_FILE: _l(
        "Version %(version)s of the result of %(round)s was tallied from this; a later one has taken its place."
    ),
    Kind.COMMITMENT: _l("This was version %(version)s of the rules of %(round)s; a later one was signed."),
    Kind.BUNDLE: _l("This was version %(version)s of a bundle of %(round)s; a later one was written."),
    Kind.LISTS: _l(
        "This was lock %(version)s of the lists of %(round)s; the round went back to registration and they were locked"
        " again."
    ),
}
MADE = {
    Kind.RESULT: _l("Tallied"),
    Kind.ROUND_FILE: _l("Tallied"),
    Kind.COMMITMENT: _l("Signed"),
    Kind.BUNDLE: _l("Written"),
    Kind.LISTS: _l("Locked"),
    Kind.OBJECTION: _l("Received"),
}
CHANGES = {
    "weight": _l("%(title)s from %(before)s %% to %(after)s %%"),
    "added": _l("%(title)s added"),
    "removed": _l("%(title)s dropped"),
    "indicators": _l("other indicators or weights within %(title)s"),
    "scores": _l("other scales or anchors in %(title)s"),
    "method": _l("another way to the total"),
    "ties": _l("another tie chain"),
}
"""What changed in the rules, by the kind of a change."""
