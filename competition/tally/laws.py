"""What must hold of every stored tally: its digests are those of its files, and it is made again to the same digest."""

from __future__ import annotations

from collections.abc import Iterator

import scoring
from competition.core.database import Law, Reader
from competition.tally import store


def _inputs(reader: Reader) -> Iterator[str]:
    for tally in store.every(reader):
        if scoring.digest(tally.round) != tally.input_digest:
            yield f"version {tally.version} of round {tally.round_id}: its round file has another digest"


def _results(reader: Reader) -> Iterator[str]:
    for tally in store.every(reader):
        again = scoring.tally(scoring.read_round(tally.round)).as_format()
        if again["result_digest"] != tally.result_digest or tally.result["result_digest"] != tally.result_digest:
            yield f"version {tally.version} of round {tally.round_id}: made again, it gives another result"


LAWS = (
    Law("a tally's round file is the one it names", _inputs),
    Law("a tally made again gives the same result", _results),
)
