"""What every page does: language, theme, refusals in words, the way back, and the sample clock."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from competition.app import create_app
from competition.core import store
from competition.core.clock import BEIJING, SampleClock, in_beijing, stamp
from competition.core.database import Database, write
from competition.core.forms import typed
from competition.core.records import SYSTEM
from competition.core.web.answers import local
from competition.core.web.house import KEY


def body(client: FlaskClient, path: str, **headers: str) -> str:
    """The text of a page."""
    return client.get(path, headers=headers).get_data(as_text=True)


def test_a_page_is_chinese_first(client: FlaskClient) -> None:
    """A browser of another language reads Chinese; an English one reads English."""
    assert 'lang="zh-CN"' in body(client, "/menu", **{"Accept-Language": "fr"})
    assert 'lang="en"' in body(client, "/menu", **{"Accept-Language": "en-US"})


def test_the_switch_of_language_is_kept(client: FlaskClient) -> None:
    """The language asked for once stays across pages."""
    assert 'lang="en"' in body(client, "/menu?lang=en")
    assert 'lang="en"' in body(client, "/menu")
    assert 'lang="zh-CN"' in body(client, "/menu?lang=zh")


def test_a_language_asked_for_is_kept_over_a_redirect(enter: Callable[[str], FlaskClient]) -> None:
    """Who is signed in and asks for the home page in English is led on to their own page in English."""
    client = enter("organizer-1")
    assert client.get("/?lang=en").status_code == 303
    assert 'lang="en"' in client.get("/desk").get_data(as_text=True)


def test_a_dimension_is_drawn_with_its_character_or_two_letters(sample_app: Flask) -> None:
    """The bars of the result carry 特 for the Chinese reader and Fe for the English one."""
    client = sample_app.test_client()
    assert '<span class="mark" aria-hidden="true">特</span>' in body(client, "/results/xz-2025?lang=zh")
    assert '<span class="mark" aria-hidden="true">Fe</span>' in body(client, "/results/xz-2025?lang=en")


def test_the_theme_is_set_before_the_first_paint(client: FlaskClient) -> None:
    """The chosen theme comes back in the page itself; any other word clears it."""
    client.post("/theme", data={"theme": "dark"})
    assert 'data-theme="dark"' in body(client, "/menu")
    client.post("/theme", data={"theme": "purple"})
    assert "data-theme=" not in body(client, "/menu").split("<body")[0]


def test_an_unknown_page_says_so_in_the_readers_language(client: FlaskClient) -> None:
    """404 is a page with a sentence, in both languages."""
    answer = client.get("/nonsense?lang=en")
    assert answer.status_code == 404
    assert "There is no such page here." in answer.get_data(as_text=True)
    assert "这里没有这一页" in body(client, "/nonsense?lang=zh")


def test_a_wrong_method_is_refused_with_a_page(client: FlaskClient) -> None:
    """405 is a page, too."""
    assert client.get("/theme").status_code == 405


def test_a_private_page_asks_to_sign_in_and_leads_back(client: FlaskClient) -> None:
    """The public is led to the sign-in page, which knows where to go afterwards."""
    answer = client.get("/registry/")
    assert answer.status_code == 303
    assert "/sign-in?next=" in answer.headers["Location"]


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/desk", True), ("/rounds/x?y=1#z", True), ("//evil.example", False), ("https://evil.example", False),
        ("/\\evil.example", False), ("javascript:alert(1)", False), ("", False), (None, False), ("desk", False),
        ("/a\r\nSet-Cookie: x", False), ("///evil.example", False), ("\thttp://evil", False),
    ],
)  # fmt: skip
def test_only_local_paths_lead_back(path: str | None, kept: bool) -> None:
    """A `next` that would leave the site is never followed."""
    assert (local(path) is not None) is kept


def test_the_real_clock_is_not_set_forward(client: FlaskClient) -> None:
    """The button of the sample clock is refused in a real installation."""
    answer = client.post("/sample/next-working-day")
    assert answer.status_code == 409


def test_the_sample_clock_goes_to_the_next_working_day(tmp_path: Path) -> None:
    """From a Friday it goes to Monday nine o'clock, and a new start keeps it."""
    app = sample_app(tmp_path, datetime(2025, 11, 14, 16, 0, tzinfo=BEIJING))
    opened: Database = app.extensions[KEY].database
    assert app.test_client().post("/sample/next-working-day").status_code == 303
    assert in_beijing(opened.clock.now()).strftime("%Y-%m-%d %H:%M") == "2025-11-17 09:00"
    opened.close()
    again = create_app(QUIET, instance=tmp_path)
    kept: Database = again.extensions[KEY].database
    assert isinstance(kept.clock, SampleClock)
    assert in_beijing(kept.clock.now()).strftime("%Y-%m-%d %H:%M") == "2025-11-17 09:00"
    kept.close()


