"""The form for objections: until the last minute of its period, with what is missing said at its field."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask

from competition.adjudication import service
from competition.adjudication.records import Objector
from competition.core.clock import BEIJING, FixedClock
from competition.core.database import Database
from competition.core.errors import Frozen, Refusal
from competition.core.records import Text
from competition.rounds import service as rounds
from competition.rounds.records import Phase
from tests.adjudication.test_adjudication_pages import CASE, FORM
from tests.adjudication.test_cases import WHO, objection
from tests.tally.scene import CODE, Scene, build, sign_in

PAGE = f"/rounds/{CODE}/objection"
ENDS = datetime(2025, 11, 18, tzinfo=BEIJING)
CONTACT = "监督科，电话 0000-0000000"


def in_publicity(database: Database) -> Scene:
    """A round in publicity whose notice ends its period with 17 November, and whose contact is the supervision."""
    scene = build(database, phase=Phase.PUBLICITY)
    held, actor = scene.round, scene.actor("organizer")
    rounds.amend_details(database, actor, held, title=held.title, year=held.year, edition_code=held.edition_code,
                         host=Text("示例市工信局"), contact=Text(CONTACT))  # fmt: skip
    rounds.set_deadline(database, actor, scene.round, Phase.PUBLICITY, ENDS)
    return scene


def test_an_objection_is_taken_until_the_end_of_the_last_day(database: Database, clock: FixedClock) -> None:
    """A second before midnight it is filed; at midnight it is refused with the day on which the period ended."""
    scene = in_publicity(database)
    clock.set(ENDS - timedelta(seconds=1))
    objection(scene)
    clock.set(ENDS)
    with pytest.raises(Frozen, match="period_over") as refused:
        objection(scene, op="op-2")
    assert refused.value.params["last_day"].isoformat() == "2025-11-17"
    assert len(service.cases(database, scene.round)) == 1


def test_the_same_form_sent_again_after_the_period_gives_its_receipt(database: Database, clock: FixedClock) -> None:
    """What was filed in time stays filed, however often the form arrives."""
    scene = in_publicity(database)
    clock.set(ENDS - timedelta(seconds=1))
    first = objection(scene)
    clock.set(ENDS)
    assert objection(scene) == first


def test_after_the_period_the_page_says_when_it_closed_and_whom_to_write_to(
    app: Flask, database: Database, clock: FixedClock
) -> None:
    """No form stands there, in the phase of publicity or after it; what is posted is refused and comes back to copy."""
    scene = in_publicity(database)
    clock.set(ENDS + timedelta(hours=9))
    client = app.test_client()
    answer = client.post(f"{PAGE}?lang=zh", data=FORM)
    assert answer.status_code == 422
    assert all(text in answer.text for text in (FORM["text"], WHO.name, WHO.contact, WHO.evidence))
    for page in (answer.text, client.get(f"{PAGE}?lang=zh").text):
        assert "2025年11月17日" in page
        assert CONTACT in page
        assert 'name="text"' not in page
    assert service.cases(database, scene.round) == ()
    scene.enter(Phase.PUBLISHED)
    assert "2025年11月17日" in client.get(f"{PAGE}?lang=zh").text


def test_the_queue_says_the_period_is_over(app: Flask, database: Database, clock: FixedClock) -> None:
    """Not that objections will be taken, nor that none awaits an answer yet."""
    scene = in_publicity(database)
    clock.set(ENDS)
    page = sign_in(app, scene, "adjudicator").get(f"/rounds/{CODE}/adjudication/").text
    assert "The publicity period is over" in page


@pytest.mark.parametrize(("field", "typed", "said"), [
    ("text", "  \n ", "Write what you object to."), ("name", "  ", "Write your real name."),
    ("contact", " ", "Write a telephone number or an address."), ("contact", "电话", "Write a full telephone number"),
    ("contact", "忻州市城里某处", "Write a full telephone number"), ("contact", "123", "Write a full telephone number"),
])  # fmt: skip
def test_what_is_missing_is_said_at_its_field(
    app: Flask, database: Database, field: str, typed: str, said: str
) -> None:
    """A blank text or name, and a contact nobody can be answered at, are marked where they stand."""
    build(database, phase=Phase.PUBLICITY)
    answer = app.test_client().post(f"{PAGE}?lang=en", data=FORM | {field: typed})
    assert answer.status_code == 422
    (at_field,) = re.findall(rf'<p class="error" id="{field}-error">(.*?)</p>', answer.text, re.DOTALL)
    assert said in at_field


def test_a_contact_is_somewhere_an_answer_can_be_sent(database: Database) -> None:
    """A telephone number, an address with its number, an e-mail; anything else is refused by the service too."""
    scene = build(database, phase=Phase.PUBLICITY)

    def file(contact: str) -> None:
        who = Objector("王某某", contact, "")
        service.object_(database, scene.round, who, "异议", entry=None, origin="::1", op=contact)

    for contact in ("0350-3300000", "城关路8号附2", "wang@example.cn"):
        file(contact)
    with pytest.raises(Refusal, match="contact_unreachable"):
        file("问老李")


def test_form_and_receipt_say_how_evidence_is_handed_in(app: Flask, database: Database) -> None:
    """In writing to whoever hears it, naming the receipt number: the form takes words alone."""
    in_publicity(database)
    client = app.test_client()
    told = f"以书面形式送交{CONTACT}，并注明回执号"
    assert told in client.get(f"{PAGE}?lang=zh").text
    assert told in client.post(f"{PAGE}?lang=zh", data=FORM, follow_redirects=True).text


def test_a_case_over_the_whole_round_says_only_that_the_list_does_not_change(app: Flask, database: Database) -> None:
    """No row without a place, and no ruling that is not offered."""
    scene = build(database, phase=Phase.PUBLICITY)
    objection(scene, entry=None)
    page = sign_in(app, scene, "adjudicator").get(CASE).text
    assert "None of these changes who stands inside the award line" in page
    assert "What each ruling would do" not in page
    assert "Entry excluded" not in page
