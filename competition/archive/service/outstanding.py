"""What the archive still asks for before a round is sealed: both bundles, written as things stand, and intact."""

from __future__ import annotations

from competition.archive import store
from competition.archive.records import WRITING, Outcome, Scope
from competition.archive.service.reading import current, is_current
from competition.core.database import Reader
from competition.core.records import ToDo
from competition.rounds.records import Phase, Round


def outstanding(db: Reader, round_: Round, leaving: Phase) -> tuple[ToDo, ...]:
    """One to-do for each bundle that is not written, not current, or not found intact."""
    if leaving is not WRITING:
        return ()
    return tuple(todo for scope in Scope for todo in _missing(db, round_, scope))


def _missing(db: Reader, round_: Round, scope: Scope) -> tuple[ToDo, ...]:
    here = {"code": round_.code}
    one = current(db, round_, scope)
    if one is None:
        return (ToDo("archive.write", "archive.index", here, {"scope": scope}),)
    if not is_current(db, round_, one):
        return (ToDo("archive.write_again", "archive.index", here, {"scope": scope}),)
    found = store.last_check(db, one.id)
    if found is None or found.outcome is not Outcome.INTACT:
        return (ToDo("archive.verify", "archive.index", here, {"scope": scope}),)
    return ()
