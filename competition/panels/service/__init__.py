"""The verbs of panels: the roster, letters, statements and recusals, and who scores what.

Until registration is left the panel may change; a judge's recusals may change until that judge opens the first entry.
"""

from __future__ import annotations

from competition.panels.service.assigning import assign, assigned, branches, matrix, scopes
from competition.panels.service.checks import LAWS, outstanding, warnings
from competition.panels.service.conflicts import (
    declare,
    declare_all,
    derive,
    eligible,
    late_recusals,
    mark_opened,
    propose_late,
    recusals,
    sign_late,
    statement,
    towns,
    undeclared,
    withdraw_late,
)
from competition.panels.service.roster import (
    amend,
    appoint,
    get,
    judge_of,
    judges,
    letters,
    plan,
    planned,
    stand_down,
    states,
)

__all__ = [
    "LAWS",
    "amend",
    "appoint",
    "assign",
    "assigned",
    "branches",
    "declare",
    "declare_all",
    "derive",
    "eligible",
    "get",
    "judge_of",
    "judges",
    "late_recusals",
    "letters",
    "mark_opened",
    "matrix",
    "outstanding",
    "plan",
    "planned",
    "propose_late",
    "recusals",
    "scopes",
    "sign_late",
    "stand_down",
    "statement",
    "states",
    "towns",
    "undeclared",
    "warnings",
    "withdraw_late",
]
