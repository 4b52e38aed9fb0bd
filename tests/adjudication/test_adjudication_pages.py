"""The pages of adjudication, as those who hear, judge, sign and object get them."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from competition.adjudication import service
from competition.adjudication.records import Decision, State
from competition.core.database import Database
from competition.rounds.records import Phase
from competition.tally import service as tally
from tests.adjudication.test_cases import LEVEL, ODD, WHO, odd
from tests.tally.scene import CODE, PIN, Scene, build, sign_in

BASE = f"/rounds/{CODE}/adjudication"
CASE = f"{BASE}/cases/1"


def opened(database: Database) -> Scene:
    """The odd round with its case opened, not yet explained."""
    scene = odd(database)
    service.open_cases(database, scene.actor("organizer"), scene.round)
    return scene


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page) or re.search(
        rf'value="([^"]*)"[^>]*name="{name}"', page
    )
    return found.group(1) if found else ""


def test_the_empty_queue_is_the_good_one(app: Flask, database: Database) -> None:
    """Nothing off, nothing level: the headline says so."""
    scene = build(database)
    tally.tally(database, scene.actor("organizer"), scene.round)
    assert "Nothing awaits review" in sign_in(app, scene, "adjudicator").get(f"{BASE}/").text


def test_the_queue_says_nothing_before_scoring_is_left(app: Flask, database: Database) -> None:
    """Not even how many cases there would be."""
    client = sign_in(app, build(database, marks=ODD, phase=Phase.SCORING), "adjudicator")
    page = client.get(f"{BASE}/").text
    assert "Nothing awaits review yet" in page
    assert client.get(CASE).status_code == 409


def test_cases_are_opened_from_the_queue(app: Flask, database: Database) -> None:
    """The organizer opens them with one button; the queue names the judge by a letter alone."""
    scene = odd(database)
    client = sign_in(app, scene, "organizer")
    assert "1 ballot lies beyond the published lines" in client.get(f"{BASE}/").text
    assert client.post(f"{BASE}/open").status_code == 303
    page = client.get(f"{BASE}/").text
    assert "1 case awaits review" in page
    assert "26.5% below" in page
    assert scene.judge(1) not in page


@pytest.mark.parametrize("who", ["adjudicator", "auditor", "organizer"])
def test_the_judge_is_a_letter_until_the_case_is_decided(app: Flask, database: Database, who: str) -> None:
    """Neither pseudonym nor name stands on the page before; both do after."""
    scene = opened(database)
    client = sign_in(app, scene, who)
    for _step in range(2):
        page = client.get(CASE).text
        assert "赵" not in page
        assert not re.search(rf"\b{scene.judge(1)}\b", page)
        if service.case(database, scene.round, 1).state is State.OPEN:
            service.rule(database, scene.actor("adjudicator"), scene.round, 1, Decision.STRIKE, "理由")
    service.countersign(database, scene.actor("auditor"), scene.round, 1)
    page = client.get(CASE).text
    assert f"赵 ({scene.judge(1)})" in page


def test_a_ruling_goes_from_the_adjudicator_to_the_auditor(app: Flask, database: Database) -> None:
    """Explained, proposed with a PIN, signed with another; then the tally is outdated."""
    scene = opened(database)
    judge, adjudicator, auditor = (sign_in(app, scene, who) for who in ("赵", "adjudicator", "auditor"))
    assert judge.post(f"{BASE}/mine/1", data={"text": "没有看到检测设备"}).status_code == 303
    page = adjudicator.get(CASE).text
    assert "没有看到检测设备" in page
    assert "77.20" in page
    wanted = {"decision": "strike", "reason": "畸低", "based_on": hidden(page, "based_on"), "secret": "000000"}
    refused = adjudicator.post(f"{CASE}/rule", data=wanted)
    assert (refused.status_code, "畸低" in refused.text) == (422, True)
    assert adjudicator.post(f"{CASE}/rule", data=wanted | {"secret": PIN}).status_code == 303
    assert "second person" in auditor.get(CASE).text
    assert adjudicator.post(f"{CASE}/sign", data={"secret": PIN}).status_code == 403
    basis = hidden(auditor.get(CASE).text, "based_on")
    assert auditor.post(f"{CASE}/sign", data={"secret": PIN, "based_on": basis}).status_code == 303
    assert service.case(database, scene.round, 1).is_settled
    assert tally.is_outdated(database, scene.round)


def test_a_signature_on_a_stale_page_is_refused_and_nothing_typed_is_lost(app: Flask, database: Database) -> None:
    """The page comes back with the reason kept and the effect drawn anew."""
    scene = opened(database)
    client = sign_in(app, scene, "adjudicator")
    stale = {"decision": "strike", "reason": "畸低", "based_on": "sha256:old", "secret": PIN}
    answer = client.post(f"{CASE}/rule", data=stale)
    assert answer.status_code == 422
    assert "has changed since the page was opened" in answer.text
    assert ">畸低</textarea>" in answer.text.replace("\r\n", "")
    assert hidden(answer.text, "based_on") == service.basis(database, scene.round)


def test_an_order_is_looked_at_before_it_is_signed(app: Flask, database: Database) -> None:
    """Signing at once shows the effect first; sending the same again proposes it."""
    scene = build(database, marks=LEVEL)
    tally.tally(database, scene.actor("organizer"), scene.round)
    service.open_cases(database, scene.actor("organizer"), scene.round)
    client = sign_in(app, scene, "adjudicator")
    wanted = {"decision": "order", "order_T02": "2", "order_T03": "1", "reason": "合议", "secret": PIN}
    shown = client.post(f"{CASE}/rule", data=wanted)
    assert (shown.status_code, service.case(database, scene.round, 1).state) == (200, State.OPEN)
    assert "Falls outside the line: Town 2" in shown.text
    seen = {"seen": hidden(shown.text, "seen"), "based_on": hidden(shown.text, "based_on")}
    assert client.post(f"{CASE}/rule", data=wanted | seen | {"order_T02": "1", "order_T03": "2"}).status_code == 200
    assert client.post(f"{CASE}/rule", data=wanted | seen).status_code == 303
    assert service.case(database, scene.round, 1).state is State.PROPOSED


def test_an_incomplete_order_is_refused(app: Flask, database: Database) -> None:
    """Two entries on one place of the group are none."""
    scene = build(database, marks=LEVEL)
    tally.tally(database, scene.actor("organizer"), scene.round)
    service.open_cases(database, scene.actor("organizer"), scene.round)
    wanted = {"decision": "order", "order_T02": "1", "order_T03": "1", "reason": "合议", "look": "1"}
    answer = sign_in(app, scene, "adjudicator").post(f"{CASE}/rule", data=wanted)
    assert (answer.status_code, "each once" in answer.text) == (422, True)


def test_a_ruling_is_sent_back_and_taken_back(app: Flask, database: Database) -> None:
    """The auditor needs a reason, the adjudicator only the button."""
    scene = opened(database)
    adjudicator, auditor = (sign_in(app, scene, who) for who in ("adjudicator", "auditor"))
    for _turn in range(2):
        service.rule(database, scene.actor("adjudicator"), scene.round, 1, Decision.STRIKE, "理由")
        if _turn:
            assert adjudicator.post(f"{CASE}/withdraw").status_code == 303
        else:
            assert auditor.post(f"{CASE}/send-back", data={"reason": ""}).status_code == 422
            assert auditor.post(f"{CASE}/send-back", data={"reason": "理由不足"}).status_code == 303
        assert service.case(database, scene.round, 1).state is State.OPEN


def test_whoever_declares_a_conflict_is_offered_no_ruling(app: Flask, database: Database) -> None:
    """The form is gone, and the service refuses too."""
    scene = opened(database)
    client = sign_in(app, scene, "adjudicator")
    assert client.post(f"{CASE}/conflict", data={"reason": "本县人"}).status_code == 303
    page = client.get(CASE).text
    assert "You have declared a conflict" in page
    assert "Sign the ruling" not in page
    wanted = {"decision": "strike", "reason": "理由", "secret": PIN}
    assert client.post(f"{CASE}/rule", data=wanted).status_code == 403


def test_a_judge_sees_own_cases_and_nothing_of_the_others(app: Flask, database: Database) -> None:
    """Direction and line are told; the panel's mean and the others' marks are not; another judge is refused."""
    scene = opened(database)
    mine, other = sign_in(app, scene, "赵"), sign_in(app, scene, "钱")
    assert "1 case is over marks of yours" in mine.get(f"{BASE}/mine").text
    page = mine.get(f"{BASE}/mine/1").text
    assert "lower than the panel" in page
    for told in ("81.67", "26.5", "82.0"):
        assert told not in page
    assert "No case is over a mark of yours" in other.get(f"{BASE}/mine").text
    assert other.get(f"{BASE}/mine/1").status_code == 403
    assert mine.get(CASE).status_code == 403


def test_the_judge_is_told_of_an_open_case_on_the_home_page(app: Flask, database: Database) -> None:
    """The home page asks the judge of the case alone to explain, links to it, and stops once that is done."""
    scene = opened(database)
    judge, other = sign_in(app, scene, "赵"), sign_in(app, scene, "钱")
    home, asked = f"/rounds/{CODE}/ballots/", "Review waits for you to explain your marks (cases: 1)."
    page = judge.get(home).text
    assert asked in page
    assert f'href="{BASE}/mine"' in page[page.index(asked) :]
    assert "复核有 1 件事等您说明" in judge.get(f"{home}?lang=zh").text
    assert asked not in other.get(f"{home}?lang=en").text
    judge.post(f"{BASE}/mine/1", data={"text": "没有看到检测设备"})
    assert asked not in judge.get(f"{home}?lang=en").text


def test_the_home_page_tells_of_no_case_while_scoring(app: Flask, database: Database) -> None:
    """Before scoring is left nothing derived from marks is asked for."""
    client = sign_in(app, build(database, marks=ODD, phase=Phase.SCORING), "赵")
    assert "Review waits for you" not in client.get(f"/rounds/{CODE}/ballots/").text


def test_eligibility_is_opened_from_its_page(app: Flask, database: Database) -> None:
    """The organizer names the entry and the doubt, and lands on the case."""
    scene = build(database)
    client = sign_in(app, scene, "organizer")
    assert client.post(f"{BASE}/eligibility", data={"entry": "T01", "text": ""}).status_code == 422
    answer = client.post(f"{BASE}/eligibility", data={"entry": "T01", "text": "证明到期"})
    assert answer.headers["Location"].endswith("/cases/1")
    assert "eligibility in doubt" in client.get(CASE).text


FORM = {"entry": "T01", "text": "覆盖率高于台账", "name": WHO.name, "contact": WHO.contact, "evidence": WHO.evidence}


def test_the_public_files_an_objection_and_follows_it(app: Flask, database: Database) -> None:
    """The receipt page shows state and, once decided, the reason; never who objected."""
    scene = build(database, phase=Phase.PUBLICITY)
    client = app.test_client()
    assert client.get(f"/rounds/{CODE}/objection").status_code == 200
    assert client.post(f"/rounds/{CODE}/objection", data=FORM | {"name": ""}).status_code == 422
    answer = client.post(f"/rounds/{CODE}/objection", data=FORM | {"op": "one"})
    again = client.post(f"/rounds/{CODE}/objection", data=FORM | {"op": "one"})
    address = answer.headers["Location"]
    assert (answer.status_code, address) == (303, again.headers["Location"])
    assert WHO.name not in client.get(address).text
    service.rule(database, scene.actor("adjudicator"), scene.round, 1, Decision.DISMISS, "台账相符")
    service.countersign(database, scene.actor("auditor"), scene.round, 1)
    for page in (client.get(address).text, client.get(f"/rounds/{CODE}/rulings").text):
        assert "台账相符" in page
        assert WHO.name not in page
        assert WHO.contact not in page
    found = client.get(f"/rounds/{CODE}/objection/find", query_string={"receipt": " ".join(address[-16:])})
    assert client.get(found.headers["Location"]).status_code == 200
    assert client.get(f"/rounds/{CODE}/objection/0000").status_code == 404


def test_who_objected_is_shown_to_those_who_hear_the_case(app: Flask, database: Database) -> None:
    """They have to answer."""
    scene = build(database, phase=Phase.PUBLICITY)
    app.test_client().post(f"/rounds/{CODE}/objection", data=FORM)
    assert WHO.contact in sign_in(app, scene, "adjudicator").get(CASE).text


def test_the_objection_form_is_closed_outside_the_publicity(app: Flask, database: Database) -> None:
    """It says when it opens, names no entry, and refuses what is posted."""
    build(database)
    client = app.test_client()
    page = client.get(f"/rounds/{CODE}/objection", query_string={"lang": "zh"}).text
    assert "现在不受理异议" in page
    assert "云川法兰" not in page
    assert client.post(f"/rounds/{CODE}/objection", data=FORM | {"entry": ""}).status_code == 422


def test_a_flood_of_objections_is_stopped(app: Flask, database: Database) -> None:
    """The sixth of an hour from one place is refused with what was typed kept."""
    build(database, phase=Phase.PUBLICITY)
    client = app.test_client()
    for n in range(5):
        assert client.post(f"/rounds/{CODE}/objection", data=FORM | {"op": str(n)}).status_code == 303
    answer = client.post(f"/rounds/{CODE}/objection", data=FORM | {"op": "5"}, query_string={"lang": "en"})
    assert answer.status_code == 422
    assert "within an hour" in answer.text
    assert WHO.name in answer.text
