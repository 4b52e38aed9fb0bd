"""The organizer's home, as a browser without scripts meets it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from competition.core.canonical import check_digits
from competition.core.clock import FixedClock
from competition.core.database import Database
from competition.core.errors import Refusal
from competition.core.records import Actor, Role, Text
from competition.desk import service
from competition.publication import service as publication
from competition.rounds import service as rounds
from competition.rounds.records import Phase
from tests.awards.doors import enter
from tests.desk.conftest import PASSWORD, Office, person
from tests.publication.stage import adopted

SignIn = Callable[[Actor], FlaskClient]
HOME = "/rounds/xz-2025/desk"


def text(answer: TestResponse) -> str:
    """The page as read, tags left out."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_desk_says_the_phase_and_what_is_left(office: Office, signed_in: SignIn, lang: str) -> None:
    """The headline is the state in words, the to-do leads to its page, the button says why it is closed."""
    answer = signed_in(office.organizer).get(f"{HOME}?lang={lang}")
    assert answer.status_code == 200
    told = {"zh": ("正在筹备", "还有 1 件事"), "en": ("Preparation is under way", "1 thing left")}[lang]
    assert all(part in text(answer) for part in told)
    assert 'href="/rounds/xz-2025/setup/lock"' in answer.text
    assert re.search(r'<button[^>]*class="deed"[^>]*disabled', answer.text)
    assert answer.text.count('aria-current="step"') == 1


def test_the_desk_is_titled_by_the_role_that_reads_it(office: Office, signed_in: SignIn) -> None:
    """The auditor reads an auditor's desk, the organizer an organizer's."""
    assert "Organizer’s desk" in signed_in(office.organizer).get(HOME).text
    page = signed_in(office.auditor).get(HOME).text
    assert "Auditor’s desk" in page
    assert "Organizer’s desk" not in page


def test_the_result_is_called_published_only_once_its_notice_is_posted(
    app: Flask, database: Database, clock: FixedClock
) -> None:
    """Before it the desk says that the result can be announced."""
    scene = adopted(database, clock)
    client = enter(app, scene, "organizer")
    page = text(client.get(f"{HOME}?lang=zh"))
    assert "结果可以公布了" in page
    assert "结果已公布" not in page
    publication.publish(database, scene.actor("organizer"), scene.round)
    assert "结果已公布" in text(client.get(f"{HOME}?lang=zh"))


def test_digits_of_rules_that_nobody_has_signed_are_called_so(office: Office, signed_in: SignIn) -> None:
    """What the lock page shows before two have signed is known, and neither matches nor is false."""
    ready = rounds.examine(office.db, office.round)
    assert not isinstance(ready, Refusal)
    client = signed_in(office.organizer)
    digits = {"digits": check_digits(ready.digest)}
    page = text(client.post("/verify", data=digits))
    assert "Not locked yet" in page
    office.lock()
    assert "locked before the first mark" in text(client.post("/verify", data=digits))


def test_the_desk_moves_the_round(office: Office, signed_in: SignIn) -> None:
    """With nothing left the button moves; sent twice it does not move twice."""
    office.lock()
    organizer = signed_in(office.organizer)
    assert organizer.post(f"{HOME}/move", data={"to": "registration"}).status_code == 303
    again = organizer.post(f"{HOME}/move", data={"to": "registration"})
    assert again.status_code == 409
    assert rounds.get(office.db, "xz-2025").phase is Phase.REGISTRATION


def test_a_move_that_is_too_early_lists_what_is_missing(office: Office, signed_in: SignIn) -> None:
    """The refusal page carries the to-dos with their links."""
    answer = signed_in(office.organizer).post(f"{HOME}/move", data={"to": "registration"})
    assert answer.status_code == 409
    assert "Registration cannot start yet. Still outstanding: 1." in text(answer)
    assert 'href="/rounds/xz-2025/setup/lock"' in answer.text
    nonsense = signed_in(office.organizer).post(f"{HOME}/move", data={"to": "moon"})
    assert nonsense.status_code == 409


def test_progress_shows_who_is_done_and_no_mark(office: Office, signed_in: SignIn) -> None:
    """Filled cells for what is scored; neither a mark nor a mean stands on the page."""
    office.lock()
    for to in (Phase.REGISTRATION, Phase.SCORING):
        office.move(to)
        if to is Phase.REGISTRATION:
            office.register()
    office.score(0, 8765 // 50 * 50)
    answer = signed_in(office.organizer).get(HOME)
    assert "2 ballots not sealed yet" in text(answer)
    row = next(part for part in answer.text.split("<tr>") if f">{office.judges[0].pseudonym}<" in part)
    assert row.count('class="done"') == 2
    assert "2/2" in row
    assert not {"87.5", "82.5", "8750", "85.0"} & set(re.findall(r"[\d.]+", text(answer)))
    assert "名单锁定"[:1] in answer.text
    assert "2 entries" in text(answer)


def test_two_people_take_the_round_back_on_the_page(office: Office, signed_in: SignIn) -> None:
    """A reason is asked for; the second person signs with a secret of their own."""
    office.lock()
    office.move(Phase.REGISTRATION)
    office.register()
    office.move(Phase.SCORING)
    organizer = signed_in(office.organizer)
    assert organizer.post(f"{HOME}/back", data={"reason": ""}).status_code == 422
    assert organizer.post(f"{HOME}/back", data={"reason": "补报一家"}).status_code == 303
    assert "补报一家" in organizer.get(HOME).text
    assert 'name="secret"' not in organizer.get(HOME).text
    auditor = signed_in(office.auditor)
    assert auditor.post(f"{HOME}/back/sign", data={"secret": "wrong"}).status_code == 422
    assert auditor.post(f"{HOME}/back/sign", data={"secret": PASSWORD}).status_code == 303
    assert rounds.get(office.db, "xz-2025").phase is Phase.REGISTRATION
    assert "补报一家" in organizer.get(HOME).text


def test_a_proposal_is_taken_back_on_the_page(office: Office, signed_in: SignIn) -> None:
    """The round stays where it is."""
    office.lock()
    office.move(Phase.REGISTRATION)
    office.register()
    office.move(Phase.SCORING)
    service.propose_back(office.db, office.organizer, office.round, reason="误点")
    assert signed_in(office.organizer).post(f"{HOME}/back/withdraw").status_code == 303
    assert service.going_back(office.db, office.round) is None


def test_the_list_of_rounds_names_phase_and_what_is_left(office: Office, signed_in: SignIn) -> None:
    """Every round the reader has a part in; the auditor may not begin one."""
    rounds.create(office.db, office.organizer, "xz-2027", Text("第三届", "Third"), 2027, "xz-2022-81")
    page = signed_in(office.organizer).get("/desk")
    assert "2 rounds are under way" in text(page)
    assert page.text.index("Third") < page.text.index("Second")
    assert 'href="/rounds/new"' in page.text
    assert 'href="/rounds/new"' not in signed_in(office.auditor).get("/desk").text


def test_judges_and_the_public_have_no_desk(office: Office, client: FlaskClient, signed_in: SignIn) -> None:
    """The desk is for those who may see progress."""
    assert client.get(HOME).status_code == 303
    judge = signed_in(person(office.db, "judge", Role.JUDGE))
    assert judge.get(HOME).status_code == 403
    assert judge.get("/desk").status_code == 403
    assert judge.post(f"{HOME}/move", data={"to": "registration"}).status_code == 403
