"""The policy pages, open to all: which editions there are, and what each one says with its articles."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from competition.core.clock import today
from competition.core.web import db, open_to_all, page
from competition.policy import service
from competition.policy.records import CONTEST, AwardRule, Edition, unit

bp = Blueprint("policy", __name__, url_prefix="/policy")


@bp.get("/")
@open_to_all
def index() -> Response:
    """Every edition with its validity today."""
    on = today(db().clock)
    rows = [(edition, service.validity(edition, on)) for edition in service.editions()]
    return page("policy/index.html", rows=rows, on=on)


@bp.get("/<code>")
@open_to_all
def show(code: str) -> Response:
    """One edition: validity, dimensions, tiers, award rules with the articles they rest on."""
    edition = service.edition(code)
    return page("policy/show.html", _context(edition), validity=service.validity(edition, today(db().clock)))


def _context(edition: Edition) -> dict[str, Any]:
    contest = service.award_rule(edition, CONTEST)
    return {
        "edition": edition,
        "contest": contest,
        "others": _by_article(edition, contest),
        "tree": service.template(edition.code) if edition.code in service.templates() else None,
        "departments": {body.code: body.name for body in edition.departments},
        "unit": unit,
    }


def _by_article(edition: Edition, contest: AwardRule) -> list[tuple[Any, list[AwardRule]]]:
    rules = [rule for rule in edition.awards if rule is not contest]
    numbers = sorted({rule.article for rule in rules})
    return [(edition.article(number), [rule for rule in rules if rule.article == number]) for number in numbers]
