"""A round in registration with two towns entered, for the tests of entries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient

from competition.accounts import service as accounts
from competition.core.database import Database, write
from competition.core.records import SYSTEM, Actor, Grant, Role, Text
from competition.entries import service
from competition.entries.records import Entry
from competition.registry import service as registry
from competition.registry import uscc
from competition.registry.records import Enterprise, Level, Status, Town
from competition.rounds import service as rounds
from competition.rounds.records import Phase, Round

PASSWORD = "correct horse battery"


@dataclass
class Office:
    """A round and the people who run it."""

    db: Database
    round: Round
    organizer: Actor
    auditor: Actor
    towns: tuple[Town, ...]

    def move(self, phase: Phase) -> None:
        """Enter a phase without asking the desk."""
        with write(self.db) as tx:
            self.round = rounds.enter(tx, self.organizer, self.round, phase)

    def leave_registration(self) -> None:
        """Check everything, then go on to scoring."""
        for entry in service.entries(self.db, self.round):
            if entry.is_eligible:
                service.check(self.db, self.organizer, self.round, entry, True)
        self.move(Phase.SCORING)

    def entry(self, code: str = "T01") -> Entry:
        """The entry as it stands."""
        return service.entry(self.db, self.round, code)

    def firm(self, n: int, town: Town | None = None) -> Enterprise:
        """An enterprise with a right code."""
        body = f"9114090100000{n:04d}"
        return registry.register_enterprise(
            self.db, self.organizer, body + uscc.check_digit(body), Text(f"示例企业{n}", f"Sample {n}"),
            (town or self.towns[0]).id, status=Status.LEADING,
        )  # fmt: skip

    def file(self, code: str = "T01", indicator: str = "A1", value: str = "72.5", **more: str) -> None:
        """A figure with its source."""
        told = {"source": "市统计局", "verifier": "统计局"} | more
        service.record_figure(
            self.db, self.organizer, self.round, self.entry(code), indicator, Decimal(value), 2024, **told
        )


def person(db: Database, handle: str, role: Role) -> Actor:
    """Somebody with one role in every round."""
    account = accounts.create(db, SYSTEM, handle, handle.title())
    accounts.grant(db, SYSTEM, account.id, role)
    return Actor(account.id, account.name, frozenset({Grant(role, None)}))


@pytest.fixture
def office(database: Database) -> Office:
    """The round xz-2025 in registration, with T01 and T02 entered and a third town registered."""
    organizer, auditor = person(database, "organizer", Role.ORGANIZER), person(database, "auditor", Role.AUDITOR)
    made = rounds.create(
        database, organizer, "xz-2025", Text("第二届", "Second"), 2025, "xz-2022-81", sample=True,
        host=Text("市工信局", "City bureau"),
    )  # fmt: skip
    drafted = rounds.rules(database, made)
    rounds.amend(database, organizer, made, based_on=drafted.revision, quota=1, budget_fen=20_000_000)
    rounds.propose_lock(database, organizer, made)
    rounds.sign_lock(database, auditor, made)
    county = registry.register_county(database, organizer, "990001", Text("云川县", "Yunchuan"))
    names = (Text("云川法兰", "Yunchuan flanges"), Text("青禾黄酒", "Qinghe wine"), Text("南河铸造", "Nanhe castings"))
    towns = tuple(
        registry.register_town(
            database, organizer, f"zy{n}", name, county.id, level=Level.MUNICIPAL, industry=Text(name.zh[2:])
        )
        for n, name in enumerate(names, 1)
    )
    stand = Office(database, made, organizer, auditor, towns)
    stand.move(Phase.REGISTRATION)
    for town in towns[:2]:
        service.enter(database, organizer, stand.round, town.id)
    return stand


@pytest.fixture
def signed_in(app: Flask, office: Office) -> Callable[[Actor], FlaskClient]:
    """A client signed in by a real session, reading English."""

    def enter(actor: Actor) -> FlaskClient:
        assert actor.account_id is not None
        accounts.set_password(office.db, SYSTEM, actor.account_id, PASSWORD)
        _, token = accounts.sign_in(office.db, accounts.get(office.db, actor.account_id).handle, PASSWORD)
        client = app.test_client()
        with client.session_transaction() as session:
            session["token"], session["lang"] = token, "en"
        return client

    return enter
