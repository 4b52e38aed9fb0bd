"""What a judge is told a figure is worth, before any tally."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from competition.core.records import Text
from competition.rounds.converting import converted
from competition.rounds.records import Direction, Indicator, Kind

REVENUE = {"by": "piecewise", "points": [["0", "0"], ["5", "60"], ["10", "70"], ["50", "80"], ["200", "100"]]}


def leaf(normalize: dict[str, object], direction: Direction = Direction.HIGHER) -> Indicator:
    """A measured indicator with these anchors."""
    return replace(Indicator("B1", "B", Text("营业收入"), 800, Kind.MEASURED), normalize=normalize, direction=direction)


@pytest.mark.parametrize(("figure", "score"), [("23.4", "73.35"), ("5", "60"), ("300", "100"), ("-1", "0")])
def test_a_figure_is_read_off_its_anchors(figure: str, score: str) -> None:
    """23.4 lies 13.4/40 of the way from 70 to 80, which is 73.35; beyond the ends the curve is flat."""
    assert converted(leaf(REVENUE), Decimal(figure)) == Decimal(score)


def test_a_score_that_depends_on_the_others_is_not_told() -> None:
    """Before the tally there is no cohort to compare with."""
    assert converted(leaf({"by": "minmax"}), Decimal(5)) is None


def test_lower_is_better_between_goalposts() -> None:
    """A quarter of the way up scores three quarters when lower is better."""
    posts = {"by": "goalposts", "low": "0", "high": "8"}
    assert converted(leaf(posts, Direction.LOWER), Decimal(2)) == Decimal(75)
