"""The policy pages are open to all and say what the edition says."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from flask.testing import FlaskClient

from competition.core.clock import BEIJING, FixedClock


def test_the_list_names_the_edition_and_its_state(client: FlaskClient) -> None:
    """Anyone reads which policies are in force today."""
    body = client.get("/policy/?lang=zh").get_data(as_text=True)
    assert "忻政办发〔2022〕81号" in body
    assert "今天有 1 份政策有效" in body


@pytest.mark.parametrize(("lang", "sentence"), [("zh", "还剩 50 天"), ("en", "50 days left, today included")])
def test_the_warning_band_is_shown(client: FlaskClient, lang: str, sentence: str) -> None:
    """In the last months the page counts the days."""
    assert sentence in client.get(f"/policy/xz-2022-81?lang={lang}").get_data(as_text=True)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_award_stands_with_its_article(client: FlaskClient, lang: str) -> None:
    """200,000 yuan, in words, with article 4 quoted."""
    body = client.get(f"/policy/xz-2022-81?lang={lang}").get_data(as_text=True)
    assert all(word in body for word in ("200,000", "贰拾万元整"))
    assert ("第四条" if lang == "zh" else "Article 4") in body


def test_an_expired_edition_says_so(client: FlaskClient, clock: FixedClock) -> None:
    """After the last day the page warns that awards are refused."""
    clock.set(datetime(2025, 12, 23, 9, 0, tzinfo=BEIJING))
    body = client.get("/policy/xz-2022-81?lang=en").get_data(as_text=True)
    assert "nothing can be decided under it any more" in body


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_conditions_are_told_in_words(client: FlaskClient, lang: str) -> None:
    """No formula of the table stands on the page: an official reads sums and comparisons in words."""
    body = client.get(f"/policy/xz-2022-81?lang={lang}").get_data(as_text=True)
    assert not re.search(r"&gt;|&lt;|>=|[0-9]{7,}| AND | or 专业镇", re.sub(r"<[^>]*>", "", body))
    assert ("营收超过20亿元" if lang == "zh" else "Revenue above 2 billion yuan") in body


@pytest.mark.parametrize(("lang", "told"), [("zh", "每人 300"), ("en", "300 a person")])
def test_a_sum_for_each_person_reads_as_such(client: FlaskClient, lang: str, told: str) -> None:
    """The words stand where the language puts them."""
    assert told in re.sub(r"<[^>]*>", "", client.get(f"/policy/xz-2022-81?lang={lang}").get_data(as_text=True))


def test_the_tiers_do_not_pretend_to_know_what_is_measured(client: FlaskClient) -> None:
    """The policy names sizes without saying whether output or revenue is meant, and the page says so."""
    body = client.get("/policy/xz-2022-81?lang=en").get_data(as_text=True)
    assert "Whether size means output value or revenue is not defined" in body.split("Other awards")[0]


def test_an_unknown_edition_is_404(client: FlaskClient) -> None:
    """A code nobody knows leads nowhere."""
    assert client.get("/policy/xz-1999-1").status_code == 404
