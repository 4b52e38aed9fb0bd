"""Past rounds side by side: each town's way through the editions, and what the rules changed in between. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from competition.archive.records import Change, Edition, Place, Track
from competition.core.amounts import plain
from competition.core.records import Text

Rules = Mapping[str, Any]
NOTHING = Text("")
# Codes and titles name the edition itself, quota and thresholds do not move a score: neither makes places incomparable.
METHOD = ("panel", "severity", "weighting", "aggregate", "rounding", "missing", "adjustments")


def places(content: Mapping[str, Any], towns: Mapping[str, int]) -> dict[int, Place]:
    """The places of a published result by town; ``towns`` says which town an entry was."""
    named: dict[str, list[Text]] = {}
    for award in content["awards"]:
        named.setdefault(award["entry"], []).append(_text(award["enterprise"]))
    return {
        towns[row["entry"]]: Place(
            row["entry"], _text(row["name"]), _text(row["county"]), row["rank"], row["total"], row["shares"],
            tuple(named.get(row["entry"], ())), _interval(row),
        )
        for row in content["standings"]
    }  # fmt: skip


def _interval(row: Mapping[str, Any]) -> tuple[int, int] | None:
    low, high = row.get("interval", (None, None))
    return None if low is None else (low, high)


def tracks(editions: Sequence[Edition]) -> tuple[Track, ...]:
    """Every town's way, by its latest place, towns that did not take part in the last edition after the others."""
    ids = {town for edition in editions for town in edition.places}
    made = [Track(town, _name(editions, town), tuple(e.places.get(town) for e in editions)) for town in ids]
    return tuple(sorted(made, key=_latest_first))


def _name(editions: Sequence[Edition], town: int) -> Text:
    return next(edition.places[town].name for edition in reversed(editions) if town in edition.places)


def _latest_first(track: Track) -> tuple[object, ...]:
    backwards = [(0, place.rank) if place else (1, 0) for place in reversed(track.places)]
    return (*backwards, track.name.zh)


def outstanding_tracks(made: Sequence[Track]) -> tuple[Track, ...]:
    """The two or three worth telling: who stands first now, who rose most, who fell most."""
    if not made:
        return ()
    climber = max(made, key=lambda track: track.risen)
    faller = min(made, key=lambda track: track.risen)
    told = [made[0], *([climber] if climber.risen > 0 else []), *([faller] if faller.risen < 0 else [])]
    return tuple({track.town_id: track for track in told}.values())


def changes(old: Rules, new: Rules) -> tuple[Change, ...]:
    """What differs in how places come about: weights and indicators, dimension by dimension, then the method."""
    return (*_dimensions(old, new), *_method(old["method"], new["method"]))


def _dimensions(old: Rules, new: Rules) -> Iterator[Change]:
    before, after = ({branch["code"]: branch for branch in rules["criteria"]} for rules in (old, new))
    for code in dict.fromkeys([*before, *after]):
        if code not in after:
            yield Change("removed", _text(before[code]["title"]))
        elif code not in before:
            yield Change("added", _text(after[code]["title"]))
        else:
            yield from _dimension(before[code], after[code])


def _dimension(before: Rules, after: Rules) -> Iterator[Change]:
    title = _text(after["title"])
    weights = [_weight(branch["indicators"]) for branch in (before, after)]
    if weights[0] != weights[1]:
        yield Change("weight", title, *weights)
    elif _heard(before, "weight") != _heard(after, "weight"):
        yield Change("indicators", title)
    if _heard(before, "kind", "scale", "normalize", "unit") != _heard(after, "kind", "scale", "normalize", "unit"):
        yield Change("scores", title)


def _weight(leaves: Iterable[Rules]) -> str:
    return plain(sum((Decimal(leaf["weight"]) for leaf in leaves), Decimal(0)))


def _heard(branch: Rules, *fields: str) -> dict[str, list[Any]]:
    return {leaf["code"]: [leaf.get(field) for field in fields] for leaf in branch["indicators"]}


def _method(old: Rules, new: Rules) -> Iterator[Change]:
    if any(old[name] != new[name] for name in METHOD):
        yield Change("method", NOTHING)
    if old["ties"] != new["ties"]:
        yield Change("ties", NOTHING)


def _text(told: Mapping[str, str]) -> Text:
    return Text(told["zh"], told["en"])
