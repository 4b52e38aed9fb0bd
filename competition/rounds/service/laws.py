"""What must hold of every round in the file."""

from __future__ import annotations

from collections.abc import Iterator

from competition.core.database import Law, Reader
from competition.rounds import store
from competition.rounds.freezing import freeze
from competition.rounds.records import Phase


def _rehashed(reader: Reader) -> Iterator[str]:
    for round_ in store.rounds(reader):
        for version in store.versions(reader, round_.id):
            if version.is_locked and freeze(round_, version).digest != version.digest:
                yield f"round {round_.code}: version {version.version} of the rules does not match its commitment"


def _phases(reader: Reader) -> Iterator[str]:
    for round_ in store.rounds(reader):
        way = store.moves(reader, round_.id)
        if not way or way[-1].entered is not round_.phase:
            yield f"round {round_.code}: its phase {round_.phase} is not the one last entered"
        if round_.phase is not Phase.DRAFT and not store.commitments(reader, round_.id):
            yield f"round {round_.code}: it has left draft without a commitment"


LAWS = (Law("locked rules match their commitment", _rehashed), Law("a phase is where its moves led", _phases))
