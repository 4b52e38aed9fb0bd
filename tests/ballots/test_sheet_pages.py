"""The clerk's pages: a table handed in, looked at, kept or sealed, and what others see of it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from competition.accounts import service as accounts
from competition.ballots import service
from competition.core.records import SYSTEM, Actor, Grant, Role
from tests.ballots.bench import PASSWORD, Bench
from tests.ballots.clerks import SHEETS, Room

Enter = Callable[[Actor], FlaskClient]


def hand_in(client: FlaskClient, content: bytes, filename: str = "sheets.csv") -> str:
    """Upload a table; gives the address of its preview."""
    answer = client.post(SHEETS, data={"sheet": (io.BytesIO(content), filename)})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def confirm(client: FlaskClient, preview: str, **more: str) -> str:
    """Confirm what a preview shows; gives the page that follows."""
    shown = re.search(r'name="shown"[^>]*value="([^"]*)"', client.get(preview).text)
    assert shown
    return client.post(preview, data={"shown": shown.group(1), **more}, follow_redirects=True).text


def test_two_clerks_by_the_pages(room: Room, signed_in: Enter) -> None:
    """The first keeps, the second sees that it agrees, signs and seals; a wrong secret seals nothing."""
    first, second = signed_in(room.first), signed_in(room.second)
    assert "Keep 1 ballot for the second clerk" in first.get(preview := hand_in(first, room.long())).text
    assert "1 ballot you keyed waits for a second clerk" in confirm(first, preview)
    assert "1 ballot waits for you as the second clerk" in second.get(SHEETS).text
    preview = hand_in(second, room.wide({"T01": "86.5"}))
    assert "Seal 1 ballot from paper" in second.get(preview).text
    assert "Seal 1 ballot from paper" in confirm(second, preview, secret="wrong")
    assert service.sealed(room.bench.db, room.bench.round) == ()
    assert "1 sealed from paper" in confirm(second, preview, secret=PASSWORD)
    assert len(service.sealed(room.bench.db, room.bench.round)) == 1


def test_the_preview_shows_each_fault_and_hands_back_the_marked_table(room: Room, signed_in: Enter) -> None:
    """Row, column, what is there and what to write; the marked workbook says it in the cell's row."""
    client = signed_in(room.first)
    preview = hand_in(client, room.long(C5="86.3"))
    text = client.get(preview).text
    assert "Row 4, column D" in text
    assert "86.3 is not on the scale" in text
    assert client.post(preview, data={}).status_code == 422
    page = load_workbook(io.BytesIO(client.get(f"{preview}/marked.xlsx").data)).worksheets[0]
    assert "86.3 is not on the scale" in " ".join(str(cell.value) for row in page.iter_rows() for cell in row)
    assert client.post(f"{preview}/drop").location == SHEETS
    assert client.get(preview).status_code == 404


@pytest.mark.parametrize("form", ["wide", "long"])
def test_the_blank_table_filled_in_is_taken(room: Room, signed_in: Enter, form: str) -> None:
    """Downloaded, filled with one mark and sent back, in either form, it is clean and holds every ballot."""
    client = signed_in(room.first)
    book = load_workbook(io.BytesIO(client.get(f"{SHEETS}/blank.xlsx?form={form}").data))
    page = book.worksheets[0]
    head = 1 + next(n for n in range(5) if page.cell(n + 1, 1).value in ("评委*", "Judge*"))
    for row in range(head + 1, page.max_row + 1):
        for column in range(5 if form == "long" else 4, page.max_column + 1):
            page.cell(row, column).value = 75
    held = io.BytesIO()
    book.save(held)
    assert "Keep 8 ballots for the second clerk" in client.get(hand_in(client, held.getvalue(), "blank.xlsx")).text


def test_the_judge_and_the_organizer_see_that_it_came_on_paper(room: Room, signed_in: Enter) -> None:
    """The judge's home, the pledge and the progress page say so; no mark stands on the organizer's page."""
    room.key(room.first, room.long())
    room.key(room.second, room.long())
    judge = signed_in(room.bench.actor(0))
    assert judge.get("/rounds/xz-2025/ballots/").text.count("From your signed paper sheet") == 1
    assert "You signed this on paper" in judge.get("/rounds/xz-2025/ballots/pledge").text
    text = signed_in(room.bench.organizer).get("/rounds/xz-2025/ballots/progress").text
    assert "1 ballot from paper, keyed by two clerks" in text
    assert "86.5" not in text


def test_a_clerk_lands_on_the_sheets_and_sees_no_other_room(room: Room, signed_in: Enter) -> None:
    """After signing in the clerk is at the sheets; the masthead has the word; others are refused there."""
    clerk = signed_in(room.first)
    assert clerk.get("/").location == SHEETS
    assert f'href="{SHEETS}"' in clerk.get("/menu?round=xz-2025").text
    for path in ("ballots/", "ballots/progress", "desk", "entries/", "panel/"):
        assert clerk.get(f"/rounds/xz-2025/{path}").status_code == 403
    for actor in (room.bench.organizer, room.bench.auditor, room.bench.actor(0)):
        assert signed_in(actor).get(SHEETS).status_code == 403


def test_what_a_clerk_keyed_is_shown_and_thrown_away_by_page(room: Room, signed_in: Enter) -> None:
    """The page shows this clerk's own marks; the other clerk's page of the same judge is not there."""
    room.key(room.first, room.long())
    first = signed_in(room.first)
    assert "86.5" in first.get(f"{SHEETS}/{room.judge()}").text
    assert signed_in(room.second).get(f"{SHEETS}/{room.judge()}").status_code == 404
    text = first.post(f"{SHEETS}/{room.judge()}/drop", follow_redirects=True).text
    assert "Thrown away: what you keyed of 1 entry." in text


def test_the_organizer_appoints_a_clerk_on_the_people_page(bench: Bench, signed_in: Enter) -> None:
    """A person without a role becomes the round's clerk there and then keys sheets."""
    account = accounts.create(bench.db, SYSTEM, "lu.bing", "陆丙")
    client = signed_in(bench.organizer)
    told = {"account": str(account.id), "role": "clerk"}
    assert client.post("/rounds/xz-2025/people", data=told).status_code == 303
    clerk = Actor(account.id, account.name, frozenset({Grant(Role.CLERK, bench.round.id)}))
    assert signed_in(clerk).get(SHEETS).status_code == 200
