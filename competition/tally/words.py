"""What the tally room says: refusals, to-dos, what became of a mark, the steps of a tie chain, notices."""

from __future__ import annotations

from competition.core.locale import _l
from competition.tally.records import Fate, Level

REFUSALS = {
    "tally.scoring_not_left": _l(
        "Marks stay closed to everyone until scoring is left. Leave scoring on the desk first."
    ),
    "tally.closed": _l("The tally can be made while reviewing and during the publicity period, and not now."),
    "tally.diagnosing_closed": _l(
        "How firm a tally is can be worked out from review until the round is archived, and not now."
    ),
    "tally.not_found": _l("There is no tally of that version yet."),
    "tally.not_diagnosed": _l("Nobody has asked yet how firm version %(version)s is."),
    "tally.no_such_entry": _l("There is no entry %(entry)s in this tally."),
    "tally.no_such_mark": _l("%(judge)s has no counting mark for %(entry)s, so there is nothing to leave out."),
    "tally.reason_missing": _l("Say why the tally is made again: the reason stays with version %(version)s."),
    "tally.refused": _l(
        "The round cannot be tallied as it stands. At %(pointer)s: expected %(expected)s, found %(found)s."
    ),
    "tally.ordered_already": _l("These entries have been put in order by a ruling already."),
    "tally.no_lot_source": _l("The rules name no source for a lot, so none can be drawn."),
    "tally.lot_drawn": _l("The lot has been drawn; its seed stays."),
    "tally.seed_missing": _l("Write down what the source has given."),
    "tally.no_lot_proposed": _l("No seed waits for a second signature."),
    "tally.adjustment_reason": _l("Write the reason of the adjustment: it is published with the result."),
    "tally.no_adjustment_proposed": _l("No such adjustment waits for a second signature."),
    "tally.beyond_limits": _l("The rules allow adjustments between %(low)s and %(high)s points in all."),
    "tally.weights_must_sum": _l("The weights add up to %(found)s; they must add up to 100."),
}

TODOS = {
    "tally.make": _l("The tally has not been made yet."),
    "tally.again": _l("Something the tally depends on has changed since. Make it again."),
    "tally.refused": _l("The round cannot be tallied as it stands: %(found)s, where %(expected)s was expected."),
    "tally.diagnose": _l("Nobody has asked yet how firm this result is: work it out, which takes some seconds."),
    "tally.draw": _l("A tie at the award line is parted by a lot: record the seed its source has given."),
}

STATES = {
    Fate.COUNTED: ("tick", _l("Counted")),
    Fate.SHARED: ("half", _l("Counted in part")),
    Fate.HIGHEST: ("dash", _l("Highest, dropped")),
    Fate.LOWEST: ("dash", _l("Lowest, dropped")),
    Fate.LEFT_OUT: ("dash", _l("Left out: the ballot has a gap")),
    Fate.STRUCK: ("crossed", _l("Struck by a ruling")),
    Fate.RECUSED: ("crossed", _l("Recused")),
    Fate.ABSENT: ("dash", _l("No mark")),
    Level.YELLOW: ("triangle", _l("Off")),
    Level.RED: ("triangle", _l("Far off"), "seal"),
}

DECIDED_BY = {
    "total": _l("by the total"),
    "shared": _l("place shared"),
    "total_unrounded": _l("by the unrounded total"),
    "untrimmed_total": _l("by the total without dropping any mark"),
    "judge_majority": _l("by the majority of judges"),
    "ruling": _l("by a ruling"),
    "lot": _l("by lot"),
    "dimension": _l("by dimension %(code)s"),
    "indicator": _l("by indicator %(code)s"),
}

COMBINE = {
    "mean": _l("the mean of all marks"),
    "median": _l("the median of the marks"),
    "trimmed_mean": _l("the mean without the %(trim)s highest and %(trim)s lowest, from %(trim_from)s marks on"),
}

SCOPE = {
    "indicator": _l("on each indicator"),
    "judge_total": _l("judge by judge, on their totals"),
}

