"""Every room that may have something outstanding, in the order of a round's life.

A new room that takes part in the phases is one line here.
"""

from __future__ import annotations

from collections.abc import Callable

from competition.core.database import Reader
from competition.core.records import ToDo
from competition.rounds import service as rounds
from competition.rounds.records import Phase, Round

Ask = Callable[[Reader, Round, Phase], tuple[ToDo, ...]]


def _standing() -> tuple[Ask, ...]:  # TEMPORARY while rooms are being built: whichever can be imported
    import importlib

    found: list[Ask] = [rounds.outstanding]
    for name in ("entries", "panels", "ballots", "tally", "adjudication", "awards", "publication", "archive"):
        try:
            found.append(importlib.import_module(f"competition.{name}.service").outstanding)
        except (ImportError, AttributeError):
            continue
    return tuple(found)


ASKED: tuple[Ask, ...] = _standing()


def outstanding(db: Reader, round_: Round, leaving: Phase) -> tuple[ToDo, ...]:
    """What every room still wants done before the phase is left."""
    return tuple(todo for ask in ASKED for todo in ask(db, round_, leaving))
