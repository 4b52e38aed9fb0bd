"""The sentences of the rounds room."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from competition.core.locale import _l
from competition.rounds.records import Kind, Phase, PublishMarks, Repeat

BASIS = {
    "rounds.policy_out_of_force": _l(
        "%(number)s is in force until %(last_day)s, so a round of %(year)s decided after that day needs the policy that"
        " follows it."
    ),
    "rounds.policy_not_yet": _l(
        "%(number)s comes into force on %(first_day)s, so a round of %(year)s needs a policy that is in force."
    ),
}
REFUSALS = {
    **BASIS,
    "rounds.not_found": _l("There is no round with the code %(round)s."),
    "rounds.no_rules": _l("The round %(round)s has no rules."),
    "rounds.no_version": _l("The round %(round)s has no such version of its rules."),
    "rounds.bad_code": _l("“%(found)s” cannot be a code. Use lower-case letters, digits and hyphens, like xz-2025."),
    "rounds.code_taken": _l("Another round has the code %(round)s already. Choose another."),
    "rounds.title_locked": _l("Title and policy are part of the locked rules and cannot be changed any more."),
    "rounds.locked": _l("The rules are locked. Begin a new version to change them; the old one stays visible."),
    "rounds.awaits_signature": _l(
        "The rules are signed by one person and wait for the second. Withdraw that signature to change them."
    ),
    "rounds.changed_meanwhile": _l(
        "Somebody changed the rules while this page was open, so nothing was stored. Open the page again and repeat"
        " your change there."
    ),
    "rounds.read_again": _l("The rules have changed since you read them. Read them again before you sign."),
    "rounds.draft_is_open": _l("A draft of the rules is open already. Finish it or take it back."),
    "rounds.first_version_stays": _l("The first version of the rules cannot be taken back, only changed."),
    "rounds.marks_were_visible": _l(
        "Marks have been visible in this round, so its rules can never be changed again: nobody may choose the method"
        " after seeing marks."
    ),
    "rounds.scoring_has_begun": _l(
        "Scoring is under way. Move the round back to registration before the rules are changed."
    ),
    "rounds.not_ready": _l("%(n)s things are wrong with these rules, so they cannot be signed yet."),
    "rounds.engine_refuses": _l(
        "The rules cannot be locked. At %(place)s the scoring engine expects %(expected)s; it found %(found)s."
    ),
    "rounds.version_needs_reason": _l("Say why the rules are changed: the reason is shown with the new version."),
    "rounds.nothing_proposed": _l("Nobody has signed first, so there is nothing to countersign."),
    "rounds.no_such_move": _l("A round cannot go from %(left)s to %(entered)s."),
    "rounds.rules_not_locked": _l("The rules are not locked yet, so registration cannot begin."),
    "rounds.back_needs_reason": _l("Say why the round goes back: the reason is kept with the move."),
    "rounds.unknown_part": _l("The criteria tree has no part with the code %(part)s."),
    "rounds.part_taken": _l("The code %(part)s is in the tree already. Choose another."),
    "rounds.bad_part_code": _l("“%(found)s” cannot be a code here. Use letters and digits, like B6."),
}

TODOS = {
    **BASIS,
    "rounds.propose_lock": _l("Version %(version)s of the rules is not signed yet"),
    "rounds.sign_lock": _l("Version %(version)s of the rules waits for the second signature"),
    "rounds.no_dimensions": _l("The criteria tree is empty."),
    "rounds.code_twice": _l("The code %(code)s stands twice in the criteria tree."),
    "rounds.tree_sum_missing": _l("The dimensions add up to %(sum)s; %(gap)s missing."),
    "rounds.tree_sum_over": _l("The dimensions add up to %(sum)s; %(gap)s too much."),
    "rounds.dimension_sum_missing": _l("%(title)s: parts add up to %(sum)s; %(gap)s missing."),
    "rounds.dimension_sum_over": _l("%(title)s: parts add up to %(sum)s; %(gap)s too much."),
    "rounds.dimension_empty": _l("%(title)s has no indicators. Add one, or remove the dimension."),
    "rounds.weight_missing": _l("%(code)s %(title)s has no weight."),
    "rounds.scale_empty": _l("%(code)s %(title)s: the highest mark must lie above the lowest, and above 0."),
    "rounds.scale_step": _l("%(code)s %(title)s: the scale is not a whole number of steps."),
    "rounds.rubric_missing": _l("%(code)s %(title)s has no rubric."),
    "rounds.rubric_ends": _l("%(code)s %(title)s: the rubric must begin at the lowest mark and end at the highest."),
    "rounds.rubric_gap": _l("%(code)s %(title)s: each band of the rubric must begin where the one below ends."),
    "rounds.normalize_missing": _l("%(code)s %(title)s: say how the figure becomes a score."),
    "rounds.points_missing": _l("%(code)s %(title)s needs at least two anchors."),
    "rounds.points_not_rising": _l("%(code)s %(title)s: each anchor must lie above the one before."),
    "rounds.goalposts_order": _l("%(code)s %(title)s: the upper goalpost must lie above the lower."),
    "rounds.parameter_positive": _l("%(code)s %(title)s: the number of the normalization must be above 0."),
    "rounds.direction_refused": _l("%(code)s %(title)s: this normalization can only count higher as better."),
    "rounds.tie_refers_to_nothing": _l("The tie chain names %(step)s, which is not in the criteria tree."),
    "rounds.lot_source_missing": _l("The tie chain ends in a lot: say where its seed will come from."),
    "rounds.trim_leaves_nothing": _l("Trimming needs enough marks to leave one: at least twice the trim plus one."),
    "rounds.mean_needs_percent": _l("A geometric or harmonic mean needs weights in percent."),
    "rounds.mean_without_weighted_stage": _l("A geometric or harmonic mean cannot be rounded after weighting."),
    "rounds.exclude_needs_percent": _l("Leaving out a missing figure needs weights in percent."),
    "rounds.total_is_rounded": _l("The total must be among the stages that are rounded."),
    "rounds.limits_order": _l("Adjustments: the lower limit must be 0 or less, the upper 0 or more."),
    "rounds.host_missing": _l("The host is not named: its name signs the notices."),
    "rounds.line_out_of_reach": _l("The minimum total is %(line)s, but no total can be above %(best)s."),
    "rounds.budget_missing": _l("The budget is not set."),
    "rounds.budget_short": _l(
        "The budget is %(budget)s yuan; the quota and the sum the policy grants each enterprise need %(due)s yuan."
    ),
    "rounds.quota_missing": _l("The quota is not set: how many towns name an enterprise."),
    "rounds.red_below_yellow": _l("The red line for discrepancies must lie above the yellow one."),
    "rounds.publicity_too_short": _l("Publicity takes at least %(days)s working days."),
}

PHASES = {
    Phase.DRAFT: _l("Preparation"),
    Phase.REGISTRATION: _l("Registration"),
    Phase.SCORING: _l("Scoring"),
    Phase.ADJUDICATION: _l("Review"),
    Phase.PUBLICITY: _l("Publicity"),
    Phase.PUBLISHED: _l("Published"),
    Phase.ARCHIVED: _l("Archived"),
}

STATES: dict[StrEnum, tuple[Any, ...]] = {
    **{phase: ("half", PHASES[phase]) for phase in PHASES},
    Phase.DRAFT: ("pencil", PHASES[Phase.DRAFT]),
    Phase.PUBLISHED: ("tick", PHASES[Phase.PUBLISHED]),
    Phase.ARCHIVED: ("seal", PHASES[Phase.ARCHIVED]),
    Kind.JUDGED: ("person", _l("Judges")),
    Kind.MEASURED: ("file", _l("Figures")),
    Repeat.ALLOWED: ("dash", _l("May be named again")),
    Repeat.NOT_CONSECUTIVE: ("dash", _l("Not in two rounds running")),
    Repeat.ONCE: ("dash", _l("Only once")),
    PublishMarks.NONE: ("dash", _l("No single mark is published")),
    PublishMarks.PSEUDONYMS: ("dash", _l("Every mark, under the judge’s pseudonym")),
}
