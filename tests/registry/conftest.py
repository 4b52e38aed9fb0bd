"""What the registry's tests begin with."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from competition.accounts import service as accounts
from competition.core.database import Database
from competition.core.records import SYSTEM, Actor, Grant, Role, Text
from competition.registry import service
from competition.registry.records import County, Level, Town

PASSWORD = "correct horse battery"
FACTS = Path(__file__).resolve().parents[3] / "shared" / "data" / "shanxi_town_facts.csv"


@pytest.fixture
def organizer(database: Database) -> Actor:
    """The office's organizer."""
    account = accounts.create(database, SYSTEM, "organizer", "组织方")
    accounts.grant(database, SYSTEM, account.id, Role.ORGANIZER)
    accounts.set_password(database, SYSTEM, account.id, PASSWORD)
    return Actor(account.id, account.name, frozenset({Grant(Role.ORGANIZER, None)}))


@pytest.fixture
def county(database: Database, organizer: Actor) -> County:
    """One county."""
    return service.register_county(database, organizer, "140921", Text("定襄县", "Dingxiang County"))


@pytest.fixture
def town(database: Database, organizer: Actor, county: County) -> Town:
    """One town in it."""
    return service.register_town(
        database, organizer, "dx", Text("定襄法兰", "Dingxiang flanges"), county.id,
        level=Level.PROVINCIAL, industry=Text("法兰锻造", "Flange forging"),
    )  # fmt: skip


@pytest.fixture
def office(app: Flask, database: Database, organizer: Actor) -> FlaskClient:
    """A client signed in as the organizer, reading English."""
    _, token = accounts.sign_in(database, "organizer", PASSWORD)
    client = app.test_client()
    with client.session_transaction() as session:
        session["token"], session["lang"] = token, "en"
    return client


@pytest.fixture
def facts() -> bytes:
    """The published facts about real towns, where they lie beside the checkout."""
    if not FACTS.exists():
        pytest.skip(f"{FACTS} is not here")
    return FACTS.read_bytes()
