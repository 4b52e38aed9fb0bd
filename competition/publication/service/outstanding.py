"""What publication still asks for before a phase is left."""

from __future__ import annotations

from competition.core.clock import today
from competition.core.database import Reader
from competition.core.records import ToDo
from competition.publication.records import Kind
from competition.publication.service.approving import approval, is_of_this_review
from competition.publication.service.reading import is_outdated, standing
from competition.rounds.records import Phase, Round

PAGE = "publication.index"


def outstanding(reader: Reader, round_: Round, leaving: Phase) -> tuple[ToDo, ...]:
    """Leaving adjudication needs the approval, leaving publicity its notice and its days, leaving published the result.

    That a list is proposed, follows from the tally and is adopted, the awards room says.
    """
    asks = {Phase.ADJUDICATION: _approval, Phase.PUBLICITY: _publicity, Phase.PUBLISHED: _result}
    return asks[leaving](reader, round_) if leaving in asks else ()


def _approval(reader: Reader, round_: Round) -> tuple[ToDo, ...]:
    here = {"code": round_.code}
    found = approval(reader, round_)
    if found is None:
        return (ToDo("publication.approve", PAGE, here),)
    return () if is_of_this_review(reader, round_, found) else (ToDo("publication.approve_again", PAGE, here),)


def _publicity(reader: Reader, round_: Round) -> tuple[ToDo, ...]:
    here = {"code": round_.code}
    posted = standing(reader, round_, Kind.PUBLICITY)
    if posted is None:
        return (ToDo("publication.post", PAGE, here),)
    if is_outdated(reader, round_, posted):
        return (ToDo("publication.post_again", PAGE, here, {"on": posted.posted_on}),)
    if posted.is_running(today(reader.clock)):
        return (ToDo("publication.period_runs", PAGE, here, {"closes_on": posted.closes_on}),)
    return ()


def _result(reader: Reader, round_: Round) -> tuple[ToDo, ...]:
    if standing(reader, round_, Kind.RESULT):
        return ()
    return (ToDo("publication.publish", PAGE, {"code": round_.code}),)
