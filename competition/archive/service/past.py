"""Past rounds: the editions whose results are public, and one town's way through them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from competition.archive import history
from competition.archive.records import HANDED_OUT, Edition, Scope, Track
from competition.archive.service.reading import current
from competition.core.database import Reader
from competition.core.errors import NotFound
from competition.entries import service as entries
from competition.publication import service as publication
from competition.rounds import service as rounds
from competition.rounds.records import Round


def editions(reader: Reader) -> tuple[Edition, ...]:
    """Every round with a public result, oldest first; one in publicity is among them, marked as not final."""
    found = [edition for round_ in reversed(rounds.list_rounds(reader)) if (edition := _edition(reader, round_))]
    found.sort(key=lambda edition: (edition.round.year, edition.round.id))
    rules = [rounds.frozen(reader, edition.round) for edition in found]
    changed = [(), *(history.changes(old, new) for old, new in pairwise(rules))]
    return tuple(replace(edition, changes=told) for edition, told in zip(found, changed, strict=False))


def _edition(reader: Reader, round_: Round) -> Edition | None:
    shown = publication.result(reader, round_).shown
    if shown is None:
        return None
    towns = {entry.code: entry.town_id for entry in entries.entries(reader, round_)}
    handed_out = current(reader, round_, Scope.PUBLIC) if round_.phase in HANDED_OUT else None
    return Edition(
        round_, shown.content, shown.is_final, history.places(shown.content, towns),
        publication.rounding(reader, round_, shown), bundle=handed_out,
    )  # fmt: skip


def track(reader: Reader, town_id: int) -> tuple[tuple[Edition, ...], Track]:
    """The editions, and one town's way through them; raises NotFound where it took part in none."""
    every = editions(reader)
    for one in history.tracks(every):
        if one.town_id == town_id:
            return every, one
    raise NotFound("archive.no_town")
