"""What must hold of every entry in the file."""

from __future__ import annotations

from collections.abc import Iterator

from competition.core.database import Law, Reader
from competition.entries import store


def _vetoed_are_out(reader: Reader) -> Iterator[str]:
    for row in store.eligible_under_veto(reader):
        yield f"round {row['round_code']}: entry {row['code']} is eligible although a veto stands against it"


def _checked_before_scoring(reader: Reader) -> Iterator[str]:
    for row in store.unchecked_past_registration(reader):
        yield f"round {row['round_code']}: entry {row['code']} is scored although nobody found it eligible"


LAWS = (
    Law("an entry under a veto is not eligible", _vetoed_are_out),
    Law("entries are checked before scoring", _checked_before_scoring),
)
