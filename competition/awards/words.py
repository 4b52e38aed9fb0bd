"""The sentences of the awards room."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from competition.awards.records import Standing, Step, Verdict
from competition.core.locale import _l, language, say, show_date
from competition.core.records import Text

REFUSALS = {
    "awards.not_found": _l("No list of awards has been proposed in this round."),
    "awards.no_tally": _l("There is no tally yet, so nothing follows from it. Make the tally first."),
    "awards.tally_outdated": _l("Something the tally depends on has changed. Make the tally again first."),
    "awards.other_track": _l("These rules name enterprises by another track (%(track)s), which is not built yet."),
    "awards.no_amount": _l("%(article)s of %(number)s names no sum, so no award can be listed."),
    "awards.level_at_line": _l(
        "%(towns)s share place %(rank)s, and the quota of %(quota)s would cut between them. "
        "A ruling or a drawn lot must part them first."
    ),
    "awards.nominees_level": _l(
        "%(enterprises)s of %(town)s are level on every figure of the enterprise rule, so none can be named. "
        "Put their figures right first."
    ),
    "awards.over_budget": _l(
        "%(n)s awards cost more than the budget of this round holds, so it stops here. Nothing was stored."
    ),
    "awards.closed": _l("A list of awards is proposed in review or publicity; the round is in another phase."),
    "awards.decided_ahead": _l("%(on)s is still ahead. Give the day on which it was decided."),
    "awards.reason_missing": _l(
        "Say why a new list replaces the one proposed: the reason is kept with version %(version)s."
    ),
    "awards.nothing_signed": _l("Nobody has signed this list first, so there is nothing to countersign."),
    "awards.adopted_already": _l("Version %(version)s is adopted already."),
    "awards.not_posted": _l("The publicity notice is not posted yet, so the list cannot be adopted."),
    "awards.publicity_runs": _l("Publicity runs until %(closes_at)s. The list can be adopted after that."),
    "awards.held": _l("The list cannot be adopted while this could still change it. Still open: %(n)s."),
    "awards.outdated": _l("Version %(version)s no longer follows from the tally and the nominees. Propose it again."),
}

TODOS = {
    "awards.propose": _l("No list of awards has been proposed"),
    "awards.propose_again": _l("Version %(version)s of the awards no longer follows from the tally: propose it again"),
    "awards.adopt_later": _l("The list of awards can be adopted once publicity has ended"),
    "awards.sign_first": _l("The list of awards waits for its first signature"),
    "awards.sign_second": _l("The list of awards waits for its second signature"),
}

STATES = {
    Standing.PROPOSED: ("pencil", _l("Proposed")),
    Standing.SIGNED_ONCE: ("half", _l("Waits for the second signature"), "indigo"),
    Standing.ADOPTED: ("tick", _l("Signed")),
    Standing.OUTDATED: ("triangle", _l("Out of date")),
    Verdict.NAMED: ("tick", _l("Eligible, named")),
    Verdict.BEHIND: ("dash", _l("Eligible")),
    Verdict.INELIGIBLE: ("octagon", _l("Ineligible")),
    Verdict.UNCHECKED: ("triangle", _l("Not checked")),
    Verdict.BARRED: ("octagon", _l("Named in an earlier round")),
}

ORDER = {
    "revenue": _l("main-business revenue"),
    "growth": _l("its growth"),
    "share": _l("market share"),
}

STEPS = {
    "awards.step_place": _l("%(town)s scored %(total)s in all, place %(rank)s."),
    "awards.step_place_shared": _l("%(town)s scored %(total)s in all and shares place %(rank)s."),
    "awards.step_quota": _l("The quota is %(quota)s: each of the %(quota)s best-placed towns names %(per_town)s."),
    "awards.step_line": _l("A town needs %(line)s to name an enterprise; this one has %(total)s."),
    "awards.step_order": _l("%(n)s put up by the town, %(n_eligible)s eligible, ordered by %(order)s."),
    "awards.step_last_round": _l("None of the town's nominees was named in the round before."),
    "awards.step_last_round_out": _l("%(enterprises)s was named in the round before and is passed over."),
    "awards.step_any_round": _l("None of the town's nominees was named in an earlier round."),
    "awards.step_any_round_out": _l("%(enterprises)s was named in an earlier round and is passed over."),
    "awards.step_single": _l("The list names the enterprise once."),
    "awards.step_validity": _l("Decided on %(on)s, while %(number)s is in force (%(first_day)s to %(last_day)s)."),
    "awards.step_amount": _l("The award is %(amount_fen)s yuan."),
    "awards.behind_quota": _l("Place %(rank)s lies behind the quota of %(quota)s."),
    "awards.below_line": _l("Its total of %(total)s lies below the minimum of %(line)s; its place is not passed on."),
    "awards.nobody_nominated": _l("It put up no enterprise; its place is not passed on."),
    "awards.none_eligible": _l("None of its %(n)s nominees is eligible; its place is not passed on."),
    "awards.all_barred": _l("Its eligible nominees were named before; its place is not passed on."),
    "awards.withdrawn": _l("It withdrew. %(note)s"),
    "awards.excluded": _l("It was excluded. %(note)s"),
}
"""One sentence for each reason of a list: a STEP leads to a name, the others say why a town named none."""

NOTES = {
    "awards.step_single": _l(
        "Whether it draws another municipal grant for the same matter is not known here; the enterprise declares that."
    ),
}


def step_sentence(step: Step) -> str:
    """The sentence of a reason in the reader's language."""
    return (str(STEPS[step.code]) % {name: _said(name, value) for name, value in step.params.items()}).strip()


def step_note(step: Step) -> str:
    """What is added under a reason, or nothing."""
    return str(NOTES.get(step.code, ""))


def _said(name: str, value: Any) -> str:
    comma = ", " if language() == "en" else "、"
    match value:
        case Text():
            return say(value)
        case date():
            return show_date(value)
        case list() | tuple():
            words: Mapping[str, Any] = ORDER if name == "order" else {}
            return comma.join(str(words.get(each, "")) or _said(name, each) for each in value)
        case int() if name.endswith("_fen"):
            return f"{value // 100:,}"
        case _:
            return str(value)
