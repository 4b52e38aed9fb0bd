"""A published sample round, played once for all tests of the archive; each test works on a copy of its installation."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from competition.app import ROOMS, create_app
from competition.archive import service
from competition.archive.records import Bundle, Scope
from competition.core.clock import BEIJING, FixedClock
from competition.core.database import Database
from competition.core.laws import breaches
from competition.core.web.house import KEY
from competition.desk import service as desk
from competition.publication import service as publication
from competition.rounds import service as rounds
from competition.rounds.records import Phase, Round
from competition.sample import cast, edition, ending, story
from competition.sample.edition import Edition
from competition.sample.editions import FIRST, SECOND
from competition.sample.story import Stage

SETTINGS = {"TESTING": True, "WTF_CSRF_ENABLED": False, "PROPAGATE_EXCEPTIONS": False, "RATELIMIT_ENABLED": False}
CODE = FIRST.code


def stage_on(folder: Path, at: datetime) -> tuple[Flask, Stage]:
    """The installation in a folder, and a stage to go on with its story."""
    clock = FixedClock(at)
    app = create_app(SETTINGS, instance=folder, clock=clock, rng=random.Random(cast.SEED))
    return app, Stage(app.extensions[KEY].database, clock, random.Random(cast.SEED))


def play(stage: Stage, each: Edition) -> Round:
    """One edition up to its publicity period."""
    held = edition.set_up(stage, each)
    edition.register(stage, each, held)
    edition.score(stage, each, held)
    ending.rule(stage, each, rounds.get(stage.db, each.code))
    ending.publicize(stage, each, rounds.get(stage.db, each.code))
    return rounds.get(stage.db, each.code)


def publish(stage: Stage, each: Edition) -> Round:
    """The end of the publicity period: adopted by two, and published."""
    from competition.adjudication import service as adjudication
    from competition.awards import service as awards

    round_ = rounds.get(stage.db, each.code)
    stage.on(each.days["published"])
    awards.sign_first(stage.db, stage.actor("organizer-1"), round_, held=adjudication.holding)
    awards.sign_second(stage.db, stage.actor("auditor"), round_, held=adjudication.holding)
    desk.move(stage.db, stage.actor("organizer-1"), round_, Phase.PUBLISHED)
    publication.publish(stage.db, stage.actor("organizer-1"), round_, number="示工信函〔2023〕21号", addressee="各县")
    stage.on(each.days["archived"], 10)
    return rounds.get(stage.db, each.code)


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation whose first edition is published and whose second is in publicity."""
    folder = tmp_path_factory.mktemp("played") / "instance"
    app, stage = stage_on(folder, datetime(2023, 3, 6, 8, 0, tzinfo=BEIJING))
    story.people(stage)
    story.register(stage)
    play(stage, FIRST)
    publish(stage, FIRST)
    play(stage, SECOND)
    app.extensions[KEY].database.close()
    return folder


@pytest.fixture
def app(played: Path, tmp_path: Path) -> Iterator[Flask]:
    """The application on a copy of it, on the day the first edition was archived; asks the laws when the test ends."""
    shutil.copytree(played, tmp_path / "instance")
    built, _ = stage_on(tmp_path / "instance", datetime(2025, 11, 13, 10, 0, tzinfo=BEIJING))
    yield built
    database: Database = built.extensions[KEY].database
    found = breaches(database, [law for room in ROOMS for law in room.laws])
    database.close()
    assert not found, found


@pytest.fixture
def stage(app: Flask, database: Database) -> Stage:
    """The people of the sample by their handles."""
    clock = database.clock
    assert isinstance(clock, FixedClock)
    return Stage(database, clock, random.Random(1))


@pytest.fixture
def round_(database: Database) -> Round:
    """The published edition."""
    return rounds.get(database, CODE)


@pytest.fixture
def sealed(stage: Stage, round_: Round) -> dict[Scope, Bundle]:
    """Both bundles, written and registered."""
    office = stage.actor("organizer-1")
    return {scope: service.write_bundle(stage.db, office, round_, public=scope is Scope.PUBLIC) for scope in Scope}


@pytest.fixture(scope="session")
def zips(played: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[Scope, Path]:
    """Both bundles as files, for tests that only read them."""
    folder = tmp_path_factory.mktemp("zips")
    shutil.copytree(played, folder / "instance")
    app, stage = stage_on(folder / "instance", datetime(2023, 9, 1, 10, 0, tzinfo=BEIJING))
    held = rounds.get(stage.db, CODE)
    made = {}
    for scope in Scope:
        one = service.write_bundle(stage.db, stage.actor("organizer-1"), held, public=scope is Scope.PUBLIC)
        made[scope] = service.file_of(stage.db, one)
    app.extensions[KEY].database.close()
    return made
