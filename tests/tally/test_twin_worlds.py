"""Before scoring is left, two worlds that differ in their marks alone answer the same to everyone."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from competition.app import create_app
from competition.core.clock import FixedClock
from competition.core.web.house import KEY
from competition.rounds.records import Phase
from competition.tally import service
from tests.tally.scene import CODE, EVEN, Scene, build, sign_in

QUIET = {"TESTING": True, "WTF_CSRF_ENABLED": False, "RATELIMIT_ENABLED": False, "PROPAGATE_EXCEPTIONS": False}
OTHER = {"T01": ("40", "41", "99", "42", "43"), "T04": ("95", "96", "94", "97", "96")}
MINE = ("tally.", "adjudication.")
VOLATILE = re.compile(r'<input[^>]*name="(op|csrf_token)"[^>]*>')


def world(folder: Path, clock: FixedClock, marks: dict[str, tuple[str, ...]]) -> tuple[Flask, Scene]:
    """One world with these marks, every ballot sealed, scoring not yet left."""
    app = create_app(QUIET, instance=folder, clock=clock, rng=random.Random(7))
    scene = build(app.extensions[KEY].database, marks=EVEN, phase=Phase.REGISTRATION)
    from tests.tally import scene as stage

    scene.enter(Phase.SCORING)
    stage._score(scene, {"A4": EVEN | marks, "B5": EVEN | marks}, sealing=True)
    return app, scene


@pytest.fixture
def worlds(tmp_path: Path, clock: FixedClock) -> Iterator[tuple[tuple[Flask, Scene], tuple[Flask, Scene]]]:
    """Two worlds, equal but for the marks."""
    first, second = world(tmp_path / "one", clock, {}), world(tmp_path / "two", clock, OTHER)
    yield first, second
    for app, _scene in (first, second):
        app.extensions[KEY].database.close()


def addresses(app: Flask) -> Iterator[str]:
    """Every readable address of the two rooms."""
    adapter = app.url_map.bind("localhost")
    parts = {"code": CODE, "entry": "T01", "version": 1, "number": 1, "receipt": "1" * 16}
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(MINE) and "GET" in (rule.methods or ()):
            yield adapter.build(rule.endpoint, {name: parts[name] for name in rule.arguments})


@pytest.mark.parametrize("who", ["", "organizer", "adjudicator", "auditor", "赵"])
def test_no_answer_depends_on_a_mark(worlds: tuple[tuple[Flask, Scene], tuple[Flask, Scene]], who: str) -> None:
    """Body, status, length and headers of every page and file are byte for byte the same."""
    clients = [sign_in(app, scene, who) if who else app.test_client() for app, scene in worlds]
    for address in addresses(worlds[0][0]):
        answers = [client.get(address) for client in clients]
        told = [(a.status_code, VOLATILE.sub("", a.text), a.headers.get("ETag")) for a in answers]
        assert told[0] == told[1], address


def test_the_comparison_has_teeth(worlds: tuple[tuple[Flask, Scene], tuple[Flask, Scene]]) -> None:
    """Once scoring is left, the same comparison finds the difference."""
    for _app, scene in worlds:
        scene.enter(Phase.ADJUDICATION)
        service.tally(scene.db, scene.actor("organizer"), scene.round)
    pages = [sign_in(app, scene, "organizer").get(f"/rounds/{CODE}/tally/").text for app, scene in worlds]
    assert VOLATILE.sub("", pages[0]) != VOLATILE.sub("", pages[1])
