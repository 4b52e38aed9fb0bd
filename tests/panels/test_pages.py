"""Pages of panels, as the office, a judge and an auditor meet them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from competition.accounts import service as accounts
from competition.core.database import Database
from competition.core.records import SYSTEM, Actor
from competition.panels import service as panels
from competition.panels.records import Reason
from competition.rounds.records import Phase
from tests.panels.stage import Stage

SignedIn = Callable[[Actor], FlaskClient]
ROOT = "/rounds/xz-2025/panel"


@pytest.fixture
def office(stage: Stage, signed_in: SignedIn) -> FlaskClient:
    """The organizer's client."""
    return signed_in(stage.organizer)


def answers(**told: str) -> dict[str, str]:
    """A statement as a browser sends it: no everywhere but where told otherwise."""
    sent = {f"answer_T0{n}": "no" for n in (1, 2, 3)}
    for code, reason in told.items():
        sent |= {f"answer_{code}": "yes", f"reason_{code}": reason, f"note_{code}": "说明"}
    return sent


def test_the_office_puts_a_new_person_on_the_panel(stage: Stage, office: FlaskClient) -> None:
    """By name, county, unit and field, on one page."""
    sent = {"account": "0", "name": "张评委", "county": str(stage.counties[1]), "unit": "示例大学", "field": "陶瓷"}
    assert office.post(f"{ROOT}/new", data=sent).status_code == 303
    (judge,) = panels.judges(stage.db, stage.round)
    assert (judge.name, judge.county_id) == ("张评委", stage.counties[1])
    assert "张评委" in office.get(f"{ROOT}/").text


def test_a_person_without_a_name_comes_back_with_what_was_typed(stage: Stage, office: FlaskClient) -> None:
    """422, the sentence at the field, the unit still there."""
    answer = office.post(f"{ROOT}/new", data={"account": "0", "name": " ", "county": "0", "unit": "示例大学"})
    assert answer.status_code == 422
    assert "Write the name, or choose somebody above." in answer.text
    assert "示例大学" in answer.text


def test_only_people_who_may_judge_are_offered(stage: Stage, office: FlaskClient) -> None:
    """Organizers and auditors are not in the list, and sending their number is refused."""
    accounts.create(stage.db, SYSTEM, "free.person", "闲人")
    shown = office.get(f"{ROOT}/new").text
    assert "free.person" in shown
    assert "(second)" not in shown
    assert "(auditor)" not in shown
    refused = office.post(f"{ROOT}/new", data={"account": str(stage.second.account_id), "county": "0"})
    assert refused.status_code == 422


def test_letters_show_link_code_and_pin_once(stage: Stage, office: FlaskClient) -> None:
    """One page of letters; reading the roster afterwards shows none of it."""
    for name in ("王一", "李二"):
        stage.appoint(name)
    judges = [judge.pseudonym for judge in panels.judges(stage.db, stage.round)]
    shown = office.post(f"{ROOT}/letters", data={"judges": judges})
    assert shown.status_code == 200
    assert shown.headers["Cache-Control"] == "no-store"
    links = re.findall(r"/enter/([\w-]{43})<", shown.text)
    pins = re.findall(r'class="pin">(\d{3}) (\d{3})<', shown.text)
    assert (len(set(links)), len(pins), shown.text.count('class="qr"')) == (2, 2, 2)
    assert "style=" not in shown.text
    assert all(link not in office.get(f"{ROOT}/").text for link in links)
    assert accounts.enter(stage.db, links[0], pin="".join(pins[0]))


def test_loading_the_letters_again_makes_no_other(stage: Stage, office: FlaskClient) -> None:
    """A reload sends the same form: the letters handed out stay good, and the page says when they were made."""
    stage.appoint()
    form = {"judges": [panels.judges(stage.db, stage.round)[0].pseudonym], "based_on": _based_on(office)}
    first = office.post(f"{ROOT}/letters", data=form)
    again = office.post(f"{ROOT}/letters", data=form)
    assert again.status_code == 409
    assert "They were made on 3 November 2025, 09:00 (Beijing)" in again.text
    assert 'class="pin"' not in again.text
    (key,), (pin,) = (
        re.findall(r"/enter/([\w-]{43})<", first.text),
        re.findall(r'class="pin">(\d{3} \d{3})<', first.text),
    )
    assert accounts.letter(stage.db, key).state == "valid"
    assert office.post(f"{ROOT}/letters", data=form | {"based_on": _based_on(office)}).status_code == 200
    assert accounts.letter(stage.db, key).state == "withdrawn"
    assert pin not in again.text


def _based_on(office: FlaskClient) -> str:
    return re.findall(r'name="based_on"[^>]*value="(\d+)"', office.get(f"{ROOT}/").text)[0]


def test_letters_need_a_choice(stage: Stage, office: FlaskClient) -> None:
    """Without a tick the roster comes back with the sentence."""
    stage.appoint()
    answer = office.post(f"{ROOT}/letters", data={})
    assert answer.status_code == 422
    assert "Choose at least one judge." in answer.text


