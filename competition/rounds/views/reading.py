"""The rules as anyone may read them once they are locked, the file that was hashed, and what versions differ in."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, request

from competition.core.canonical import canonical
from competition.core.permissions import Permission, may
from competition.core.web import actor, db, download, needs, open_to_all, page
from competition.policy import service as policy
from competition.policy.records import Edition
from competition.rounds import checks, service
from competition.rounds.compare import Difference, differences
from competition.rounds.compare_words import lines
from competition.rounds.records import Indicator, Round, Rules
from competition.rounds.telling import award_words, method_words, scale_words, unit_of, way_words
from competition.rounds.views.blueprint import bp, setting, shown


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rules in words, as the printed 评分细则 shows them."""

    rules: Rules
    edition: Edition
    method: list[tuple[str, str]]
    awards: list[tuple[str, str]]
    cohort: tuple[Indicator, ...]

    def how(self, leaf: Indicator) -> str:
        """How an indicator comes to its score."""
        return scale_words(leaf) if leaf.is_judged else way_words(leaf)

    def unit(self, leaf: Indicator) -> str:
        """The unit in the reader's language."""
        return unit_of(leaf)


def sheet(round_: Round, rules: Rules) -> Sheet:
    """The rules in the reader's language."""
    edition = policy.edition(round_.edition_code)
    return Sheet(rules, edition, method_words(rules), award_words(rules), checks.cohort_dependent(rules))


@bp.get("/<code>/rules")
@open_to_all
def rules(code: str) -> Response:
    """The rules in force, for anyone; before they are locked, when to come back."""
    round_ = service.get(db(), code)
    signed = service.commitments(db(), round_)
    if not signed:
        return page("rounds/unlocked.html", round=round_)
    return _rules_page(round_, service.rules(db(), round_))


@bp.get("/<code>/rules/<int:number>")
@open_to_all
def version(code: str, number: int) -> Response:
    """One locked version of the rules, also one that has been replaced."""
    round_ = service.get(db(), code)
    service.frozen(db(), round_, number)
    return _rules_page(round_, service.rules_version(db(), round_, number))


@bp.get("/<code>/rules/<int:number>.json")
@open_to_all
def file(code: str, number: int) -> Response:
    """The file that was hashed (``pingxuan-rules/1``)."""
    frozen = service.frozen(db(), service.get(db(), code), number)
    return download(canonical(frozen), f"{code}-rules-{number}.json", "application/json")


@bp.get("/<code>/setup/compare")
@needs(Permission.SET_UP_ROUND, Permission.READ_ALL)
def compare(code: str) -> Response:
    """What differs from another round's rules, or from an earlier version of these."""
    held = setting(code)
    others = [other for other in service.list_rounds(db()) if other.code != code]
    against = request.args.get("with", "")
    chosen = next((other for other in others if other.code == against), None)
    old = _other_rules(held.round, against, chosen)
    changes: tuple[Difference, ...] = () if old is None else differences(old, held.rules)
    told = [] if old is None else lines(changes, old, held.rules)
    context = shown(
        held, others=others, chosen=chosen, against=against, old=old, changes=changes, rows=told,
        versions=service.versions(db(), held.round),
    )  # fmt: skip
    return page("rounds/compare.html", context)


def _other_rules(round_: Round, against: str, chosen: Round | None) -> Rules | None:
    if chosen is not None:
        return service.rules(db(), chosen)
    return service.rules_version(db(), round_, int(against)) if against.isdigit() else None


def _rules_page(round_: Round, held: Rules) -> Response:
    signed = service.commitments(db(), round_)
    context = {
        "round": round_, "sheet": sheet(round_, held), "commitments": signed,
        "commitment": next(one for one in signed if one.version == held.version),
        "is_current": held.version == signed[-1].version,
        "may_edit": may(actor(), Permission.SET_UP_ROUND, round_.id),
    }  # fmt: skip
    return page("rounds/rules.html", context)
