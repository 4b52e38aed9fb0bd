"""What must hold of every stored tally: its digests are those of its files, and it is made again to the same result."""

from __future__ import annotations

from collections.abc import Iterator

import scoring
from competition.core.database import Law, Reader
from competition.tally import store
from competition.tally.records import Tally


def faults(tally: Tally) -> Iterator[str]:
    """A sentence for each way in which a stored version is not what it says."""
    called = f"version {tally.version} of round {tally.round['code']}"
    if scoring.digest(tally.round) != tally.input_digest:
        yield f"{called}: its round file has another digest"
        return
    again = scoring.tally(scoring.read_round(tally.round)).as_format()
    if not again["result_digest"] == tally.result["result_digest"] == tally.result_digest:
        yield f"{called}: made again, it gives another result"


def _every(reader: Reader) -> Iterator[str]:
    for stored in store.every(reader):
        yield from faults(stored)


LAWS = (Law("a stored tally is made again to the same result", _every),)
