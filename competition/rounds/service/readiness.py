"""What keeps a round's rules from being locked: the faults of the rules, and of what the round rests on."""

from __future__ import annotations

from competition.core.records import ToDo
from competition.policy import service as policy
from competition.policy.records import CONTEST
from competition.rounds import checks
from competition.rounds.records import Round, Rules


def grant_fen(round_: Round) -> int | None:
    """What the policy grants each enterprise that the contest names; None where it leaves the sum open."""
    return policy.award_rule(policy.edition(round_.edition_code), CONTEST).amount_fen


def faults(round_: Round, rules: Rules) -> tuple[checks.Fault, ...]:
    """Everything that keeps these rules from being locked, in the order of the pages."""
    return (*checks.round_faults(round_), *checks.faults(rules, grant_fen(round_)))


def todos(round_: Round, rules: Rules) -> tuple[ToDo, ...]:
    """The faults as to-dos, each with the page where it is mended."""
    return tuple(checks.todo(round_.code, fault) for fault in faults(round_, rules))
