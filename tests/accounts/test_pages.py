"""Pages of accounts, as a browser meets them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from competition.accounts import service
from competition.accounts.records import Account
from competition.app import create_app
from competition.core.database import Database
from competition.core.records import SYSTEM, Role
from competition.core.web.house import KEY

HOSTILE = [
    "//evil.example", "///evil.example", "////evil.example", "https://evil.example", "http:evil.example",
    "https:evil.example", "http:///evil.example", "https:/evil.example", "javascript:alert(1)",
    "data:text/html,x", "\\\\evil.example", "/\\evil.example", "\\/evil.example", "/\\/evil.example",
    "/\t/evil.example", "\t//evil.example", "/\n/evil.example", "\r\n//evil.example", " //evil.example",
    "\x00//evil.example", "/\x01/evil.example", "//evil.example/%2f..", "//evil.example\\@a",
    "//user@evil.example", "https://127.0.0.1@evil.example", "//%65vil", "ftp://evil.example", "mailto:a@b",
    "evil.example", "./evil", "../evil", "?next=//evil.example", "#x", "", "//[::1]", "https://[evil",
    "//evil.example:80", "HTTPS://evil.example", "vbscript:x", "blob:x", "file:///etc/passwd",
    "//。evil.example", "∕/evil.example", "/\x85/evil\n",
]  # fmt: skip


def test_next_leads_only_to_a_page_of_ours(client: FlaskClient, person: Any, password: str) -> None:
    """Whatever the address says, after signing in one stays here."""
    person(password=password)
    assert len(HOSTILE) >= 40
    known = {"handle": "wang.mou", "password": password}
    for target in HOSTILE:
        answer = client.post("/sign-in", query_string={"next": target}, data=known)
        assert answer.status_code == 303, target
        where = answer.headers["Location"]
        assert where.startswith("/"), target
        assert not where.startswith(("//", "/\\")), target
        assert not re.search(r"[\x00-\x1f]", where), target


def test_next_leads_to_the_page_that_was_asked_for(client: FlaskClient, person: Any, password: str) -> None:
    """Whoever opened a page while signed out gets there."""
    person(password=password)
    answer = client.get("/account?x=1")
    assert answer.status_code == 303
    signed = client.post(answer.headers["Location"], data={"handle": "wang.mou", "password": password})
    assert signed.headers["Location"] == "/account?x=1"


def test_a_session_token_planted_beforehand_is_not_taken_over(
    app: Flask, client: FlaskClient, person: Any, password: str
) -> None:
    """The token in the cookie changes at signing in, and the planted one opens nothing."""
    person(password=password)
    with client.session_transaction() as cookie:
        cookie["token"] = "planted"
    client.post("/sign-in", data={"handle": "wang.mou", "password": password})
    with client.session_transaction() as cookie:
        mine = cookie["token"]
    assert mine != "planted"
    other = app.test_client()
    with other.session_transaction() as cookie:
        cookie["token"] = "planted"
    assert other.get("/account").status_code == 303


def test_a_wrong_password_keeps_the_name_and_says_what_to_do(client: FlaskClient, person: Any, password: str) -> None:
    """422, the sentence on top, the name still there, the password not."""
    person(password=password)
    answer = client.post("/sign-in?lang=en", data={"handle": "wang.mou", "password": "not it at all"})
    assert answer.status_code == 422
    assert "do not belong together" in answer.text
    assert 'value="wang.mou"' in answer.text
    assert "not it at all" not in answer.text


def test_a_letter_takes_its_judge_in(client: FlaskClient, database: Database, person: Any) -> None:
    """The page names the person; the PIN and one press let them in; the link is then used up."""
    account = person("judge", (Role.JUDGE, 1), name="张评委")
    letter = service.invite(database, SYSTEM, account.id, with_pin=True, contact="0350-000 0000")
    shown = client.get(letter.path)
    assert shown.status_code == 200
    assert "张评委" in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    wrong = client.post(letter.path, data={"pin": "000001"})
    assert wrong.status_code == 422
    answer = client.post(letter.path, data={"pin": letter.pin})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert "张评委" in client.get("/account").text
    used = client.get(letter.path)
    assert used.status_code == 410
    assert "0350-000 0000" in used.text


def test_whoever_has_a_password_may_leave_it_and_goes_on_home(
    client: FlaskClient, database: Database, person: Any, password: str
) -> None:
    """A new link offers a new password; "Not now" leads home, and the old password still signs in."""
    person(password=password)
    made = service.operator_link(database, "wang.mou")
    shown = client.get(client.post(f"/enter/{made.token}").headers["Location"] + "&lang=en")
    assert "The password you have stays good" in shown.text
    assert '<a class="quiet" href="/">Not now</a>' in shown.text
    client.post("/sign-out")
    assert client.post("/sign-in", data={"handle": "wang.mou", "password": password}).status_code == 303


def test_a_bare_link_leads_to_choosing_a_password(client: FlaskClient, database: Database) -> None:
    """The first organizer comes in, chooses, and is asked for nothing older."""
    path = service.first_organizer_link(database) or ""
    answer = client.post(path)
    assert answer.headers["Location"] == "/account/password?next=/"
    secret = {"password": "第一个组织方的密码", "again": "第一个组织方的密码"}
    assert client.post("/account/password", data=secret | {"again": "别的"}).status_code == 422
    assert client.post("/account/password", data=secret).status_code == 303
    client.post("/sign-out")
    assert client.get("/account").status_code == 303
    signed = client.post("/sign-in", data={"handle": "organizer", "password": "第一个组织方的密码"})
    assert signed.status_code == 303
    assert client.get("/accounts").status_code == 200


def test_an_unknown_link_is_a_page_not_a_fault(client: FlaskClient) -> None:
    """Mistyped links answer 404 with a sentence."""
    assert client.get("/enter/nonsense").status_code == 404
    assert client.post("/enter/nonsense").status_code == 404


def test_a_revoked_device_is_out_at_its_next_request(
    app: Flask, client: FlaskClient, database: Database, person: Any, password: str
) -> None:
    """The other device is sent to sign in."""
    account: Account = person(password=password)
    lost = app.test_client()
    for each in (lost, client):
        each.post("/sign-in", data={"handle": "wang.mou", "password": password})
    session = service.sessions(database, account.id)[1]
    client.post(f"/account/sessions/{session.id}/revoke")
    assert lost.get("/account").status_code == 303
    assert client.get("/account").status_code == 200


@pytest.fixture
def boss(client: FlaskClient, person: Callable[..., Account], password: str) -> FlaskClient:
    """A client signed in as the organizer of every round, in English."""
    person("boss", (Role.ORGANIZER, None), name="组织方", password=password)
    client.post("/sign-in?lang=en", data={"handle": "boss", "password": password})
    return client


def test_the_office_adds_a_person_gives_a_role_and_prints_the_link(boss: FlaskClient, database: Database) -> None:
    """From nothing to a link with a QR code that opens once, without a style attribute anywhere."""
    added = boss.post("/accounts/new", data={"name": "李监督", "handle": "Li.JianDu"})
    where = added.headers["Location"]
    assert boss.post(f"{where}/grant", data={"role": "auditor"}).status_code == 303
    letter = boss.post(f"{where}/invite")
    assert letter.status_code == 200
    assert letter.headers["Cache-Control"] == "no-store"
    assert 'class="qr"' in letter.text
    assert "style=" not in letter.text
    link = re.search(r"http://localhost(/enter/[\w-]{43})", letter.text)
    assert link is not None
    assert service.letter(database, link[1].removeprefix("/enter/")).account.handle == "li.jiandu"
    assert "Invited, not in yet" in boss.get(where).text


def test_loading_a_link_again_makes_no_other(boss: FlaskClient, database: Database, person: Any) -> None:
    """A reload sends the same form: the link handed out stays good, and the page says when it was made."""
    where = f"/accounts/{person('li', name='李监督').id}"

    def based_on() -> str:
        return re.findall(r'name="based_on"[^>]*value="(\d+)"', boss.get(where).text)[0]

    form = {"based_on": based_on()}
    first = boss.post(f"{where}/invite", data=form)
    again = boss.post(f"{where}/invite", data=form)
    assert again.status_code == 409
    assert "It was made on 3 November 2025, 09:00 (Beijing)" in again.text
    link = re.search(r"/enter/([\w-]{43})<", first.text)
    assert link is not None
    assert service.letter(database, link[1]).state == "valid"
    assert boss.post(f"{where}/invite", data={"based_on": based_on()}).status_code == 200
    assert service.letter(database, link[1]).state == "withdrawn"


def test_two_roles_are_refused_on_the_page_with_the_reason(boss: FlaskClient, database: Database, person: Any) -> None:
    """422, and the sentence names both."""
    account = person("li", (Role.AUDITOR, None), name="李监督")
    answer = boss.post(f"/accounts/{account.id}/grant", data={"role": "organizer"})
    assert answer.status_code == 422
    assert "李监督 is already auditor in this round" in answer.text


@pytest.mark.parametrize("path", ["/accounts", "/accounts/new", "/accounts/1"])
def test_the_list_of_people_is_the_offices(client: FlaskClient, person: Any, password: str, path: str) -> None:
    """A judge gets 403, the public is asked to sign in."""
    assert client.get(path).status_code == 303
    person("judge", (Role.JUDGE, 1), password=password)
    client.post("/sign-in", data={"handle": "judge", "password": password})
    assert client.get(path).status_code == 403


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[Flask]:
    """The application with CSRF tokens, as it is served."""
    built = create_app({"TESTING": True}, instance=tmp_path / "strict", rng=random.Random(1))
    yield built
    built.extensions[KEY].database.close()


def test_every_unsafe_page_of_accounts_needs_a_csrf_token(strict: Flask) -> None:
    """A page elsewhere cannot send our forms."""
    client = strict.test_client()
    rules = [rule for rule in strict.url_map.iter_rules() if rule.endpoint.startswith("accounts.")]
    posts = [rule for rule in rules if "POST" in (rule.methods or ())]
    assert len(posts) > 12
    for rule in posts:
        path = re.sub(r"<[^>]+>", "1", rule.rule)
        assert client.post(path).status_code in (400, 404), rule


def test_every_page_of_accounts_is_served_in_both_languages(boss: FlaskClient, person: Any) -> None:
    """No page fails in either, and each says its language."""
    person("li", name="李监督")
    for path in ("/account", "/account/password", "/account/pin", "/accounts", "/accounts/new", "/accounts/2"):
        for lang, mark in (("zh", 'lang="zh-CN"'), ("en", 'lang="en"')):
            answer = boss.get(path, query_string={"lang": lang})
            assert answer.status_code == 200, path
            assert mark in answer.text.split(">")[1]
