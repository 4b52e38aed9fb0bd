"""The blueprint that the pages of publication hang on, and what all of them share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, url_for
from werkzeug.routing import BuildError

from competition.core.web import actor, here
from competition.publication import pages
from competition.rounds.records import Round

bp = Blueprint("publication", __name__)


@bp.context_processor
def _shared() -> dict[str, Any]:
    return {
        "told": pages.told, "money": pages.money, "dimension_rows": pages.dimension_rows, "link_to": link_to,
        "why": pages.why, "granted": pages.granted, "first": pages.first, "named": pages.named,
        "tie_words": pages.tie_words,
    }  # fmt: skip


def link_to(endpoint: str, **values: Any) -> str:
    """The address of a page of a later room, or nothing where that room is not installed."""
    try:
        return url_for(endpoint, **values)
    except BuildError:
        return ""


def kept_shortly(response: Response) -> Response:
    """Let caches between us and the public keep a file for five seconds, never one that a session asked for."""
    if actor().account_id is None:
        response.headers["Cache-Control"] = "public, max-age=5"
    return response


def round_here() -> Round:
    """The round of the address."""
    found: Round = here()
    return found
