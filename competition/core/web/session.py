"""The browser's session: a random token in the signed cookie; the table of sessions is the accounts room's."""

from __future__ import annotations

from typing import Any

from flask import Response, session

KEPT = ("lang",)


def token() -> str | None:
    """The session token that the browser holds, or None."""
    held = session.get("token")
    return held if isinstance(held, str) else None


def remember(response: Response | Any, new_token: str) -> Any:
    """Put a fresh session token into the cookie; everything else of the old session but the language goes."""
    kept = {name: session[name] for name in KEPT if name in session}
    session.clear()
    session.update(kept)
    session["token"] = new_token
    return response


def forget(response: Response | Any) -> Any:
    """Take the session token out of the cookie."""
    kept = {name: session[name] for name in KEPT if name in session}
    session.clear()
    session.update(kept)
    return response
