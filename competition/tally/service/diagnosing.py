"""Working out how firm a stored tally is. It takes seconds, so it is a deed of its own, reckoned outside the write."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import scoring
from competition.core.database import Database, Reader, write
from competition.core.errors import Frozen, Refusal
from competition.core.permissions import Permission, require
from competition.core.records import Actor
from competition.rounds import service as rounds
from competition.rounds.records import Phase, PublishMarks, Round
from competition.tally import store, sureness
from competition.tally.records import TALLYING, Diagnostics, Tally
from competition.tally.service.reading import get_tally, opened
from competition.tally.sureness import Apart, Placed, Places

DIAGNOSING = (*TALLYING, Phase.PUBLISHED)
"""The phases in which it may be worked out how firm the tally is: up to the sealing of the round."""


def diagnose(db: Database, actor: Actor, round_: Round) -> Diagnostics:
    """Look at the newest version through every lens and keep what is seen; what is kept already stands."""
    require(actor, Permission.TALLY, round_.id)
    last = _newest(db, round_)
    held = store.diagnostics(db, last.id)
    if held is not None:
        return held
    document = _examined(last, rounds.rules(db, round_).quota)
    with write(db) as tx:
        _newest(tx, round_)
        held = store.diagnostics(tx, last.id)
        if held is not None:  # somebody else asked for it meanwhile
            return held
        kept = store.add_diagnostics(tx, last.id, document, actor.tag)
        tx.log(
            actor, "tally.diagnose", round_.tag, version=last.version, input_digest=last.input_digest,
            after=kept.digest,
        )  # fmt: skip
        return kept


def _newest(db: Reader, round_: Round) -> Tally:
    now = opened(db, round_)
    if now.phase not in DIAGNOSING:
        raise Frozen("tally.diagnosing_closed", phase=now.phase)
    return get_tally(db, now)


def _examined(tally: Tally, quota: int) -> dict[str, Any]:
    # The lenses load scipy, which no other page needs.
    from scoring.diagnostics import diagnose as examine

    try:
        return examine(scoring.read_round(tally.round), quota=quota)
    except scoring.Refused as refused:
        raise Refusal(
            "tally.refused", pointer=refused.pointer, expected=refused.expected, found=refused.found
        ) from refused


def diagnostics(db: Reader, round_: Round, *, version: int | None = None) -> Diagnostics | None:
    """How firm a stored version is, or None while that has not been worked out."""
    return store.diagnostics(db, get_tally(db, round_, version).id)


def awaits_diagnosis(db: Reader, round_: Round) -> bool:
    """True while nobody has asked how firm the newest version is; one that ranks no entry has nothing to be asked."""
    last = get_tally(db, round_)
    return bool(last.result["standings"]) and store.diagnostics(db, last.id) is None


def public_diagnostics(db: Reader, round_: Round, *, version: int | None = None) -> dict[str, Any] | None:
    """The document as anyone may have it: where the rules withhold the marks, without what names a judge or a mark."""
    kept = diagnostics(db, round_, version=version)
    if kept is None:
        return None
    if rounds.rules(db, round_).publish_marks is PublishMarks.PSEUDONYMS:
        return dict(kept.document)
    return sureness.discreet(kept.document)


def rank_sets(kept: Diagnostics | None) -> dict[str, Places]:
    """The places that 95 % leaves open to each entry, from the first to the last; empty where there are none."""
    return sureness.rank_sets(kept.document if kept else None)


def told_apart(rows: Iterable[tuple[int, Places]]) -> Apart | None:
    """Which published places can be told apart, given each with its rank set; None without any set."""
    return sureness.apart(Placed(rank, low, high) for rank, (low, high) in rows)
