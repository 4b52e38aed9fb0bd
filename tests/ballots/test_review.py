"""The pure parts: what is worth a second look, the strip of one's own marks, the bands and scales."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from competition.ballots.records import BallotState, JudgeState, Stage, is_on_scale, judge_state, stage_of
from competition.ballots.review import Leaf, own_rows, tenth, weighted
from competition.ballots.strip import strip
from competition.core.records import Text
from competition.rounds.records import Indicator, Kind

LEAVES = [Leaf("A1", "A", 800, 10_000), Leaf("B1", "B", 400, 10_000), Leaf("C1", "C", 400, 10_000)]
marks = st.dictionaries(st.sampled_from(["A1", "B1", "C1"]), st.integers(0, 200).map(lambda n: n * 50), min_size=3)


def row(total: int) -> dict[str, int]:
    """Marks that are equal on every indicator."""
    return dict.fromkeys(("A1", "B1", "C1"), total)


def test_entries_stand_by_their_own_weighted_mark() -> None:
    """Highest first; an entry with a blank stands last and has no total."""
    rows = own_rows({"T1": row(7000), "T2": {"A1": 9000}, "T3": row(8000)}, LEAVES, ["A", "B", "C"])
    assert [(r.entry, r.total) for r in rows] == [("T3", 8000), ("T1", 7000), ("T2", None)]


def test_level_and_close_entries_are_said() -> None:
    """Equal totals are level; 0.3 apart is close; 0.31 is neither."""
    rows = own_rows({"T1": row(8000), "T2": row(8000), "T3": row(7970), "T4": row(7930)}, LEAVES, ["A", "B", "C"])
    assert [[odd.code for odd in r.oddities] for r in rows] == [["level"], ["close"], [], []]
    assert rows[1].oddities[0].params == {"other": "T3", "gap": 30}


def test_a_dimension_far_from_the_others_is_said() -> None:
    """Ten points from the mean of the others is said, less is not."""
    low = own_rows({"T1": {"A1": 7000, "B1": 8000, "C1": 8000}}, LEAVES, ["A", "B", "C"])[0]
    assert [(odd.code, odd.params) for odd in low.oddities] == [("low", {"dimension": "A", "gap": 1000})]
    assert own_rows({"T1": {"A1": 7050, "B1": 8000, "C1": 8000}}, LEAVES, ["A", "B", "C"])[0].oddities == ()


def test_other_scales_are_brought_to_a_hundred() -> None:
    """A mark of 8 out of 10 weighs like 80 out of 100."""
    assert weighted({"A1": 800}, [Leaf("A1", "A", 500, 1000)]) == Fraction(8000)


@given(st.lists(marks, max_size=6))
def test_the_order_of_entries_changes_no_total(given_marks: list[dict[str, int]]) -> None:
    """Whatever the order the entries come in, each has the same total and dimensions."""
    ballots = {f"T{n}": each for n, each in enumerate(given_marks)}
    there = {r.entry: (r.total, dict(r.dimensions)) for r in own_rows(ballots, LEAVES, ["A", "B", "C"])}
    turned = dict(reversed(ballots.items()))
    back = {r.entry: (r.total, dict(r.dimensions)) for r in own_rows(turned, LEAVES, ["A", "B", "C"])}
    assert there == back


@given(st.fractions(0, 10_000))
def test_tenths_round_half_up(value: Fraction) -> None:
    """A shown tenth is never more than five hundredths away, and five goes up."""
    assert tenth(value) % 10 == 0
    assert -5 < tenth(value) - value <= 5


@given(st.integers(-100, 11_000))
def test_a_mark_on_the_scale_is_a_step_of_it(mark: int) -> None:
    """Half points from 0 to 100 and nothing else."""
    assert is_on_scale(mark, 0, 10_000, 50) == (mark in range(0, 10_001, 50))


LEAF = Indicator("A4", "A", Text("特色"), 800, Kind.JUDGED)


def test_the_strip_begins_at_sixty_or_lower() -> None:
    """Its line runs from 60, or from the ten below the lowest mark, to the top of the scale."""
    assert (strip(LEAF, []).low, strip(LEAF, []).high) == (6000, 10_000)
    assert strip(LEAF, [(Text("甲"), 4750)]).low == 4000


def test_marks_on_one_spot_are_stacked() -> None:
    """Dots that would cover each other stand on different levels."""
    drawn = strip(LEAF, [(Text(name), 8000) for name in "甲乙丙"] + [(Text("丁"), 9500)])
    assert [dot.level for dot in drawn.dots] == [0, 1, 2, 0]
    assert drawn.height > strip(LEAF, [(Text("甲"), 8000)]).height


def test_the_nearest_marks_are_named() -> None:
    """The nearest at or below and the nearest above, where there are any."""
    drawn = strip(LEAF, [(Text("甲"), 7000), (Text("乙"), 8000), (Text("丙"), 9000)])
    assert [dot.mark for dot in drawn.nearest(8000)] == [8000, 9000]
    assert [dot.mark for dot in drawn.nearest(6000)] == [7000]
    assert [dot.mark for dot in drawn.nearest(9500)] == [9000]


@given(st.lists(st.integers(0, 200).map(lambda n: n * 50), max_size=40), st.integers(0, 200))
def test_every_dot_stays_on_the_drawing(given_marks: list[int], now: int) -> None:
    """No dot and no present mark leaves the drawing, whatever was given."""
    drawn = strip(LEAF, [(Text("镇"), mark) for mark in given_marks])
    assert all(0 < dot.x < 326 and 0 < drawn.y(dot.level) < drawn.height for dot in drawn.dots)
    assert 0 < drawn.x(now * 50) < 326


def test_stages_follow_from_marks_and_state() -> None:
    """Blank, started, complete, sealed; reopened until it is sealed again."""
    assert [stage_of(BallotState.OPEN, n, 6) for n in (0, 5, 6)] == [Stage.BLANK, Stage.STARTED, Stage.COMPLETE]
    assert stage_of(BallotState.SEALED, 6, 6) is Stage.SEALED
    assert stage_of(BallotState.OPEN, 6, 6, reopened=True) is Stage.REOPENED


def test_a_judges_state_follows_from_the_stages() -> None:
    """Sealed only when everything is; excused whatever stands; awaited before the pledge."""
    sealed, done, blank = Stage.SEALED, Stage.COMPLETE, Stage.BLANK
    assert judge_state((sealed, sealed), pledged=True, excused=False) is JudgeState.SEALED
    assert judge_state((sealed, done), pledged=True, excused=False) is JudgeState.READY
    assert judge_state((done, blank), pledged=True, excused=False) is JudgeState.SCORING
    assert judge_state((blank,), pledged=False, excused=False) is JudgeState.AWAITED
    assert judge_state((blank,), pledged=True, excused=True) is JudgeState.EXCUSED
