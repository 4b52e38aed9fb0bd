"""The public result as JSON: what the page shows and the table holds, and nothing that tells a judge's name or mark."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from competition.awards.records import Award, Unnamed, Verdict
from competition.core.records import Text
from competition.publication import method
from competition.publication.ground import Ground
from competition.rounds.records import decimal_text
from competition.tally import service as tally
from competition.tally.records import Standing, fixed

Json = dict[str, Any]
FORMAT = "pingxuan-publication/1"
FIGURES = {"revenue": "revenue", "growth": "growth", "share": "market_share"}


def public_result(ground: Ground, kind: str) -> Json:
    """Everything the public page shows, ready to be stored."""
    listing = ground.awards.listing
    return {
        "format": FORMAT,
        "kind": kind,
        "round": ground.round.code,
        "title": texts(ground.round.title),
        "host": texts(ground.round.host),
        "year": ground.round.year,
        "policy": {"code": ground.edition.code, "number": ground.edition.number, "title": texts(ground.edition.title)},
        "rules_digest": listing.rules_digest,
        "tally": {
            "version": ground.tally.version, "engine": ground.tally.engine, "input_digest": ground.tally.input_digest,
            "result_digest": ground.tally.result_digest,
        },
        "approval": {
            "meeting": ground.approval.meeting, "number": ground.approval.number,
            "decided_on": ground.approval.decided_on.isoformat(),
        },
        "diagnostics": _firm(ground),
        "n_judges": ground.n_judges,
        "method": texts(method.told(ground)),
        **_criteria(ground),
        **_places(ground),
        **_awards(ground),
    }  # fmt: skip


def _firm(ground: Ground) -> Json | None:
    """Which document says how firm the places are; None where the marks tell nothing of it."""
    kept = ground.diagnostics
    if kept is None or "rank_sets" not in kept.document:
        return None
    return {"digest": kept.digest, "level": kept.document["level"]}


def texts(text: Text) -> dict[str, str]:
    """A text in both languages."""
    return {"zh": text.zh, "en": text.en}


def _criteria(ground: Ground) -> Json:
    return {
        "dimensions": [
            {
                "code": branch.code, "mark": branch.mark, "position": branch.position, "title": texts(branch.title),
                "short": texts(branch.short), "weight": decimal_text(branch.weight),
            }
            for branch in ground.rules.dimensions
        ],
        "indicators": [
            {
                "code": leaf.code, "dimension": branch.code, "title": texts(leaf.title), "kind": str(leaf.kind),
                "weight": decimal_text(leaf.weight),
            }
            for branch in ground.rules.dimensions
            for leaf in branch.indicators
        ],
    }  # fmt: skip


def _places(ground: Ground) -> Json:
    sets = tally.rank_sets(ground.diagnostics)
    within = [one for one in ground.standings if one.rank <= ground.rules.quota]
    return {
        "standings": [_standing(ground, one, sets) for one in ground.standings],
        "left_out": [
            {"entry": one.entry, "name": texts(one.name), "county": _county(ground, one.entry), "status": one.status}
            for one in ground.unranked
        ],
        "line": {"after": len(within), "quota": ground.rules.quota},
    }


def _standing(ground: Ground, one: Standing, sets: Mapping[str, tuple[int, int]]) -> Json:
    whole, mode = full_marks(ground.tally.round), ground.tally.rounding.mode
    return {
        "entry": one.entry, "rank": one.rank, "tied": one.tied, "decided_by": one.decided_by, "name": texts(one.name),
        "county": _county(ground, one.entry), "total": one.total, "dimensions": dict(one.dimensions),
        "shares": {code: share(score, whole[code], mode) for code, score in one.dimensions.items()},
        "indicators": dict(one.indicators), **({"interval": list(sets[one.entry])} if one.entry in sets else {}),
    }  # fmt: skip


def full_marks(file: Mapping[str, Any]) -> dict[str, Fraction]:
    """What a dimension's score is out of: its weighted points when they are added up, 100 when they are averaged."""
    rules = file["method"]
    if rules["aggregate"] != "arithmetic":
        return {branch["code"]: Fraction(100) for branch in file["criteria"]}
    of_one = 1 if rules["weighting"] == "percent" else 100
    return {
        branch["code"]: sum((Fraction(leaf["weight"]) for leaf in branch["indicators"]), Fraction(0)) * of_one
        for branch in file["criteria"]
    }


def share(score: str, whole: Fraction, mode: str = "half_up") -> str:
    """A dimension's score in whole hundredths of what it is out of, for the bars; ``mode`` is that of the rules.

    >>> share("17.21", Fraction(20)), share("24.99", Fraction(25)), share("12.1", Fraction(20), "half_even")
    ('86', '100', '60')
    """
    found = Fraction(score) * 100 / whole if whole else Fraction(0)
    return fixed(Decimal(found.numerator) / Decimal(found.denominator), 0, mode)


def _awards(ground: Ground) -> Json:
    listing, quota = ground.awards.listing, ground.rules.quota
    return {
        "award": {
            "title": texts(ground.award_title), "article": texts(ground.article), "amount_fen": ground.amount_fen,
        },
        "awards_version": ground.awards.version,
        "awards_digest": ground.awards.digest,
        "awards": [_award(ground, one) for one in listing.awards],
        "total_fen": listing.total_fen,
        "without_award": [_without(one) for one in listing.unnamed if one.rank is not None and one.rank <= quota],
    }  # fmt: skip


def _award(ground: Ground, one: Award) -> Json:
    named = next(each for each in one.nominees if each.enterprise_id == one.enterprise_id)
    first = str(ground.rules.award["order"][0])
    n_eligible = sum(each.verdict in (Verdict.NAMED, Verdict.BEHIND) for each in one.nominees)
    return {
        "number": one.number, "enterprise": texts(one.enterprise), "uscc": one.uscc, "entry": one.entry,
        "town": texts(one.town), "rank": one.rank, "amount_fen": one.amount_fen, "rule": one.rule,
        "source": texts(one.source), "by": first, "figure": getattr(named, FIGURES[first]), "n_eligible": n_eligible,
    }  # fmt: skip


def _without(one: Unnamed) -> Json:
    return {"entry": one.entry, "town": texts(one.town), "rank": one.rank, "code": one.reason.code.split(".")[1]}


def _county(ground: Ground, entry: str) -> dict[str, str]:
    return texts(ground.entries[entry].county)
