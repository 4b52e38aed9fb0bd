"""What other rooms and pages read of entries."""

from __future__ import annotations

from competition.core.database import Reader
from competition.core.errors import NotFound
from competition.entries import store
from competition.entries.records import Entry, Measured, Nominee, Veto
from competition.rounds import service as rounds
from competition.rounds.records import Indicator, Phase, Round


def entries(db: Reader, round_: Round) -> tuple[Entry, ...]:
    """Every entry of the round in order, those withdrawn and excluded included."""
    return store.entries(db, round_.id)


def entry(db: Reader, round_: Round, code: str) -> Entry:
    """The entry of that code; raises NotFound."""
    found = store.entry(db, round_.id, code)
    if found is None:
        raise NotFound("entries.not_found", entry=code)
    return found


def entry_by_id(db: Reader, entry_id: int) -> Entry:
    """The entry of that id; raises NotFound."""
    found = store.entry_by_id(db, entry_id)
    if found is None:
        raise NotFound("entries.not_found", entry=entry_id)
    return found


def vetoes(db: Reader, entry_: Entry) -> tuple[Veto, ...]:
    """Every veto against an entry, lifted ones included."""
    return store.vetoes(db, entry_.id)


def veto_of(db: Reader, entry_: Entry, veto_id: int) -> Veto:
    """The entry's veto of that id, as long as it stands; raises NotFound."""
    for held in store.vetoes(db, entry_.id):
        if held.id == veto_id and held.stands:
            return held
    raise NotFound("entries.no_veto")


def nominees(db: Reader, entry_: Entry) -> tuple[Nominee, ...]:
    """The enterprises the entry puts up, in the order they were put up."""
    return store.nominees(db, entry_.id)


def nominee(db: Reader, nominee_id: int) -> Nominee:
    """The nominee of that id; raises NotFound."""
    found = store.nominee(db, nominee_id)
    if found is None:
        raise NotFound("entries.no_nominee")
    return found


def figures(db: Reader, round_: Round) -> dict[tuple[str, str], Measured]:
    """The figures that stand, by entry code and indicator code."""
    return store.figures(db, round_.id)


def figure_history(db: Reader, entry_: Entry, indicator: str) -> tuple[Measured, ...]:
    """Every version of one figure, the first first."""
    return store.history(db, entry_.id, indicator)


def missing(db: Reader, round_: Round) -> dict[str, tuple[Indicator, ...]]:
    """For each eligible entry the measured indicators without a figure; entries with none missing are left out."""
    held = figures(db, round_)
    asked = rounds.rules(db, round_).measured
    found = {
        it.code: tuple(leaf for leaf in asked if (it.code, leaf.code) not in held)
        for it in entries(db, round_)
        if it.is_eligible
    }
    return {code: leaves for code, leaves in found.items() if leaves}


def is_open(db: Reader, round_: Round) -> bool:
    """Whether entries may still be changed without a ruling, as the round stands now."""
    return not rounds.by_id(db, round_.id).has_left(Phase.REGISTRATION)
