"""What may be read of the register: the bundles of a round, their files, and whether they are still what they seal."""

from __future__ import annotations

from pathlib import Path

from competition.archive import store
from competition.archive.logs import concerns
from competition.archive.records import Bundle, Check, Scope
from competition.core import store as core
from competition.core.audit import LogEntry
from competition.core.database import Reader
from competition.core.errors import NotFound
from competition.rounds import service as rounds
from competition.rounds.records import Phase, Round


def bundles(reader: Reader, round_: Round) -> tuple[Bundle, ...]:
    """Every registered bundle of a round, newest first."""
    return store.bundles(reader, round_.id)


def bundle(reader: Reader, round_: Round, scope: Scope, version: int | None = None) -> Bundle:
    """One bundle of a round, the newest of its scope where no version is named; raises NotFound."""
    for one in store.bundles(reader, round_.id):
        if one.scope is scope and version in (None, one.version):
            return one
    raise NotFound("archive.not_found", round=round_.code)


def current(reader: Reader, round_: Round, scope: Scope) -> Bundle | None:
    """The newest bundle of a scope, or None before one is written."""
    return next((one for one in store.bundles(reader, round_.id) if one.scope is scope), None)


def is_current(reader: Reader, round_: Round, one: Bundle) -> bool:
    """Whether nothing about the round has been logged since the bundle was written; once archived, nothing counts."""
    if rounds.by_id(reader, round_.id).phase is Phase.ARCHIVED:
        return True
    return log_of(reader, round_)[-1].hash.hex() == one.log_head


def checked(reader: Reader, one: Bundle) -> Check | None:
    """The latest verification of a bundle, or None."""
    return store.last_check(reader, one.id)


def file_of(reader: Reader, one: Bundle) -> Path:
    """Where a bundle's file lies; raises NotFound when it is not there any more."""
    path = store.home(reader) / one.path
    if not path.is_file():
        raise NotFound("archive.file_gone", path=one.path)
    return path


def log_of(reader: Reader, round_: Round) -> tuple[LogEntry, ...]:
    """The log from its beginning to the last entry about the round, the archive's own left aside.

    Nothing later goes into a bundle: what other rounds do meanwhile is not this round's to tell.
    """
    whole = tuple(core.log(reader))
    about = [at for at, entry in enumerate(whole) if concerns(entry, round_.code) and _is_of_the_round(entry)]
    return whole[: about[-1] + 1] if about else ()


def _is_of_the_round(entry: LogEntry) -> bool:
    return not entry.act.startswith("archive.")
