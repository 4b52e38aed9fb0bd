"""The sentences of the desk."""

from __future__ import annotations

from typing import Any

from competition.core.locale import _l

REFUSALS = {
    "desk.outstanding": _l("%(phase)s cannot start yet. Still outstanding: %(n)s."),
    "desk.back_needs_two": _l("Going back needs a reason and two people: propose it, and let another person sign."),
    "desk.back_is_proposed": _l("Somebody proposes to go back. Sign that, or take it back, before the round moves on."),
    "desk.no_way_back": _l("There is no way back from %(phase)s."),
    "desk.nothing_proposed": _l("Nobody has proposed to go back, so there is nothing to sign."),
}
TODOS: dict[str, Any] = {}
STATES: dict[Any, tuple[Any, ...]] = {}
