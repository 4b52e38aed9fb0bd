"""Fixtures of the panel tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from competition.accounts import service as accounts
from competition.core.database import Database
from competition.core.records import SYSTEM, Actor
from tests.panels.stage import Stage, set_up

PASSWORD = "correct horse battery"


@pytest.fixture
def stage(database: Database) -> Stage:
    """A round in registration with three towns and nobody on the panel."""
    return set_up(database)


@pytest.fixture
def signed_in(app: Flask, database: Database) -> Callable[[Actor], FlaskClient]:
    """A browser-like client signed in as an actor, in English."""

    def enter(actor: Actor) -> FlaskClient:
        assert actor.account_id is not None
        accounts.set_password(database, SYSTEM, actor.account_id, PASSWORD)
        client = app.test_client()
        handle = accounts.get(database, actor.account_id).handle
        answer = client.post("/sign-in?lang=en", data={"handle": handle, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return client

    return enter
