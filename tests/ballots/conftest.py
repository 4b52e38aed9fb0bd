"""Fixtures of the ballot tests: a round in scoring, and clients signed in by a real session."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from competition.accounts import service as accounts
from competition.core.database import Database
from competition.core.records import Actor
from tests.ballots.bench import PASSWORD, Bench, handle_of, set_up
from tests.ballots.clerks import Room, appoint


@pytest.fixture
def bench(database: Database) -> Bench:
    """The round, with rules locked by two and registration left."""
    return set_up(database)


@pytest.fixture
def room(bench: Bench) -> Room:
    """The round in scoring, with two clerks."""
    return appoint(bench)


@pytest.fixture
def signed_in(app: Flask, bench: Bench) -> Callable[[Actor], FlaskClient]:
    """A browser-like client signed in as an actor, by a real session, reading English."""

    def enter(actor: Actor) -> FlaskClient:
        _, token = accounts.sign_in(bench.db, handle_of(bench, actor), PASSWORD)
        client = app.test_client()
        with client.session_transaction() as session:
            session["token"], session["lang"] = token, "en"
        return client

    return enter
