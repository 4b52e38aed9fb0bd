"""What adjudication says: refusals, to-dos, and the names of kinds, states and decisions."""

from __future__ import annotations

from competition.adjudication.records import Decision, Kind, State
from competition.core.locale import _l

REFUSALS = {
    "adjudication.not_found": _l("There is no case %(number)s in this round."),
    "adjudication.not_hearing": _l("Cases are heard while reviewing and during the publicity period, and not now."),
    "adjudication.settled": _l("Case %(number)s is decided. What two people signed stays."),
    "adjudication.proposed_already": _l("A ruling in case %(number)s awaits its second signature already."),
    "adjudication.nothing_to_sign": _l("No ruling in case %(number)s awaits a signature."),
    "adjudication.decision_unfit": _l("A case of this kind cannot be decided so."),
    "adjudication.reason_missing": _l("Write the reason: it is public."),
    "adjudication.statement_missing": _l(
        "This mark is so far off that it cannot be kept before the judge has explained it. Wait for the statement, have"
        " it scored again, or leave it out."
    ),
    "adjudication.too_late_to_reopen": _l(
        "Ballots are scored again only while reviewing. Take the round back to review first."
    ),
    "adjudication.conflict": _l("You have declared a conflict in case %(number)s, so somebody else rules on it."),
    "adjudication.proposer_in_conflict": _l(
        "Whoever proposed the ruling in case %(number)s has declared a conflict since. Send it back."
    ),
    "adjudication.auditor_signs": _l(
        "The auditor signs as the second person; organizers do only where no auditor can."
    ),
    "adjudication.not_your_ruling": _l("Only whoever proposed a ruling takes it back."),
    "adjudication.not_your_case": _l("This case is not over a mark of yours."),
    "adjudication.effect_changed": _l(
        "Something this ruling rests on has changed since the page was opened. Look at its effect again, then sign."
    ),
    "adjudication.order_incomplete": _l("Put all %(n)s entries of the group in order, each once."),
    "adjudication.no_such_indicator": _l("Choose which measured figure is corrected."),
    "adjudication.value_missing": _l("Write the right figure."),
    "adjudication.no_such_nominee": _l("Choose one of the entry's nominees."),
    "adjudication.no_entry": _l("This objection names no entry. Open an eligibility case over the entry it is about."),
    "adjudication.text_missing": _l("Write what it is about."),
    "adjudication.text_too_long": _l("This is too long: %(most)s characters at most."),
    "adjudication.no_publicity": _l("Objections are taken during the publicity period, and not now."),
    "adjudication.period_over": _l(
        "The publicity period ended on %(last_day)s, at the end of the day; objections are not taken any more."
    ),
    "adjudication.contact_unreachable": _l("Write a full telephone number, postal address or e-mail address."),
    "adjudication.not_a_receipt": _l("A receipt number is %(n)s digits and nothing else."),
    "adjudication.objector_missing": _l("Write your real name and how to reach you. Neither is ever published."),
    "adjudication.too_many": _l(
        "More than %(most)s objections came from your connection within an hour. Try again later."
    ),
    "adjudication.no_such_receipt": _l("There is no objection with this receipt number."),
}

TODOS = {
    "adjudication.open": _l("Case %(number)s is open"),
    "adjudication.proposed": _l("The ruling in case %(number)s awaits its second signature"),
    "adjudication.unopened": _l("Ballots beyond the published lines without a case: %(n)s"),
    "adjudication.explain": _l("Review waits for you to explain your marks (cases: %(n)s)."),
    "adjudication.unopened_tie": _l("%(n)s entries are level across the award line and have no case yet"),
}

STATES = {
    State.OPEN: ("triangle", _l("To be ruled on")),
    State.PROPOSED: ("half", _l("Awaiting the second signature"), "indigo"),
    State.DECIDED: ("tick", _l("Decided")),
    Kind.DISCREPANCY: ("triangle", _l("Marks apart")),
    Kind.TIE: ("disc", _l("Award line")),
    Kind.ELIGIBILITY: ("file", _l("Eligibility")),
    Kind.OBJECTION: ("person", _l("Objection"), "indigo"),
    Decision.KEEP: ("tick", _l("Kept")),
    Decision.REOPEN: ("pencil", _l("Scored again")),
    Decision.STRIKE: ("dash", _l("Left out")),
    Decision.ORDER: ("tick", _l("Put in order")),
    Decision.DISMISS: ("tick", _l("Not upheld")),
    Decision.UPHOLD: ("tick", _l("Upheld, no effect")),
    Decision.CORRECT: ("pencil", _l("Figure corrected")),
    Decision.EXCLUDE: ("octagon", _l("Entry excluded")),
    Decision.DISQUALIFY: ("octagon", _l("Nominee disqualified")),
}

CHOICES = {
    Decision.KEEP: (_l("Keep the mark"), _l("The explanation holds. The mark counts as the rules say.")),
    Decision.REOPEN: (
        _l("Have the judge score again"),
        _l("The sealed version is kept; a new one is stored beside it."),
    ),
    Decision.STRIKE: (
        _l("Leave this ballot out"),
        _l("It counts neither for nor against the entry. It stays sealed as it is."),
    ),
    Decision.ORDER: (_l("Put the group in order"), _l("The order parts exactly these entries.")),
    Decision.DISMISS: (_l("Do not uphold it"), _l("Nothing changes.")),
    Decision.UPHOLD: (_l("Uphold it without effect on the result"), _l("The reason says what is put right otherwise.")),
    Decision.CORRECT: (_l("Correct a figure"), _l("A new version of the figure is filed under this case.")),
    Decision.EXCLUDE: (_l("Exclude the entry"), _l("It keeps its scores for the record and takes no place.")),
    Decision.DISQUALIFY: (_l("Disqualify a nominee"), _l("The entry's next nominee takes the turn.")),
}
"""How each decision is offered: what is chosen, and what it means."""
