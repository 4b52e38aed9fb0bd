"""A listing as the JSON that is stored and signed, and back: nothing is left out, and no number is a float."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from competition.awards.records import Award, Listing, Nominee, Step, Unnamed, Verdict
from competition.core.records import Text

Json = dict[str, Any]


def as_json(listing: Listing) -> Json:
    """The listing as JSON-able content, whose digest is signed."""
    return {
        "round": listing.round_code,
        "rules_digest": listing.rules_digest,
        "tally_version": listing.tally_version,
        "result_digest": listing.result_digest,
        "edition": listing.edition,
        "decided_on": listing.decided_on.isoformat(),
        "quota": listing.quota,
        "budget_fen": listing.budget_fen,
        "awards": [_award_json(award) for award in listing.awards],
        "unnamed": [_unnamed_json(one) for one in listing.unnamed],
    }


def from_json(content: Json) -> Listing:
    """The listing that was stored."""
    return Listing(
        round_code=content["round"],
        rules_digest=content["rules_digest"],
        tally_version=content["tally_version"],
        result_digest=content["result_digest"],
        edition=content["edition"],
        decided_on=date.fromisoformat(content["decided_on"]),
        quota=content["quota"],
        budget_fen=content["budget_fen"],
        awards=tuple(_award(each) for each in content["awards"]),
        unnamed=tuple(_unnamed(each) for each in content["unnamed"]),
    )


def _award_json(award: Award) -> Json:
    texts = {name: _text_json(getattr(award, name)) for name in ("enterprise", "town", "county", "source", "title")}
    plain = {
        name: getattr(award, name)
        for name in ("number", "enterprise_id", "uscc", "entry", "rank", "total", "amount_fen", "rule", "article")
    }
    parts = {"steps": [_step_json(step) for step in award.steps], "nominees": _nominees_json(award.nominees)}
    return {**texts, **plain, **parts}


def _award(content: Json) -> Award:
    texts = {name: _text(content[name]) for name in ("enterprise", "town", "county", "source", "title")}
    parts = {"steps": tuple(_step(each) for each in content["steps"]), "nominees": _nominees(content["nominees"])}
    return Award(**{**content, **texts, **parts})


def _unnamed_json(one: Unnamed) -> Json:
    return {
        "entry": one.entry, "town": _text_json(one.town), "county": _text_json(one.county), "rank": one.rank,
        "total": one.total, "reason": _step_json(one.reason), "nominees": _nominees_json(one.nominees),
    }  # fmt: skip


def _unnamed(content: Json) -> Unnamed:
    texts = {name: _text(content[name]) for name in ("town", "county")}
    return Unnamed(
        **{**content, **texts, "reason": _step(content["reason"]), "nominees": _nominees(content["nominees"])}
    )


def _step_json(step: Step) -> Json:
    params = {name: _param_json(value) for name, value in step.params.items()}
    return {"code": step.code, "params": params, "source": _maybe(step.source), "quote": _maybe(step.quote)}


def _step(content: Json) -> Step:
    params = {name: _param(value) for name, value in content["params"].items()}
    return Step(content["code"], params, _perhaps(content["source"]), _perhaps(content["quote"]))


def _param_json(value: Any) -> Any:
    match value:
        case Text():
            return _text_json(value)
        case date():
            return {"date": value.isoformat()}
        case list() | tuple():
            return [_param_json(each) for each in value]
        case _:
            return value


def _param(value: Any) -> Any:
    match value:
        case {"date": str(day)}:
            return date.fromisoformat(day)
        case Mapping():
            return _text(value)
        case list():
            return [_param(each) for each in value]
        case _:
            return value


def _nominees_json(nominees: tuple[Nominee, ...]) -> list[Json]:
    return [
        {
            "enterprise_id": one.enterprise_id, "name": _text_json(one.name), "uscc": one.uscc,
            "revenue": one.revenue, "growth": one.growth, "market_share": one.market_share,
            "verdict": one.verdict.value, "reason": one.reason, "earlier": _maybe(one.earlier),
        }
        for one in nominees
    ]  # fmt: skip


def _nominees(content: list[Json]) -> tuple[Nominee, ...]:
    return tuple(
        Nominee(
            **{
                **each,
                "name": _text(each["name"]),
                "verdict": Verdict(each["verdict"]),
                "earlier": _perhaps(each["earlier"]),
            }
        )
        for each in content
    )


def _text_json(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _text(content: Mapping[str, str]) -> Text:
    return Text(content["zh"], content["en"])


def _maybe(text: Text | None) -> dict[str, str] | None:
    return None if text is None else _text_json(text)


def _perhaps(content: Mapping[str, str] | None) -> Text | None:
    return None if content is None else _text(content)
