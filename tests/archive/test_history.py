"""Past rounds side by side: places by town, what the rules changed, and the chart's rows."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import pytest

from competition.archive import history, service
from competition.archive.bump import _rows as rows_of
from competition.archive.records import Change, Edition, Place, Track
from competition.core.errors import NotFound
from competition.core.records import Text
from competition.registry import service as registry
from competition.rounds import service as rounds
from competition.rounds.records import Round
from competition.sample.story import Stage
from competition.tally.records import Rounding

Json = dict[str, Any]
ROUNDING = Rounding(2, "half_up")


@pytest.fixture
def rules(stage: Stage, round_: Round) -> Json:
    """The locked rules of the sample round."""
    return copy.deepcopy(rounds.frozen(stage.db, round_))


def changed(rules: Mapping[str, Any], edit: Any) -> tuple[Change, ...]:
    """What is said to have changed after an edit."""
    other = copy.deepcopy(dict(rules))
    edit(other)
    return history.changes(rules, other)


def test_the_same_rules_changed_nothing(rules: Json) -> None:
    """Another title, quota or threshold does not make places incomparable."""
    assert changed(rules, lambda other: other.update(code="x", quota=9, title={"zh": "新", "en": "new"})) == ()


def test_a_changed_weight_is_said_with_both_values(rules: Json) -> None:
    """Environment from 15 to 20, features from 20 to 15."""

    def shift(other: Json) -> None:
        for branch, by in ((other["criteria"][0], -5), (other["criteria"][-1], 5)):
            leaf = branch["indicators"][-1]
            leaf["weight"] = str(int(leaf["weight"]) + by)

    first, last = rules["criteria"][0]["title"], rules["criteria"][-1]["title"]
    assert changed(rules, shift) == (
        Change("weight", Text(first["zh"], first["en"]), "20", "15"),
        Change("weight", Text(last["zh"], last["en"]), "15", "20"),
    )


def test_other_changes_are_said_by_their_kind(rules: Json) -> None:
    """Dimensions added and dropped, indicators, anchors, the method and the tie chain."""

    def inside(other: Json) -> None:
        one, two = other["criteria"][0]["indicators"][:2]
        one["weight"], two["weight"] = str(int(one["weight"]) + 1), str(int(two["weight"]) - 1)

    def anchors(other: Json) -> None:
        leaf = next(leaf for leaf in other["criteria"][0]["indicators"] if leaf["kind"] == "judged")
        leaf["scale"]["step"] = "1"

    def dropped(other: Json) -> None:
        gone = other["criteria"].pop()
        other["criteria"].append({**gone, "code": "Z"})

    assert [one.kind for one in changed(rules, inside)] == ["indicators"]
    assert [one.kind for one in changed(rules, anchors)] == ["scores"]
    assert [one.kind for one in changed(rules, dropped)] == ["removed", "added"]
    assert [one.kind for one in changed(rules, lambda o: o["method"].update(aggregate="geometric"))] == ["method"]
    assert [one.kind for one in changed(rules, lambda o: o["method"].update(ties=["lot"]))] == ["ties"]


def test_editions_are_those_with_a_public_result(stage: Stage, round_: Round) -> None:
    """The published one and the one in publicity, oldest first, the latter not final."""
    found = service.editions(stage.db)
    assert [(edition.round.code, edition.is_final) for edition in found] == [("xz-2023", True), ("xz-2025", False)]
    assert found[1].changes == ()
    assert found[0].bundle is None


def test_a_town_keeps_its_way_through_other_entry_codes(stage: Stage, round_: Round) -> None:
    """Places are joined by town, whatever the entry's code in each round."""
    editions = service.editions(stage.db)
    for track in history.tracks(editions):
        for edition, place in zip(editions, track.places, strict=True):
            if place is not None:
                assert place.name == track.name
                assert edition.places[track.town_id] is place
    every, one = service.track(stage.db, registry.town_by_code(stage.db, "ZY01").id)
    assert len(one.places) == len(every) == 2
    with pytest.raises(NotFound):
        service.track(stage.db, 999)


def place(rank: int, *awarded: str) -> Place:
    """A place for made-up editions."""
    return Place("T01", Text("镇"), Text("县"), rank, "80", {}, tuple(Text(name) for name in awarded))


def test_what_is_told_is_who_leads_rose_and_fell() -> None:
    """At most three towns, each once."""
    tracks = (
        Track(1, Text("甲"), (place(1), place(1))), Track(2, Text("乙"), (place(5), place(2))),
        Track(3, Text("丙"), (place(2), place(5))), Track(4, Text("丁"), (place(3), place(3))),
        Track(5, Text("戊"), (None, place(4))),
    )  # fmt: skip
    assert [track.town_id for track in history.outstanding_tracks(tracks)] == [1, 2, 3]
    assert [track.town_id for track in history.outstanding_tracks(tracks[:1])] == [1]
    assert history.outstanding_tracks(()) == ()


def test_lines_are_dashed_where_a_rule_changed(app: Any, stage: Stage, round_: Round) -> None:
    """The segment that leads to the edition with other rules is dashed, the others are whole."""
    plain = [Edition(round_, {}, True, {}, ROUNDING) for _ in range(3)]
    editions = [plain[0], plain[1], Edition(round_, {}, True, {}, ROUNDING, changes=(Change("method", Text("")),))]
    track = Track(1, Text("甲"), (place(2, "企业"), place(1), place(3)))
    with app.test_request_context():
        drawn = rows_of(editions, [track], [track], 3, is_wide=True)
    lines = [row for row in drawn if row["kind"] == "line"]
    assert {(row["way"], row["dashed"]) for row in lines} == {("1/0", False), ("1/1", True)}
    assert [row["filled"] for row in drawn if row["kind"] == "dot"] == [True, False, False]
    assert [row["kind"] for row in drawn].count("change") == 1