def test_a_judge_declares_on_one_page_with_nothing_chosen_beforehand(stage: Stage, signed_in: SignedIn) -> None:
    """Own county is settled by rule; every other town is asked; a yes needs its kind."""
    judge = stage.appoint(county=1)
    client = signed_in(stage.actor(judge))
    blank = client.get(f"{ROOT}/statement").text
    assert "checked" not in blank
    assert 'name="answer_T01"' not in blank
    assert blank.count('value="yes"') == 2
    assert client.post(f"{ROOT}/statement", data={"answer_T02": "no"}).status_code == 422
    missing = client.post(f"{ROOT}/statement", data={"answer_T02": "no", "answer_T03": "yes", "reason_T03": ""})
    assert missing.status_code == 422
    assert "Choose the kind of conflict." in missing.text
    sent = {"answer_T02": "no", "answer_T03": "yes", "reason_T03": "kin", "note_T03": "堂兄"}
    assert client.post(f"{ROOT}/statement", data=sent).status_code == 303
    assert stage.recused(judge) == {"T01": ("county", "rule"), "T03": ("kin", "declared")}
    assert "Your conflicts are declared" in client.get(f"{ROOT}/statement").text


def test_what_a_judge_declared_is_nobody_elses_to_read(stage: Stage, signed_in: SignedIn) -> None:
    """Another judge sees neither roster, matrix nor the note."""
    one, two = stage.appoint("王一"), stage.appoint("李二")
    panels.declare(stage.db, stage.actor(one), stage.round, "T02", Reason.KIN, "堂兄")
    client = signed_in(stage.actor(two))
    for path in ("/", "/matrix", f"/judges/{one.pseudonym}", "/new"):
        assert client.get(ROOT + path).status_code == 403
    assert "堂兄" not in client.get(f"{ROOT}/statement").text


def test_a_late_recusal_goes_from_the_judge_to_the_second_person(stage: Stage, signed_in: SignedIn) -> None:
    """Asked for on the judge's page, signed with the password on the other's."""
    judge = stage.appoint()
    stage.enter(Phase.SCORING)
    stage.open(judge)
    client = signed_in(stage.actor(judge))
    assert "Your recusals are fixed" in client.get(f"{ROOT}/statement").text
    sent = {"entry": "T02", "reason": "kin", "note": "昨天才得知"}
    assert client.post(f"{ROOT}/statement/late", data=sent).status_code == 303
    office = signed_in(stage.organizer)
    ((approval, _late),) = panels.late_recusals(stage.db, stage.round)
    shown = office.get(f"{ROOT}/late/{approval.id}")
    assert "昨天才得知" in shown.text
    wrong = office.post(f"{ROOT}/late/{approval.id}", data={"secret": "not mine"})
    assert wrong.status_code == 422
    assert stage.recused(judge) == {}
    assert office.post(f"{ROOT}/late/{approval.id}", data={"secret": "correct horse battery"}).status_code == 303
    assert stage.recused(judge) == {"T02": ("kin", "late")}
    assert office.get(f"{ROOT}/late/{approval.id}").status_code == 404


def test_the_office_narrows_and_widens_what_a_judge_scores(stage: Stage, office: FlaskClient) -> None:
    """The matrix shows the dimensions by their codes to an English reader."""
    judge = stage.appoint()
    path = f"{ROOT}/judges/{judge.pseudonym}/scope"
    assert office.post(path, data={"dimensions": ["A", "D"]}).status_code == 303
    shown = office.get(f"{ROOT}/matrix").text
    assert re.findall(r'aria-hidden="true">(\w)</span>', shown)[:2] == ["A", "D"]
    assert office.post(path, data={}).status_code == 422
    assert office.post(path, data={"dimensions": list("ABCDE")}).status_code == 303
    assert panels.scopes(stage.db, stage.round) == {}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_is_served_in_both_languages_before_and_after_registration(
    stage: Stage, signed_in: SignedIn, database: Database, lang: str
) -> None:
    """Empty panel, full panel, fixed panel."""
    office = signed_in(stage.organizer)
    paths = ["/", "/new", "/matrix"]
    assert all(office.get(ROOT + path, query_string={"lang": lang}).status_code == 200 for path in paths)
    judges = [stage.appoint(f"评委{n}", county=n if n < 4 else None) for n in range(1, 6)]
    paths.append(f"/judges/{judges[0].pseudonym}")
    assert all(office.get(ROOT + path, query_string={"lang": lang}).status_code == 200 for path in paths)
    stage.enter(Phase.SCORING)
    stage.open(judges[0])
    panels.propose_late(database, stage.second, stage.round, judges[0], "T02", Reason.KIN, "昨天才得知")
    for path in paths:
        assert office.get(ROOT + path, query_string={"lang": lang}).status_code == 200, path
    for client in (signed_in(stage.actor(judges[0])), signed_in(stage.actor(judges[1]))):
        assert client.get(f"{ROOT}/statement", query_string={"lang": lang}).status_code == 200
    assert signed_in(stage.auditor).get(f"{ROOT}/matrix").status_code == 200


def test_the_auditor_reads_and_changes_nothing(stage: Stage, signed_in: SignedIn) -> None:
    """Every page opens, every deed of the office is refused."""
    judge = stage.appoint()
    client = signed_in(stage.auditor)
    for path in ("/", "/matrix", f"/judges/{judge.pseudonym}"):
        assert client.get(ROOT + path).status_code == 200
    for path in (
        "/new",
        "/size",
        "/letters",
        *(f"/judges/{judge.pseudonym}/{deed}" for deed in ("place", "scope", "leave", "late")),
    ):
        assert client.post(ROOT + path).status_code == 403, path
