"""What a policy edition grants, as pure functions of the edition and a day.

The day is handed in, never taken from a clock. Outside its validity an edition grants nothing, and says why.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from competition.core.errors import NotFound, Refusal
from competition.policy.records import Award, AwardRule, Edition, Force, Step, Tier, Validity

CLOSING = 0
"""The closing provision, which sets the validity."""


def validity(edition: Edition, on: date) -> Validity:
    """Where the day lies: not yet in force, in force, in the warning band before the end, or expired.

    The first and the last day are both inside (Civil Code, articles 201 and 1259).
    """
    if on < edition.first_day:
        state = Force.NOT_YET
    elif on > edition.last_day:
        state = Force.EXPIRED
    elif on >= edition.warning_from:
        state = Force.ENDING
    else:
        state = Force.IN_FORCE
    return Validity(state, edition.first_day, edition.last_day, on)


def require_in_force(edition: Edition, on: date) -> Validity:
    """Refuse a decision on a day when the edition is not in force; the refusal carries the number and the days."""
    found = validity(edition, on)
    if found.state is Force.NOT_YET:
        raise Refusal("policy.not_yet_in_force", number=edition.number, on=on, first_day=edition.first_day)
    if found.state is Force.EXPIRED:
        raise Refusal("policy.out_of_force", number=edition.number, on=on, last_day=edition.last_day)
    return found


def tier(edition: Edition, revenue: Decimal) -> Tier | None:
    """The highest tier whose threshold ``revenue`` (亿元) reaches, or None below the lowest.

    A threshold counts as reached by the figure itself (以上 includes it: Civil Code, article 1259).
    """
    reached = [step for step in edition.tiers if revenue >= step.at_least]
    return max(reached, key=lambda step: step.at_least, default=None)


def award_rule(edition: Edition, code: str) -> AwardRule:
    """The award rule of that code; raises NotFound."""
    for rule in edition.awards:
        if rule.code == code:
            return rule
    raise NotFound("policy.no_such_award", number=edition.number, award=code)


def award(edition: Edition, code: str, on: date) -> Award:
    """The award rule as it applies to a decision on that day, with its reasons; refused out of force."""
    rule = award_rule(edition, code)
    found = require_in_force(edition, on)
    return Award(rule, on, (*_validity_steps(edition, found), *_sum_steps(edition, rule)))


def _validity_steps(edition: Edition, found: Validity) -> tuple[Step, ...]:
    days: dict[str, object] = {"on": found.on, "first_day": found.first_day, "last_day": found.last_day}
    code = "policy.in_force" if found.state is Force.IN_FORCE else "policy.in_force_ending"
    return (Step(code, edition.article(CLOSING), days | {"n_days_left": found.n_days_left}),)


def _sum_steps(edition: Edition, rule: AwardRule) -> tuple[Step, ...]:
    article = edition.article(rule.article)
    steps = []
    if rule.frequency_years is not None:
        steps.append(Step("policy.frequency", article, {"years": rule.frequency_years}))
    if rule.amount_fen is not None:
        steps.append(Step("policy.amount", article, {"amount_fen": rule.amount_fen}))
    if rule.rate is not None:
        steps.append(Step("policy.rate", article, {"rate": rule.rate}))
    if rule.ceiling_fen is not None:
        steps.append(Step("policy.ceiling", article, {"ceiling_fen": rule.ceiling_fen}))
    return tuple(steps)
