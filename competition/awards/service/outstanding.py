"""What the awards still ask for before a phase is left."""

from __future__ import annotations

from competition.awards.service.reading import current, is_outdated, publicity_over, waiting
from competition.core.database import Reader
from competition.core.records import ToDo
from competition.rounds.records import Phase, Round


def outstanding(reader: Reader, round_: Round, leaving: Phase) -> tuple[ToDo, ...]:
    """Leaving adjudication needs a list that follows from the tally; leaving publicity needs it adopted."""
    if leaving not in (Phase.ADJUDICATION, Phase.PUBLICITY):
        return ()
    here = {"code": round_.code}
    newest = current(reader, round_)
    if newest is None:
        return (ToDo("awards.propose", "awards.index", here),)
    if is_outdated(reader, round_, newest):
        return (ToDo("awards.propose_again", "awards.index", here, {"version": newest.version}),)
    if leaving is Phase.ADJUDICATION or newest.is_adopted:
        return ()
    if not publicity_over(reader, round_):
        return (ToDo("awards.adopt_later", "awards.index", here),)
    code = "awards.sign_second" if waiting(reader, round_, newest) else "awards.sign_first"
    return (ToDo(code, "awards.index", here),)
