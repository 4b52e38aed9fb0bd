"""What must hold of every award in the file."""

from __future__ import annotations

from collections.abc import Iterator

from competition.awards import store
from competition.core.database import Law, Reader


def _sums(reader: Reader) -> Iterator[str]:
    for row in store.wrong_sums(reader):
        yield f"proposal {row['id']}: the ledger holds {row['listed']} fen, the proposal {row['total_fen']}"


def _two_signatures(reader: Reader) -> Iterator[str]:
    for row in store.unsigned(reader):
        yield f"proposal {row['proposal_id']}: adopted without two signatures"


LAWS = (
    Law("the ledger holds what was adopted", _sums),
    Law("awards are adopted by two people", _two_signatures),
)
