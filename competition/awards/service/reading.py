"""What may be read of the proposals and of the awards in force."""

from __future__ import annotations

from datetime import datetime

from competition.awards import store
from competition.awards.content import as_json
from competition.awards.records import Award, Proposal, Standing
from competition.awards.service.deriving import derive
from competition.core import approvals
from competition.core.canonical import digest
from competition.core.clock import in_beijing
from competition.core.database import Reader
from competition.core.errors import NotFound, Refusal
from competition.rounds import service as rounds
from competition.rounds.records import Phase, Round
from competition.tally import service as tally

ADOPT = "awards.adopt"


def proposals(reader: Reader, round_: Round) -> tuple[Proposal, ...]:
    """Every stored version, newest first; none while scoring is not left, because a list tells places."""
    return store.proposals(reader, round_.id) if tally.is_open(reader, round_) else ()


def current(reader: Reader, round_: Round) -> Proposal | None:
    """The newest version, or None."""
    found = proposals(reader, round_)
    return found[0] if found else None


def proposal(reader: Reader, round_: Round, version: int | None = None) -> Proposal:
    """One version, the newest where none is named; raises NotFound."""
    for one in proposals(reader, round_):
        if version in (None, one.version):
            return one
    raise NotFound("awards.not_found", round=round_.code)


def adopted(reader: Reader, round_: Round) -> Proposal | None:
    """The adopted version in force, or None."""
    return next((one for one in store.proposals(reader, round_.id) if one.is_adopted), None)


def awards(reader: Reader, round_: Round) -> tuple[Award, ...]:
    """The awards in force; none before adoption."""
    found = adopted(reader, round_)
    return found.awards if found else ()


def is_outdated(reader: Reader, round_: Round, one: Proposal) -> bool:
    """Whether the list would be another today, decided on the same day; also when it could no longer be made."""
    if tally.opened(reader, round_).has_left(Phase.PUBLICITY):
        return False
    try:
        return digest(as_json(derive(reader, round_, one.listing.decided_on))) != one.digest
    except Refusal:
        return True


def standing(reader: Reader, round_: Round, one: Proposal) -> Standing:
    """How far the version has come."""
    if one.is_adopted:
        return Standing.ADOPTED
    if is_outdated(reader, round_, one):
        return Standing.OUTDATED
    return Standing.SIGNED_ONCE if waiting(reader, round_, one) else Standing.PROPOSED


def waiting(reader: Reader, round_: Round, one: Proposal) -> approvals.Approval | None:
    """The first signature under this version that waits for the second, or None."""
    found = approvals.pending(reader, ADOPT, tag(round_, one))
    return found[0] if found else None


def publicity_over(reader: Reader, round_: Round) -> bool:
    """Whether the period of publicity, which posting the notice sets, has ended."""
    closes_at = closing(rounds.by_id(reader, round_.id))
    return closes_at is not None and reader.clock.now() >= closes_at


def closing(round_: Round) -> datetime | None:
    """When the present publicity ends, or None before its notice is posted.

    A period that ended before publicity was last entered belongs to a notice that no longer stands.
    """
    closes_at, entered = round_.deadlines.get(Phase.PUBLICITY), round_.phase_dates.get(Phase.PUBLICITY)
    if round_.phase is not Phase.PUBLICITY or closes_at is None or entered is None:
        return None
    return closes_at if in_beijing(closes_at).date() > entered else None


def tag(round_: Round, one: Proposal) -> str:
    """How the log names a version."""
    return f"{round_.tag}/awards:{one.version}"
