"""What must hold of everything published in the file."""

from __future__ import annotations

import json
from collections.abc import Iterator

from competition.core.canonical import digest
from competition.core.database import Law, Reader
from competition.publication import store
from competition.rounds import service as rounds
from competition.tally import service as tally


def _rehashed(reader: Reader) -> Iterator[str]:
    for row in store.every_notice(reader):
        if digest(json.loads(row["body"])) != row["digest"]:
            yield f"round {row['code']}: notice {row['serial']} does not match its digest"
    for row in store.every_result(reader):
        if digest(json.loads(row["content"])) != row["digest"]:
            yield f"round {row['code']}: published result {row['version']} does not match its digest"


def _carried(reader: Reader) -> Iterator[str]:
    for row in store.bare_notices(reader):
        yield f"round {row['code']}: notice {row['serial']} carries no result"


def _from_the_tally(reader: Reader) -> Iterator[str]:
    for round_ in rounds.list_rounds(reader):
        if not tally.is_open(reader, round_):  # a round that went back to scoring shows no tally to anyone
            continue
        for one in store.results(reader, round_.id):
            if tally.get_tally(reader, round_, one.tally_version).result_digest != one.result_digest:
                yield f"round {round_.code}: published result {one.version} names another tally than it shows"


LAWS = (
    Law("what was posted matches its digest", _rehashed),
    Law("every notice carries a result", _carried),
    Law("a published result is that of a stored tally", _from_the_tally),
)
