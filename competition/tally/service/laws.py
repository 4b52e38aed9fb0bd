"""What must hold of every stored tally: its digests are those of its files, and it is made again to the same result.

What is kept of how firm it is must be whole and of the same input. It is not reckoned anew: its floats are those of one
machine and one numpy, which the document names.
"""

from __future__ import annotations

from collections.abc import Iterator

import scoring
from competition.core.canonical import digest
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


def _kept(reader: Reader) -> Iterator[str]:
    made = {tally.id: tally for tally in store.every(reader)}
    for kept in store.every_diagnostics(reader):
        tally = made[kept.tally_id]
        if digest(kept.document) != kept.digest:
            yield f"version {tally.version} of round {tally.round['code']}: its diagnostics do not match their digest"
        if not kept.input_digest == kept.document["input_digest"] == tally.input_digest:
            yield f"version {tally.version} of round {tally.round['code']}: its diagnostics are of another round file"


LAWS = (
    Law("a stored tally is made again to the same result", _every),
    Law("how firm a tally is was worked out of its own round file", _kept),
)
