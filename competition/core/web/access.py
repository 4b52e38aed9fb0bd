"""Who asks, for which round, and whether they may: every view wears exactly one of the three marks below."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import g, redirect, request, url_for

from competition.core.database import Database
from competition.core.errors import Denied, NotFound
from competition.core.permissions import Permission, may, may_anywhere
from competition.core.records import PUBLIC, Actor
from competition.core.web.house import house
from competition.core.web.session import token

View = Callable[..., Any]


def db() -> Database:
    """The installation's database."""
    return house().database


def actor() -> Actor:
    """Whoever asks: the signed-in account, or the public."""
    if "actor" not in g:
        held = token()
        g.actor = (house().hook("identify")(db(), held) if held else None) or PUBLIC
    return g.actor  # type: ignore[no-any-return]


def here() -> Any:
    """The round that the address names by its ``<code>``, or None outside a round; a code nobody knows is not found."""
    if "round" not in g:
        named = code = (request.view_args or {}).get("code")
        if request.endpoint == "core.menu":  # the phone's menu stands for the masthead of the page it was opened from
            code = request.args.get("round")
        inside = request.blueprint in _in_round()
        g.round = house().hook("locate")(db(), code) if code and inside else None
        if named and inside and g.round is None:
            raise NotFound("core.not_found")
    return g.round


def _in_round() -> frozenset[str]:
    if "in_round" not in g:
        g.in_round = frozenset(room.pages.name for room in house().rooms) - {"policy"}
    return g.in_round  # type: ignore[no-any-return]


def needs(*permissions: Permission) -> Callable[[View], View]:
    """Mark a view as open to whoever holds one of the permissions, in the round that the address names."""

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if actor().account_id is None:
                return _to_sign_in()
            if not any(_allowed(permission) for permission in permissions):
                raise Denied("core.not_permitted", permission=permissions[0])
            return view(*args, **kwargs)

        guarded.access = permissions  # type: ignore[attr-defined]
        return guarded

    return mark


def signed_in(view: View) -> View:
    """Mark a view as open to every account; what it shows depends on whose it is."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        return _to_sign_in() if actor().account_id is None else view(*args, **kwargs)

    guarded.access = "account"  # type: ignore[attr-defined]
    return guarded


def open_to_all(view: View) -> View:
    """Mark a view as open to anyone."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def allowed_here(permission: Permission | None) -> bool:
    """Whether the actor may, in the round of this page or, outside a round, in any."""
    return permission is None or _allowed(permission)


def _allowed(permission: Permission) -> bool:
    where = here()
    return may_anywhere(actor(), permission) if where is None else may(actor(), permission, where.id)


def _to_sign_in() -> Any:
    back = request.full_path.rstrip("?") if request.method == "GET" else request.referrer and "/"
    return redirect(url_for("accounts.sign_in", next=back or "/"), code=303)
