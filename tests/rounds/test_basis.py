"""The policy a round rests on: where it is out of force on every day of the round, every page says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from flask.testing import FlaskClient

from competition.core.clock import BEIJING, FixedClock
from competition.core.records import Actor, Text
from competition.rounds import service
from competition.rounds.records import Phase, Round
from tests.rounds.conftest import Board

SignedIn = Callable[[Actor], FlaskClient]


@pytest.fixture
def third(board: Board) -> Round:
    """The round of 2027, a copy of the one before, resting on a policy that ends in 2025."""
    board.lock()
    return service.create(
        board.db, board.organizer, "xz-2027", Text("第三届", "Third"), 2027, "xz-2022-81", copy_from="xz-2025"
    )


def test_a_round_after_the_end_of_its_policy_is_warned_of(board: Board, third: Round) -> None:
    """The warning names the policy, its last day and the year, and keeps nothing back: a successor may come in time."""
    (warning,) = service.warnings(board.db, third)
    assert (warning.code, warning.endpoint) == ("rounds.policy_out_of_force", "rounds.overview")
    assert (warning.params["year"], str(warning.params["last_day"])) == (2027, "2025-12-22")
    assert [todo.code for todo in service.outstanding(board.db, third, Phase.DRAFT)] == ["rounds.propose_lock"]


def test_the_day_counts_where_it_is_later_than_the_year(board: Board, clock: FixedClock) -> None:
    """A round of 2025 that is undecided on 23 December 2025 has lost its policy; on the 22nd it has not."""
    clock.set(datetime(2025, 12, 22, 23, 0, tzinfo=BEIJING))
    assert service.warnings(board.db, board.round) == ()
    clock.set(datetime(2025, 12, 23, 0, 1, tzinfo=BEIJING))
    (warning,) = service.warnings(board.db, board.round)
    assert warning.code == "rounds.policy_out_of_force"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_of_the_setup_says_what_can_and_cannot_be_done(
    board: Board, third: Round, signed_in: SignedIn, lang: str
) -> None:
    """Overview, lock page and details give the last day, the provision and the law it follows from."""
    told = {
        "zh": ("2025年12月22日", "附则", "民法典第二百零一条"),
        "en": ("22 December 2025", "Closing provision", "article 201"),
    }
    client = signed_in(board.organizer)
    for page in ("setup", "setup/lock", "setup/details"):
        text = client.get(f"/rounds/xz-2027/{page}?lang={lang}").text
        assert all(words in text for words in told[lang]), page
