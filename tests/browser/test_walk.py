"""One round from draft to archived in real browsers: organizers, judges on phones, an adjudicator, the public."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from competition.accounts import service as accounts
from competition.app import create_app
from competition.core import store
from competition.core.clock import BEIJING, stamp
from competition.core.database import Database, write
from competition.core.records import SYSTEM
from competition.core.web.house import KEY
from tests.browser import walk as walking
from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser


def empty_sample(folder: Path) -> Flask:
    """An installation without a round whose clock can be set forward."""
    first = create_app(instance=folder)
    with write(first.extensions[KEY].database) as tx:
        store.set_setting(tx, "sample_time", stamp(datetime(2025, 11, 3, 9, 0, tzinfo=BEIJING)))
        tx.log(SYSTEM, "core.sample_loaded", "installation")
    first.extensions[KEY].database.close()
    return create_app(instance=folder)


def test_a_round_is_walked_from_draft_to_archive(
    tmp_path: Path, serve: Callable[[Flask], str], window: Callable[..., Any]
) -> None:
    """Each step is done on a page by the person whose step it is; every page is for everyone; the bundle verifies."""
    app = empty_sample(tmp_path / "instance")
    database: Database = app.extensions[KEY].database
    people = {who: window() for who in ("organizer", "second", "adjudicator", "clerk", "other_clerk", "public")}
    people |= {name: window(size=PHONE) for name in walking.JUDGES}
    walk = walking.Walk(serve(app), tmp_path, people)

    walking.first_organizer(walk, accounts.first_organizer_link(database) or "")
    walking.colleague(walk, "second", "组织乙", "organizer")
    walking.colleague(walk, "adjudicator", "仲裁丙")
    walking.colleague(walk, "clerk", "录入丁")
    walking.colleague(walk, "other_clerk", "录入戊")
    walking.registry(walk)
    walking.set_up(walk)
    walking.appoint(walk, "仲裁丙", "adjudicator")
    for name in ("录入丁", "录入戊"):
        walking.employ(walk, name, "clerk")
    walking.enter_towns(walk)
    letters = walking.panel(walk)
    walking.forward(walk)
    for place, name in enumerate(walking.JUDGES):
        marks = {f"T0{n + 1}": str(mark) for n, mark in enumerate(walking.MARKS[name])}
        walking.judge(walk, name, *letters[name], marks)
        assert place + 1 == sum(1 for one in walking.JUDGES if "receipt" in walk[one].url)
    walking.key_paper(walk)
    walking.recuse_late(walk)
    walking.forward(walk)
    walking.hear(walk, "孙评委")
    walking.tally(walk)
    walking.propose(walk)
    walking.forward(walk)
    walking.post(walk)
    walking.object_and_answer(walk)
    walking.wait(walk, 6)
    walking.adopt(walk)
    walking.forward(walk)
    walking.announce(walk)
    walking.archive(walk)
    walking.forward(walk)

    page = walk.go("public", f"/results/{walking.ROUND}?lang=en")
    assert page.locator("html").get_attribute("lang") == "en"
    assert "云川法兰" in page.inner_text("main")
    assert "400,000" in page.inner_text("main")
    result = json.loads(walk["public"].request.get(f"{walk.base}/results/{walking.ROUND}/result.json").text())
    assert [row["entry"] for row in result["standings"]] == ["T01", "T02", "T03"]
    assert verified(tmp_path, walk) == 0
    assert walk.faults == []
    database.close()


def verified(folder: Path, walk: walking.Walk) -> int:
    """The exit status of `pingxuan verify` on the public bundle as anyone downloads it."""
    bundle = folder / "public.zip"
    page = walk.go("public", "/history")
    link = page.locator("main a[href$='public.zip']").first.get_attribute("href")
    assert link
    bundle.write_bytes(walk["public"].request.get(walk.base + link).body())
    return subprocess.run([sys.executable, "-m", "competition", "verify", str(bundle)], check=False).returncode
