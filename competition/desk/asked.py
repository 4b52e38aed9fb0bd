"""Every room that may have something outstanding, in the order of a round's life.

A new room that takes part in the phases is one line here.
"""

from __future__ import annotations

from collections.abc import Callable

from competition.adjudication import service as adjudication
from competition.archive import service as archive
from competition.awards import service as awards
from competition.ballots import service as ballots
from competition.core.database import Reader
from competition.core.records import ToDo
from competition.entries import service as entries
from competition.panels import service as panels
from competition.publication import service as publication
from competition.rounds import service as rounds
from competition.rounds.records import Phase, Round
from competition.tally import service as tally

Ask = Callable[[Reader, Round, Phase], tuple[ToDo, ...]]

ASKED: tuple[Ask, ...] = (
    rounds.outstanding,
    entries.outstanding,
    panels.outstanding,
    ballots.outstanding,
    tally.outstanding,
    adjudication.outstanding,
    awards.outstanding,
    publication.outstanding,
    archive.outstanding,
)


def outstanding(db: Reader, round_: Round, leaving: Phase) -> tuple[ToDo, ...]:
    """What every room still wants done before the phase is left."""
    return tuple(todo for ask in ASKED for todo in ask(db, round_, leaving))
