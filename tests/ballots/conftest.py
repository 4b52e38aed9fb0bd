"""Fixtures of the ballot tests: a round in scoring, and clients signed in by a real session."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient

from competition.accounts import service as accounts
from competition.core.database import Database
from competition.core.records import SYSTEM, Actor, Grant, Role, Text
from competition.entries import service as entries
from competition.panels import service as panels
from competition.panels.records import Reason
from competition.registry import service as registry
from competition.registry.records import Level
from competition.rounds import service as rounds
from competition.rounds.records import Phase
from tests.ballots.bench import Bench

TOWNS = (("云川法兰", "Yunchuan flanges"), ("青禾黄酒", "Qinghe rice wine"), ("南河铸造", "Nanhe castings"))
PASSWORD = "correct horse battery"


def _person(db: Database, handle: str, role: Role) -> Actor:
    account = accounts.create(db, SYSTEM, handle, handle.title())
    accounts.grant(db, SYSTEM, account.id, role)
    return Actor(account.id, account.name, frozenset({Grant(role, None)}))


@pytest.fixture
def bench(database: Database) -> Bench:
    """The round, with rules locked by two and registration left."""
    organizer, auditor = _person(database, "organizer", Role.ORGANIZER), _person(database, "auditor", Role.AUDITOR)
    made = rounds.create(database, organizer, "xz-2025", Text("第二届", "Second"), 2025, "xz-2022-81", sample=True)
    rounds.amend(database, organizer, made, based_on=rounds.rules(database, made).revision, quota=1)
    rounds.propose_lock(database, organizer, made)
    rounds.sign_lock(database, auditor, made)
    stand = Bench(database, made, organizer, auditor, ())
    stand.enter(Phase.REGISTRATION)
    for n, (zh, en) in enumerate(TOWNS, 1):
        county = registry.register_county(database, organizer, f"9900{n}", Text(zh[:2] + "县", en.split()[0]))
        town = registry.register_town(
            database, organizer, f"ZY{n}", Text(zh, en), county.id, level=Level.MUNICIPAL, industry=Text(zh[2:], "")
        )
        entry = entries.enter(database, organizer, stand.round, town.id)
        entries.check(database, organizer, stand.round, entry, passed=True)
        entries.record_figure(
            database, organizer, stand.round, entry, "A1", Decimal("72.5"), 2024,
            source="市统计局", verifier="统计局", attachment="附件 1",
        )  # fmt: skip
    stand.judges = tuple(panels.appoint(database, organizer, stand.round, name=name) for name in ("王一", "李二", "张三"))
    panels.declare(database, stand.actor(1), stand.round, "T02", Reason.KIN, "堂兄")
    stand.enter(Phase.SCORING)
    return stand


@pytest.fixture
def signed_in(app: Flask, bench: Bench) -> Callable[[Actor], FlaskClient]:
    """A browser-like client signed in as an actor, by a real session."""

    def enter(actor: Actor) -> FlaskClient:
        assert actor.account_id is not None
        accounts.set_password(bench.db, SYSTEM, actor.account_id, PASSWORD)
        handle = accounts.get(bench.db, actor.account_id).handle
        _, token = accounts.sign_in(bench.db, handle, PASSWORD)
        client = app.test_client()
        with client.session_transaction() as session:
            session["token"] = token
            session["lang"] = "en"
        return client

    return enter
