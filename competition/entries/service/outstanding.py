"""What must be done about entries before registration is left."""

from __future__ import annotations

from collections.abc import Iterator

from competition.core.database import Reader
from competition.core.records import ToDo
from competition.entries.records import CheckState, Entry
from competition.entries.service.reading import entries, missing, nominees
from competition.rounds import service as rounds
from competition.rounds.records import Phase, Round


def outstanding(db: Reader, round_: Round, leaving: Phase) -> tuple[ToDo, ...]:
    """The to-dos that keep the round from leaving ``leaving``: only registration asks anything of entries."""
    return tuple(_registration(db, round_)) if leaving is Phase.REGISTRATION else ()


def _registration(db: Reader, round_: Round) -> Iterator[ToDo]:
    standing = [entry for entry in entries(db, round_) if entry.is_eligible]
    if not standing:
        yield ToDo("entries.none_yet", "entries.index", {"code": round_.code})
    gaps = missing(db, round_) if rounds.rules(db, round_).method.get("missing") == "refuse" else {}
    for entry in standing:
        if entry.check is CheckState.PENDING:
            yield _about(entry, round_, "entries.unchecked")
        if entry.code in gaps:
            leaves = gaps[entry.code]
            codes = [leaf.code for leaf in leaves]
            yield _about(entry, round_, "entries.figures_missing", n=len(leaves), indicators=codes)
        waiting = [held for held in nominees(db, entry) if held.check is CheckState.PENDING]
        if waiting:
            yield _about(entry, round_, "entries.nominees_unchecked", n=len(waiting))


def _about(entry: Entry, round_: Round, code: str, **params: object) -> ToDo:
    return ToDo(code, "entries.show", {"code": round_.code, "entry": entry.code}, {"entry": entry.name, **params})
