"""Whatever is sent to adjudication: never a fault, and nothing typed is lost."""

from __future__ import annotations

import pytest
from flask import Flask

from competition.adjudication import service
from competition.adjudication.records import State
from competition.core.database import Database
from competition.rounds.records import Phase
from tests.adjudication.test_adjudication_pages import BASE, CASE, FORM, opened
from tests.tally.scene import CODE, PIN, build, sign_in

HUGE = "9" * 30


@pytest.mark.parametrize("who", ["adjudicator", "赵"])
def test_a_number_that_no_case_can_have_is_not_found(app: Flask, database: Database, who: str) -> None:
    """However long it is."""
    client = sign_in(app, opened(database), who)
    address = f"{BASE}/mine/{HUGE}" if who == "赵" else f"{BASE}/cases/{HUGE}"
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("nominee", ["²", HUGE * 200, HUGE, "-1", "x", "\u0663", ""])
def test_a_nominee_that_is_no_number_is_refused_with_the_reason_kept(
    app: Flask, database: Database, nominee: str
) -> None:
    """Whatever is posted for a nominee, the answer asks for one and keeps what was typed."""
    scene = build(database)
    service.open_eligibility(database, scene.actor("organizer"), scene.round, "T01", "证明到期")
    wanted = {"decision": "disqualify", "nominee": nominee, "reason": "证明到期的理由", "secret": PIN}
    answer = sign_in(app, scene, "adjudicator").post(f"{CASE}/rule", data=wanted)
    assert (answer.status_code, "证明到期的理由" in answer.text) == (422, True)


@pytest.mark.parametrize("value", ["1e5", "52,3", HUGE, "NaN", "x" * 5000, "\x00"])
def test_a_figure_that_is_no_number_is_refused_with_the_reason_kept(app: Flask, database: Database, value: str) -> None:
    """Whatever is posted for a figure, nothing is proposed and what was typed stands there still."""
    scene = build(database)
    service.open_eligibility(database, scene.actor("organizer"), scene.round, "T01", "证明到期")
    wanted = {"decision": "correct", "indicator": "A1", "value": value, "reason": "按台账更正", "secret": PIN}
    answer = sign_in(app, scene, "adjudicator").post(f"{CASE}/rule", data=wanted)
    assert (answer.status_code, "按台账更正" in answer.text) == (422, True)
    assert service.case(database, scene.round, 1).state is State.OPEN


def test_the_same_ruling_sent_twice_is_proposed_once(app: Flask, database: Database) -> None:
    """The second sending is told that a ruling awaits its second signature already, and keeps its words."""
    scene = opened(database)
    client = sign_in(app, scene, "adjudicator")
    wanted = {"decision": "strike", "reason": "畸低的理由", "secret": PIN}
    assert client.post(f"{CASE}/rule", data=wanted).status_code == 303
    again = client.post(f"{CASE}/rule", data=wanted)
    assert (again.status_code, "awaits its second signature already" in again.text) == (422, True)
    assert len(service.rulings(database, service.case(database, scene.round, 1))) == 1


@pytest.mark.parametrize("entry", ["T99", "x" * 5000, "²", "'; --"])
def test_an_objection_over_no_known_entry_loses_nothing_typed(app: Flask, database: Database, entry: str) -> None:
    """The form comes back with the words, and no case is opened."""
    scene = build(database, phase=Phase.PUBLICITY)
    answer = app.test_client().post(f"/rounds/{CODE}/objection", data=FORM | {"entry": entry})
    assert (answer.status_code, FORM["text"] in answer.text) == (422, True)
    assert service.cases(database, scene.round) == ()


def test_an_objection_that_is_too_long_comes_back_whole(app: Flask, database: Database) -> None:
    """Nothing is cut off, and nothing is stored."""
    scene = build(database, phase=Phase.PUBLICITY)
    long = "异" * 4001
    answer = app.test_client().post(f"/rounds/{CODE}/objection", data=FORM | {"text": long})
    assert (answer.status_code, long in answer.text) == (422, True)
    assert service.cases(database, scene.round) == ()


def test_a_receipt_number_that_is_not_known_stays_in_its_field(app: Flask, database: Database) -> None:
    """The page to ask on comes back, says so, and keeps what was typed; full-width digits are digits."""
    build(database, phase=Phase.PUBLICITY)
    client = app.test_client()
    for asked in ("1234 5678", "abc/def", HUGE, ""):
        answer = client.get(f"/rounds/{CODE}/objection/find", query_string={"receipt": asked, "lang": "en"})
        assert (answer.status_code, f'value="{asked}"' in answer.text) == (404, True)
        assert "A receipt number is 16 digits and nothing else." in answer.text
    unknown = client.get(f"/rounds/{CODE}/objection/find", query_string={"receipt": "1" * 16, "lang": "en"})
    assert (unknown.status_code, "no objection with this receipt number" in unknown.text) == (404, True)
    receipt = client.post(f"/rounds/{CODE}/objection", data=FORM).headers["Location"][-16:]
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in receipt)
    found = client.get(f"/rounds/{CODE}/objection/find", query_string={"receipt": wide})
    assert found.headers["Location"].endswith(receipt)
