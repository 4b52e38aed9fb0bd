"""A round in draft and the people who set it up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from competition.accounts import service as accounts
from competition.core.database import Database, write
from competition.core.records import SYSTEM, Actor, Grant, Role, Text
from competition.rounds import service
from competition.rounds.records import Commitment, Phase, Round, Rules

PASSWORD = "correct horse battery"
HOST = Text("市工信局", "City bureau")


@dataclass
class Board:
    """A round with an organizer who drafts its rules and an auditor who signs second."""

    db: Database
    round: Round
    organizer: Actor
    auditor: Actor

    @property
    def rules(self) -> Rules:
        """The draft, or the rules in force."""
        return service.working(self.db, self.round) or service.rules(self.db, self.round)

    def amend(self, **changes: object) -> Rules:
        """Change the draft as it stands."""
        return service.amend(self.db, self.organizer, self.round, based_on=self.rules.revision, **changes)

    def lock(self, *, reason: str = "") -> Commitment:
        """Both signatures, one after the other."""
        service.propose_lock(self.db, self.organizer, self.round, reason=reason)
        return service.sign_lock(self.db, self.auditor, self.round)

    def enter(self, *phases: Phase, reason: str = "") -> None:
        """Enter phases one after the other, without asking the desk."""
        for phase in phases:
            with write(self.db) as tx:
                self.round = service.enter(tx, self.organizer, self.round, phase, reason=reason)


def person(db: Database, handle: str, role: Role) -> Actor:
    """Somebody with one role in every round."""
    account = accounts.create(db, SYSTEM, handle, handle.title())
    accounts.grant(db, SYSTEM, account.id, role)
    return Actor(account.id, account.name, frozenset({Grant(role, None)}))


@pytest.fixture
def board(database: Database) -> Board:
    """The round xz-2025 from the policy's tree, with a host, a quota of six and a budget for ten; unsigned."""
    organizer, auditor = person(database, "organizer", Role.ORGANIZER), person(database, "auditor", Role.AUDITOR)
    begun = service.create(database, organizer, "xz-2025", Text("第二届", "Second"), 2025, "xz-2022-81", host=HOST)
    made = Board(database, begun, organizer, auditor)
    made.amend(quota=6, budget_fen=200_000_000)
    return made


@pytest.fixture
def signed_in(app: Flask, database: Database) -> Callable[[Actor], FlaskClient]:
    """A client signed in by a real session, reading English."""

    def enter(actor: Actor) -> FlaskClient:
        assert actor.account_id is not None
        accounts.set_password(database, SYSTEM, actor.account_id, PASSWORD)
        _, token = accounts.sign_in(database, accounts.get(database, actor.account_id).handle, PASSWORD)
        client = app.test_client()
        with client.session_transaction() as session:
            session["token"], session["lang"] = token, "en"
        return client

    return enter
