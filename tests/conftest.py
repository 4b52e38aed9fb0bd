"""Fixtures that every test may use: a real database file, the whole app, and a browser-like client.

Every test that takes ``database`` or ``app`` ends by asking all laws of the whole file.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from competition import sample
from competition.accounts import service as accounts
from competition.app import ROOMS, create_app
from competition.core.clock import BEIJING, FixedClock
from competition.core.database import Database
from competition.core.laws import breaches
from competition.core.records import SYSTEM
from competition.core.web.house import KEY

QUIET = {"TESTING": True, "WTF_CSRF_ENABLED": False, "PROPAGATE_EXCEPTIONS": False, "RATELIMIT_ENABLED": False}


@pytest.fixture
def clock() -> FixedClock:
    """A clock at nine in the morning of 3 November 2025 in Beijing, a Monday; set it as the test needs."""
    return FixedClock(datetime(2025, 11, 3, 9, 0, tzinfo=BEIJING))


@pytest.fixture
def app(tmp_path: Path, clock: FixedClock) -> Iterator[Flask]:
    """The whole application on a database file of its own, with seeded randomness; forms without CSRF."""
    built = create_app(QUIET, instance=tmp_path / "instance", clock=clock, rng=random.Random(20251103))
    yield built
    opened: Database = built.extensions[KEY].database
    found = breaches(opened, [law for room in ROOMS for law in room.laws])
    opened.close()
    assert not found, found


@pytest.fixture
def database(app: Flask) -> Database:
    """The app's database; its laws are asked when the test ends."""
    opened: Database = app.extensions[KEY].database
    return opened


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client without an account."""
    return app.test_client()


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with the sample editions, made once; copy it, never write into it."""
    folder = tmp_path_factory.mktemp("sample") / "instance"
    assert sample.load(folder)
    return folder


@pytest.fixture
def sample_app(sample_folder: Path, tmp_path: Path) -> Iterator[Flask]:
    """The whole application on a copy of the sample editions; forms without CSRF."""
    folder = tmp_path / "sample"
    shutil.copytree(sample_folder, folder)
    built = create_app(QUIET, instance=folder)
    yield built
    opened: Database = built.extensions[KEY].database
    found = breaches(opened, [law for room in ROOMS for law in room.laws])
    opened.close()
    assert not found, found


@pytest.fixture
def enter(sample_app: Flask) -> Callable[[str], FlaskClient]:
    """Sign an account of the sample in by its handle; gives its client."""

    def signed_in(handle: str) -> FlaskClient:
        database: Database = sample_app.extensions[KEY].database
        account = accounts.find_by_handle(database, handle)
        assert account is not None
        client = sample_app.test_client()
        client.post(accounts.invite(database, SYSTEM, account.id).path)
        return client

    return signed_in
