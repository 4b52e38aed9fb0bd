"""How figures are written for reading: rounded as the round's own rules say, and never cut shorter than they are."""

import pytest

from competition.core.database import Database
from competition.tally import service
from competition.tally.records import Rounding, fixed
from competition.tally.tables import mark_tables
from tests.tally.scene import build


def test_a_five_goes_up() -> None:
    """A figure that no rule of the round touches is rounded half up, away from zero, also where half-even would not."""
    assert [fixed(number) for number in ("82.125", "82.135", "-0.125", "0.005", "-0.001")] == [
        "82.13", "82.14", "−0.13", "0.01", "0.00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("mode", "places", "written"), [("half_up", 2, "82.13"), ("half_even", 2, "82.12"), ("half_up", 3, "82.125")]
)
def test_a_score_is_written_as_the_rules_round(database: Database, mode: str, places: int, written: str) -> None:
    """A stored tally knows how its round writes scores: places and mode are those of its own method."""
    scene = build(database, rules={"method": {"rounding": {"mode": mode, "places": places, "at": ["total"]}}})
    rounding = service.tally(database, scene.actor("organizer"), scene.round).rounding
    assert rounding == Rounding(places, mode)
    assert rounding.written("82.125") == written
    assert rounding.written(None) == "—"


def test_marks_stand_as_they_were_given(database: Database) -> None:
    """A table of marks shows as many decimals as its finest mark has, so none is rounded for reading."""
    scene = build(database, marks={"T01": ("88.5", "90", "89", "91", "90")})
    made = service.tally(database, scene.actor("organizer"), scene.round)
    file = {**made.round, "ballots": [_finer(ballot) for ballot in made.round["ballots"]]}
    file["criteria"] = [
        {**branch, "indicators": [_in_hundredths(leaf) for leaf in branch["indicators"]]} for branch in file["criteria"]
    ]
    assert {table.code: table.places for table in mark_tables(file, made.result)} == {"A4": 2, "B5": 1}


def _finer(ballot: dict[str, object]) -> dict[str, object]:
    marks = ballot["marks"]
    assert isinstance(marks, dict)
    return {**ballot, "marks": {**marks, "A4": "86.25" if marks["A4"] == "88.5" else marks["A4"]}}


def _in_hundredths(leaf: dict[str, object]) -> dict[str, object]:
    scale = leaf.get("scale")
    return {**leaf, "scale": {**scale, "step": "0.25"}} if isinstance(scale, dict) else leaf
