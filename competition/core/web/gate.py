"""The gate before every page: a database that waits for migrations answers 503, and the round is looked up once."""

from __future__ import annotations

from typing import Any

from flask import Flask, request

from competition.core.errors import Refusal
from competition.core.locale import language
from competition.core.sentences import sentence
from competition.core.web.access import actor, here
from competition.core.web.answers import page
from competition.core.web.house import house


def install(app: Flask) -> None:
    """Ask at the gate before every request."""
    app.before_request(_gate)


def _gate() -> Any:
    if request.endpoint == "static":
        return None
    if house().pending:
        told = sentence(Refusal("core.pending"))
        return page("errors/refused.html", {"code": 503, "told": told, "todos": ()}, 503)
    # Asked here, so that ?lang= is kept even where the answer is a redirect and no template ever asks.
    language()
    # Both are asked here once: later they may be asked inside a write, where the database itself cannot be read on.
    actor()
    if request.endpoint is not None:
        here()
    return None
