"""What other rooms and pages read of a round: itself, its rules in each version, its commitments."""

from __future__ import annotations

from typing import Any

from competition.core.database import Reader
from competition.core.errors import NotFound
from competition.rounds import store
from competition.rounds.records import Commitment, Move, Round, Rules


def get(db: Reader, code: str) -> Round:
    """The round of that code; raises NotFound."""
    found = store.by_code(db, code)
    if found is None:
        raise NotFound("rounds.not_found", round=code)
    return found


def by_id(db: Reader, round_id: int) -> Round:
    """The round of that id; raises NotFound."""
    found = store.by_id(db, round_id)
    if found is None:
        raise NotFound("rounds.not_found", round=str(round_id))
    return found


def find(db: Reader, code: str) -> Round | None:
    """The round of that code, or None."""
    return store.by_code(db, code)


def find_id(db: Reader, code: str) -> int | None:
    """The id behind a round's code, or None."""
    found = store.by_code(db, code)
    return None if found is None else found.id


def list_rounds(db: Reader) -> tuple[Round, ...]:
    """Every round, the latest first."""
    return store.rounds(db)


def moves(db: Reader, round_: Round) -> tuple[Move, ...]:
    """The round's way through its phases."""
    return store.moves(db, round_.id)


def rules(db: Reader, round_: Round) -> Rules:
    """The rules in force: the highest locked version, or before any locking the draft."""
    found = store.current(db, round_.id)
    if found is None:
        raise NotFound("rounds.no_rules", round=round_.code)
    return found


def working(db: Reader, round_: Round) -> Rules | None:
    """The draft version of the rules, or None when nothing is being changed."""
    return store.working(db, round_.id)


def rules_version(db: Reader, round_: Round, number: int) -> Rules:
    """One version of the rules, also an old one; raises NotFound."""
    found = store.version(db, round_.id, number)
    if found is None:
        raise NotFound("rounds.no_version", round=round_.code, number=number)
    return found


def versions(db: Reader, round_: Round) -> tuple[Rules, ...]:
    """Every version of the rules, oldest first."""
    return store.versions(db, round_.id)


def commitment(db: Reader, round_: Round) -> Commitment | None:
    """The signed digest in force, or None before the rules are locked."""
    signed = store.commitments(db, round_.id)
    return signed[-1] if signed else None


def commitments(db: Reader, round_: Round) -> tuple[Commitment, ...]:
    """Every signed digest, oldest first."""
    return store.commitments(db, round_.id)


def frozen(db: Reader, round_: Round, number: int | None = None) -> dict[str, Any]:
    """The rules file as it was hashed (``pingxuan-rules/1``); raises NotFound while that version is a draft."""
    number = rules(db, round_).version if number is None else number
    found = store.frozen(db, round_.id, number)
    if found is None:
        raise NotFound("rounds.no_version", round=round_.code, number=number)
    return found