SEVERITY = {
    "additive": _l(
        " Before that, each mark is corrected by what its judge gives more or less than the others on the same towns."
    ),
    "shrunken": _l(
        " Before that, each mark is corrected by part of what its judge gives more or less than the others on the same "
        "towns: the smaller a part, the more it may be chance."
    ),
}

STAGES = {
    "panel": _l("each indicator's score"),
    "weighted": _l("each weighted score"),
    "dimension": _l("each dimension"),
    "total": _l("the total"),
}

MODES = {"half_up": _l("five rounds up (四舍五入)"), "half_even": _l("five rounds to the even digit (GB/T 8170)")}

NOTICES = {
    "too_few_marks_to_trim": _l("%(entry)s, %(indicator)s: only %(marks)s marks, so none is dropped."),
    "incomplete_ballot_left_out": _l("%(entry)s: the ballot of %(judge)s has a gap and is left out."),
    "depends_on_cohort": _l(
        "%(indicator)s is scored against the other entries: a withdrawal changes everybody's score."
    ),
    "constant_cohort": _l("%(indicator)s: every entry has the same figure, so every entry scores 100."),
    "figure_missing_floor": _l("%(entry)s, %(indicator)s: no figure, scored 0 by the rules."),
    "indicator_left_out": _l("%(entry)s, %(indicator)s: no figure, its weight spread over its dimension by the rules."),
    "near_rounding_boundary": _l("%(entry)s: a value lies within a billionth of a rounding boundary."),
    "mark_struck": _l("%(entry)s, %(indicator)s: the mark of %(judge)s is struck by case %(case)s."),
    "rank_shared": _l("Place %(rank)s is shared."),
}

RULES_OF_FIGURES = {
    "piecewise": _l("on the published steps"),
    "goalposts": _l("between two published ends"),
    "capped": _l("counted up to a published cap"),
    "yes_no": _l("yes or no"),
    "deduction": _l("points taken off for what is missing"),
    "reference": _l("against a published reference"),
    "minmax": _l("between the least and the greatest of the entries"),
    "minmax_log": _l("between the least and the greatest of the entries, on a log scale"),
    "zscore": _l("by its distance from the mean of the entries"),
    "percentile": _l("by its place among the entries"),
}

METHODS = {
    "mean": _l("the mean of all marks"),
    "median": _l("the median of the marks"),
    "trimmed_mean": _l("the mean without the highest and the lowest mark"),
    "severity_none": _l("marks as given, no judge corrected"),
    "severity_additive": _l("every judge corrected for marking high or low"),
    "severity_shrunken": _l("judges corrected as far as the marks bear it"),
    "arithmetic": _l("dimensions added up"),
    "geometric": _l("dimensions in a geometric mean"),
    "harmonic": _l("dimensions in a harmonic mean"),
    "topsis": _l("nearness to the best (TOPSIS)"),
    "topsis_vector": _l("nearness to the best, scaled by length (TOPSIS)"),
    "vikor": _l("compromise (VIKOR)"),
    "copeland": _l("pair by pair, indicator by indicator (Copeland)"),
    "benefit_of_the_doubt": _l("each under the weights that suit it best"),
}

LENSES = {
    "agreement": _l("how well the judges agree"),
    "severity": _l("who marks high, who marks low"),
    "generalizability": _l("how many judges it takes"),
    "design": _l("how well shared judges link the towns"),
    "flags": _l("marks that stand apart"),
    "rank_sets": _l("which places can be told apart"),
    "leave_one_out": _l("any one judge left out"),
    "resamples": _l("judges drawn anew"),
    "flip_margin": _l("the smallest change that counts"),
    "collusion": _l("how many judges could turn the result"),
    "weight_robustness": _l("weights a little otherwise"),
    "weight_margins": _l("the smallest change of the weights that counts"),
    "weight_stability": _l("which weight the places hang on"),
    "best_case": _l("first under weights of its own"),
    "effective_weights": _l("what each indicator moves"),
    "methods": _l("other ways to count"),
    "joint": _l("everything a little otherwise at once"),
}
