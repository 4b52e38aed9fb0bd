"""Whatever is sent to the desk: never a fault, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from competition.core.records import Actor
from competition.desk import service
from competition.rounds import service as rounds
from competition.rounds.records import Phase
from tests.desk.conftest import Office

HOME = "/rounds/xz-2025/desk"
SignIn = Callable[[Actor], FlaskClient]


@pytest.mark.parametrize("to", ["", "²", "x" * 5000, "\x00", "archived", "draft"])
def test_a_phase_that_cannot_come_next_is_refused(office: Office, signed_in: SignIn, to: str) -> None:
    """Whatever is asked for, the round stays where it is and the answer is a page."""
    answer = signed_in(office.organizer).post(f"{HOME}/move", data={"to": to})
    assert answer.status_code == 409
    assert rounds.get(office.db, "xz-2025").phase is Phase.DRAFT


def test_a_reason_that_is_too_long_comes_back_whole(office: Office, signed_in: SignIn) -> None:
    """Nothing is proposed, and nothing typed is cut off."""
    office.lock()
    office.move(Phase.REGISTRATION)
    office.register()
    office.move(Phase.SCORING)
    reason = "补" * 601
    answer = signed_in(office.organizer).post(f"{HOME}/back", data={"reason": reason})
    assert (answer.status_code, reason in answer.text) == (422, True)
    assert service.going_back(office.db, office.round) is None


@pytest.mark.parametrize("code", ["nope", "9" * 30, "%00", "xz-2025%20"])
def test_a_round_that_is_not_there_is_not_found(office: Office, signed_in: SignIn, code: str) -> None:
    """An address with a code that no round has."""
    assert signed_in(office.organizer).get(f"/rounds/{code}/desk").status_code == 404
