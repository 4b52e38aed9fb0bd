"""What every page does: language, theme, refusals in words, the way back, and the sample clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from competition.app import create_app
from competition.core import store
from competition.core.clock import BEIJING, SampleClock, in_beijing, stamp
from competition.core.database import Database, write
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


def test_forms_without_a_token_are_refused(tmp_path: Path) -> None:
    """Every unsafe request needs the page's token; the answer is a page with what to do."""
    app = create_app({"TESTING": True, "PROPAGATE_EXCEPTIONS": False}, instance=tmp_path)
    assert app.test_client().post("/theme", data={"theme": "dark"}).status_code == 400
    app.extensions[KEY].database.close()


def test_a_fault_is_a_page_and_changes_nothing(app: Flask) -> None:
    """An unexpected error answers 500 with a calm page, not with a trace."""

    def broken() -> str:
        raise ZeroDivisionError

    app.add_url_rule("/broken", view_func=broken)
    answer = app.test_client().get("/broken?lang=zh")
    assert answer.status_code == 500
    assert "什么也没有改动" in answer.get_data(as_text=True)
    assert "ZeroDivisionError" not in answer.get_data(as_text=True)
