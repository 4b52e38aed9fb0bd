"""Numbers that no round can have: refused at their field, with everything typed still there, never by the database."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from competition.core.records import Actor
from tests.rounds.conftest import Board
from tests.rounds.test_pages import SETUP, text, typed

SignIn = Callable[[Actor], FlaskClient]
ODD = ("-5", "−0.01", "0", "9" * 30, "9999999999999999", "1e9", "NaN", "52,3", "0.001", "²", "\x00", "x" * 5000, "😀")
FIELDS = {
    "/awards": ("quota", "minimum_line", "per_town", "budget_fen", "discrepancy_points", "publicity_days"),
    "/method": ("trim", "trim_from", "places", "low", "high"),
    "/criteria": ("weight_A1",),
    "/criteria/B1": ("rows-0-figure", "rows-0-score", "trial"),
    "/criteria/A4": ("scale_min", "scale_max", "scale_step", "rows-0-low"),
    "/details": ("year",),
}


@pytest.fixture
def organizer(board: Board, signed_in: SignIn) -> FlaskClient:
    """The organizer's browser."""
    return signed_in(board.organizer)


@pytest.mark.parametrize(
    ("field", "value"),
    [("budget_fen", "-5"), ("minimum_line", "-3"), ("discrepancy_percent", "0"), ("red_percent", "-1"),
     ("red_percent", "101"), ("discrepancy_points", "0"), ("budget_fen", "99999999999999"), ("quota", "-1")],
)  # fmt: skip
def test_an_award_setting_out_of_bounds_is_refused_at_its_field(
    organizer: FlaskClient, board: Board, field: str, value: str
) -> None:
    """The sentence stands at the field with what was typed, and nothing is stored."""
    held = board.rules
    page = typed(organizer.get(f"{SETUP}/awards")) | {"budget_fen": "1200000", field: value}
    answer = organizer.post(f"{SETUP}/awards", data=page)
    assert answer.status_code == 422
    assert typed(answer)[field] == value
    assert f'href="#{field}"' in answer.text
    assert board.rules == held


def test_a_negative_weight_is_refused_at_its_field(organizer: FlaskClient) -> None:
    """The bounds are said as a reader writes them."""
    page = typed(organizer.get(f"{SETUP}/criteria")) | {"weight_A1": "-1"}
    answer = organizer.post(f"{SETUP}/criteria", data=page)
    assert (answer.status_code, "Write a number from 0 to 10000." in text(answer)) == (422, True)


@pytest.mark.parametrize("value", ODD)
def test_no_number_of_the_setup_is_ever_a_fault(board: Board, organizer: FlaskClient, value: str) -> None:
    """One field at a time on the rules as they then stand: taken, or refused with a page."""
    for place, fields in FIELDS.items():
        shown = typed(organizer.get(SETUP + place))
        for field in fields:
            page = shown | {field: value, "revision": str(board.rules.revision)}
            answer = organizer.post(SETUP + place, data=page)
            assert answer.status_code in (303, 409, 422), (place, field)


@pytest.mark.parametrize("due", ["0001-01-01T00:00", "9999-12-31T23:59", "1066-10-14T09:00"])
def test_a_plan_lies_in_our_time(organizer: FlaskClient, due: str) -> None:
    """A year that no round can be of is refused at its field."""
    page = typed(organizer.get(f"{SETUP}/details")) | {"scoring_closes": due}
    assert organizer.post(f"{SETUP}/details", data=page).status_code == 422


@pytest.mark.parametrize("field", ["code", "year", "title_zh"])
@pytest.mark.parametrize("value", ["a", " ", "x" * 33, "-5", "0", "2201", "9" * 30, "\x00", "²"])
def test_a_round_with_an_odd_beginning_is_refused(organizer: FlaskClient, field: str, value: str) -> None:
    """A code of one letter or too many, a year beyond any round: refused; an odd title may be meant."""
    page = {"title_zh": "第三届", "code": "xz-2027", "year": "2027", "edition": "xz-2022-81", "start": "template"}
    answer = organizer.post("/rounds/new", data=page | {field: value})
    assert answer.status_code in ((303, 422) if field == "title_zh" else (422,))