def test_every_page_of_a_sample_says_so(tmp_path: Path) -> None:
    """示例数据 and the sample time stand on the page."""
    app = sample_app(tmp_path, datetime(2025, 11, 14, 16, 0, tzinfo=BEIJING))
    text = body(app.test_client(), "/menu?lang=zh")
    assert "示例数据" in text
    assert "2025年11月14日" in text
    app.extensions[KEY].database.close()


QUIET = {"TESTING": True, "WTF_CSRF_ENABLED": False, "PROPAGATE_EXCEPTIONS": False, "RATELIMIT_ENABLED": False}


def sample_app(folder: Path, at: datetime) -> Flask:
    """An installation whose data are samples, at an instant of its own."""
    first = create_app(QUIET, instance=folder)
    with write(first.extensions[KEY].database) as tx:
        store.set_setting(tx, "sample_time", stamp(at))
        tx.log(SYSTEM, "core.sample_loaded", "installation")
    first.extensions[KEY].database.close()
    return create_app(QUIET, instance=folder)


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[Flask]:
    """The application with CSRF tokens, as it is served."""
    built = create_app({"TESTING": True, "PROPAGATE_EXCEPTIONS": False}, instance=tmp_path)
    yield built
    built.extensions[KEY].database.close()


def test_forms_without_a_token_are_refused(strict: Flask) -> None:
    """Every unsafe request needs the page's token; the answer is a page with what to do."""
    assert strict.test_client().post("/theme", data={"theme": "dark"}).status_code == 400


def test_a_fault_is_a_page_and_changes_nothing(app: Flask) -> None:
    """An unexpected error answers 500 with a calm page, not with a trace."""

    def broken() -> str:
        raise ZeroDivisionError

    app.add_url_rule("/broken", view_func=broken)
    answer = app.test_client().get("/broken?lang=zh")
    assert answer.status_code == 500
    assert "什么也没有改动" in answer.get_data(as_text=True)
    assert "ZeroDivisionError" not in answer.get_data(as_text=True)


WORDS = {"csrf_token": "lost", "op": "0a1b2c", "handle": "<b>王某</b>", "password": "七月初九", "next": "/desk"}


def test_a_form_with_a_lost_token_gives_back_what_was_typed(strict: Flask) -> None:
    """The words stand on the page under their labels, to copy from; a secret does not, nor what nobody typed."""
    ours = {"Referer": "http://localhost/sign-in"}
    answer = strict.test_client().post("/sign-in?lang=en", data=WORDS, headers=ours)
    assert answer.status_code == 400
    assert answer.headers["Cache-Control"] == "no-store"
    given = answer.text.split("What you typed")[1].split("What to do")[0]
    assert re.findall(r"<label[^>]*>(.*?)</label><textarea[^>]* readonly>\s*(.*?)</textarea>", given) == [
        ("Sign-in name", "&lt;b&gt;王某&lt;/b&gt;")
    ]
    assert not [word for word in ("七月初九", "0a1b2c", "lost") if word in answer.text]


def test_what_another_site_sent_is_not_shown(strict: Flask) -> None:
    """A page elsewhere cannot make ours show its words."""
    for elsewhere in ({}, {"Referer": "http://evil.example/"}, {"Referer": "http://localhost.evil.example/"}):
        answer = strict.test_client().post("/sign-in", data=WORDS, headers=elsewhere)
        assert answer.status_code == 400
        assert "王某" not in answer.text


def test_no_secret_of_any_form_is_given_back() -> None:
    """Every name that a form asks a secret under is left out, in whatever form it is sent; other words are kept."""
    sources = [file.read_text("utf-8") for file in Path("competition").rglob("*.py")]
    asked = {name for text in sources for name in re.findall(r"(\w+) = (?:PasswordField|_secret)\(", text)}
    assert asked >= {"secret", "password", "pin", "again", "current"}
    sent = {name: ["七月初九"] for name in (*asked, *(f"rows-0-{name}" for name in asked))}
    assert typed(sent | {"note_A1": ["厂房已扩建"]}) == (("note_A1", "厂房已扩建"),)
