"""Whatever is sent to the entries room: never a fault, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from competition.core.records import Actor
from competition.entries import service
from tests.entries.conftest import Office

HERE = "/rounds/xz-2025/entries"
HUGE = "9" * 30
ODD = ("", " ", HUGE, "²", "\u0663", "-1", "1e9", "NaN", "52,3", "\x00", "x" * 5000, "'; --", "<b>", "😀")
Enter = Callable[[Actor], FlaskClient]


@pytest.mark.parametrize("path", ["/T01/nominees/{}", "/T01/nominees/new?enterprise={}", "/T01/veto/{}/lift", "/{}"])
def test_a_number_that_nothing_can_have_is_not_found(office: Office, signed_in: Enter, path: str) -> None:
    """However long it is."""
    assert signed_in(office.organizer).get(HERE + path.format(HUGE)).status_code == 404


@pytest.mark.parametrize("value", ODD)
def test_every_form_answers_odd_words_with_a_page(office: Office, signed_in: Enter, value: str) -> None:
    """Each field of each form filled with the same odd words: refused or taken, and never a fault."""
    client = signed_in(office.organizer)
    firm, put_up = office.firm(1), office.firm(2)
    held = service.nominate(office.db, office.organizer, office.round, office.entry(), put_up.id)
    forms = {
        "/new": ("town_id",),
        "/T01/check": ("found", "note"),
        "/T01/veto": ("kind", "department", "document_no", "dated_on", "note"),
        f"/T01/nominees/new?enterprise={firm.id}": ("revenue", "growth", "market_share", "source"),
        f"/T01/nominees/{held.id}": ("version", "revenue", "growth", "market_share", "source"),
        f"/T01/nominees/{held.id}/check": ("found", "note"),
        "/T01/figures/A1": ("value", "year", "source", "verifier", "attachment"),
        "/T02/withdraw": ("reason",),
        "/sheet": ("sheet",),
        "/sheet/none": ("shown", "token"),
    }
    for path, fields in forms.items():
        answer = client.post(HERE + path, data=dict.fromkeys(fields, value))
        assert answer.status_code in (303, 404, 409, 422), path


@pytest.mark.parametrize("value", ["52,3", HUGE, "x" * 300, "😀"])
def test_a_figure_that_is_refused_keeps_every_word(office: Office, signed_in: Enter, value: str) -> None:
    """The number that cannot be read and the source beside it stand in their fields still."""
    typed = {"value": value, "year": "2024", "source": "市统计局年报", "verifier": "统计局"}
    answer = signed_in(office.organizer).post(f"{HERE}/T01/figures/A1", data=typed)
    assert answer.status_code == 422
    assert value in answer.text
    assert "市统计局年报" in answer.text


def test_a_withdrawal_sent_twice_is_done_once(office: Office, signed_in: Enter) -> None:
    """The second sending changes nothing and is answered in words."""
    client = signed_in(office.organizer)
    for _turn in range(2):
        again = client.post(f"{HERE}/T02/withdraw", data={"reason": "书面退出"})
        assert again.status_code in (303, 409, 422)
    assert [entry.status.value for entry in service.entries(office.db, office.round)].count("withdrawn") == 1
