"""The sentences of panels."""

from __future__ import annotations

from competition.core.locale import _l
from competition.panels.records import CellState, JudgeState, Reason, Source

REFUSALS = {
    "panels.not_found": _l("There is no judge %(judge)s on this panel."),
    "panels.fixed": _l("Registration is over, so the panel stands as it is. A judge who fails is excused instead."),
    "panels.size_unfit": _l("A panel has %(fewest)s to %(most)s judges."),
    "panels.already_judge": _l("%(name)s is on this panel already."),
    "panels.reason_missing": _l("Write the reason; it is kept with the round."),
    "panels.has_opened": _l("Judge %(judge)s has opened an entry, so their place on the panel no longer changes."),
    "panels.recusals_frozen": _l(
        "Judge %(judge)s has opened an entry, so recusals are frozen. A late recusal needs two people."
    ),
    "panels.nobody_chosen": _l("Choose at least one judge to print a letter for."),
    "panels.letters_made": _l(
        "The letters cannot be shown again. They were made on %(at)s, and loading the page again has made no others."
    ),
    "panels.not_on_panel": _l("You are not on the panel of this round."),
    "panels.not_declaring": _l("Conflicts are declared once registration has begun and before scoring is left."),
    "panels.unanswered": _l("%(n)s towns are unanswered: %(entries)s. Answer each with yes or no."),
    "panels.note_long": _l("The note is too long: %(most)s characters at most."),
    "panels.late_needs_note": _l("Say why the recusal comes now, in %(most)s characters at most."),
    "panels.not_scoring": _l("Late recusals are for the time of scoring. Later, an adjudicator rules on the mark."),
    "panels.declare_instead": _l("Judge %(judge)s has opened nothing yet and can still declare the conflict alone."),
    "panels.recused_already": _l("Judge %(judge)s is recused from this town already."),
    "panels.no_late_recusal": _l("There is no such late recusal."),
    "panels.dimension_unfit": _l("Choose at least one dimension that has judged indicators."),
    "panels.entry_unfit": _l("Choose at least one town of this round."),
}
TODOS = {
    "panels.no_judges": _l("There is no judge on the panel yet."),
    "panels.nobody_marks": _l("Nobody marks %(dimension)s of %(entry)s."),
    "panels.not_linked": _l(
        "Marks are corrected for severity, but in %(dimension)s %(n)s groups of judges have no town in common:"
        " %(groups)s. Give neighboring groups a town in common; otherwise no tally can be made."
    ),
    "panels.few_judges": _l("The panel has %(n)s judges; %(fewest)s or more are advised."),
    "panels.even_panel": _l("The panel has %(n)s judges; an odd number is advised."),
    "panels.places_free": _l("%(n)s places on the panel are still free."),
    "panels.short_of_marks": _l("Fewer than %(need)s marks, so the plain mean will count: %(entries)s."),
    "panels.no_letter": _l("No invitation letter yet: %(judges)s."),
    "panels.not_in_yet": _l("Not signed in yet: %(judges)s."),
    "panels.not_declared": _l("Has not declared about every town: %(judges)s."),
}
STATES = {
    JudgeState.NOT_INVITED: ("triangle", _l("No letter yet")),
    JudgeState.INVITED: ("clock", _l("Letter printed")),
    JudgeState.ENTERED: ("half", _l("Signed in")),
    JudgeState.DECLARED: ("tick", _l("Conflicts declared")),
    JudgeState.OPENED: ("half", _l("Scoring")),
    CellState.ALL: ("disc", _l("All")),
    CellState.PART: ("half", _l("Part")),
    CellState.NONE: ("dash", _l("Not given")),
    CellState.RECUSED: ("slash", _l("Recused")),
    Reason.COUNTY: ("slash", _l("Own county")),
    Reason.KIN: ("slash", _l("Near relative")),
    Reason.EMPLOYMENT: ("slash", _l("Employment, advice or shares within three years")),
    Reason.OTHER: ("slash", _l("Other interest")),
    Source.RULE: ("seal", _l("By rule")),
    Source.DECLARED: ("tick", _l("Declared")),
    Source.LATE: ("clock", _l("Late, two signatures")),
}
