"""One handler for every refusal: a status, a sentence in the reader's language, and a page that says what to do."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import Any

from flask import Flask, Response, jsonify, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from competition.core.database import OperationalError
from competition.core.errors import NotFound, Outstanding, Refusal
from competition.core.forms import typed
from competition.core.sentences import sentence
from competition.core.web.access import here
from competition.core.web.answers import page

log = logging.getLogger("pingxuan")
CODES = {
    404: "core.not_found", 405: "core.wrong_method", 413: "core.too_large", 429: "core.too_many",
    400: "core.bad_request", 415: "core.bad_request",
}  # fmt: skip


def install(app: Flask) -> None:
    """Answer every refusal and every fault with a page."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _full)
    app.register_error_handler(OverflowError, _beyond)
    app.register_error_handler(Exception, _fault)


def _refused(refusal: Refusal) -> Response:
    if isinstance(refusal, Outstanding):
        return _answer(refusal.status, sentence(refusal), refusal.todos)
    return _answer(refusal.status, sentence(refusal))


def _expired(_error: CSRFError) -> Response:
    # Given back only to whoever sent it from a page of ours: no other site may put words into our pages.
    ours = (request.referrer or "").startswith(request.host_url)
    told = sentence(Refusal("core.form_expired"))
    answer = _answer(400, told, typed=typed(request.form.to_dict(flat=False)) if ours else (), is_expired=True)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _http(error: HTTPException) -> Response | HTTPException:
    status = error.code or 500
    if status < 400:
        return error
    told = Refusal(CODES.get(status, "core.bad_request" if status < 500 else "core.fault"))
    return _answer(status, sentence(told))


def _full(error: Exception) -> Response:
    log.error("the database could not be written: %s", error)
    return _answer(507 if "full" in str(error) or "readonly" in str(error) else 500, sentence(Refusal("core.full")))


def _beyond(error: OverflowError) -> Response:
    # A number in an address that is too long for any id: SQLite cannot even be asked, so there is no such thing.
    return _answer(404, sentence(Refusal("core.not_found"))) if "SQLite" in str(error) else _fault(error)


def _fault(error: Exception) -> Response:
    log.exception("a fault at %s", request.path, exc_info=error)
    return _answer(500, sentence(Refusal("core.fault")))


def _answer(status: int, told: str, todos: tuple[Any, ...] = (), **more: Any) -> Response:
    if request.accept_mimetypes.best == "application/json" or request.is_json:
        response: Response = jsonify(error=told)
        response.status_code = status
        return response
    # A form refused for its token is refused before the gate looks the round up; the error page must not fail over it.
    with suppress(NotFound):
        here()
    return page("errors/refused.html", {"code": status, "told": told, "todos": todos}, status, **more)
