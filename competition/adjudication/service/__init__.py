"""Adjudication: opening cases, hearing them, ruling on them with two signatures, and what may be read of them.

No case is opened before scoring is left. A ruling is proposed with a public reason by an adjudicator without a conflict
in the case, and takes effect in the same write in which a second person signs it. The log never holds a mark, nor who
objected.
"""

from competition.adjudication.outcome import NEEDS_DETAIL
from competition.adjudication.records import HEARING, OBJECTING
from competition.adjudication.service.hearing import (
    conflicts,
    declare_conflict,
    has_conflict,
    may_rule,
    objector,
    signers,
    state,
    statements,
)  # fmt: skip
from competition.adjudication.service.objecting import (
    find_objection,
    last_day,
    object_,
    objections_over,
    receipt_of,
    refuse_closed,
    takes_objections,
)  # fmt: skip
from competition.adjudication.service.opening import (
    open_cases,
    open_discrepancies,
    open_eligibility,
    open_tie,
)  # fmt: skip
from competition.adjudication.service.reading import (
    LAWS,
    awaited,
    awaiting,
    basis,
    case,
    cases,
    cases_of_judge,
    decisions,
    effect,
    effects,
    holding,
    letters_of,
    may_name,
    outstanding,
    public_rulings,
    ruling_of,
    rulings,
    rulings_of_round,
)  # fmt: skip
from competition.adjudication.service.ruling import consider, countersign, rule, send_back, withdraw

__all__ = [
    "HEARING",
    "LAWS",
    "NEEDS_DETAIL",
    "OBJECTING",
    "awaited",
    "awaiting",
    "basis",
    "case",
    "cases",
    "cases_of_judge",
    "conflicts",
    "consider",
    "countersign",
    "decisions",
    "declare_conflict",
    "effect",
    "effects",
    "find_objection",
    "has_conflict",
    "holding",
    "last_day",
    "letters_of",
    "may_name",
    "may_rule",
    "object_",
    "objections_over",
    "objector",
    "open_cases",
    "open_discrepancies",
    "open_eligibility",
    "open_tie",
    "outstanding",
    "public_rulings",
    "receipt_of",
    "refuse_closed",
    "rule",
    "ruling_of",
    "rulings",
    "rulings_of_round",
    "send_back",
    "signers",
    "state",
    "statements",
    "takes_objections",
    "withdraw",
]
