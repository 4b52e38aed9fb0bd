"""A small round that can really be moved: one judged and one measured indicator, two towns, three judges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient

from competition.accounts import service as accounts
from competition.ballots import service as ballots
from competition.core.database import Database
from competition.core.records import SYSTEM, Actor, Grant, Role, Text
from competition.desk import service as desk
from competition.entries import service as entries
from competition.panels import service as panels
from competition.panels.records import Judge
from competition.registry import service as registry
from competition.registry.records import Level
from competition.rounds import service as rounds
from competition.rounds.records import Phase, Round

PASSWORD = "correct horse battery"
TOWNS = (Text("云川法兰", "Yunchuan flanges"), Text("青禾黄酒", "Qinghe rice wine"))


@dataclass
class Office:
    """A round and the people who move it."""

    db: Database
    round: Round
    organizer: Actor
    second: Actor
    auditor: Actor
    judges: tuple[Judge, ...] = ()

    def judge(self, n: int) -> Actor:
        """The n-th judge as an actor."""
        judge = self.judges[n]
        return Actor(judge.account_id, judge.name, frozenset({Grant(Role.JUDGE, self.round.id)}))

    def move(self, to: Phase) -> Round:
        """Move the round at the desk."""
        self.round = desk.move(self.db, self.organizer, self.round, to)
        return self.round

    def lock(self) -> None:
        """Both signatures under the rules."""
        rounds.propose_lock(self.db, self.organizer, self.round)
        rounds.sign_lock(self.db, self.second, self.round)

    def register(self) -> None:
        """Two towns, checked and with their figure, and three judges."""
        for n, name in enumerate(TOWNS, 1):
            self._enter(n, name)
        names = ("王一", "李二", "张三")
        self.judges = tuple(panels.appoint(self.db, self.organizer, self.round, name=name) for name in names)
        for n in range(3):
            panels.declare_all(self.db, self.judge(n), self.round, {"T01": (None, ""), "T02": (None, "")})

    def _enter(self, n: int, name: Text) -> None:
        county = registry.register_county(self.db, self.organizer, f"9900{n}", Text(f"示例{n}县"))
        town = registry.register_town(
            self.db, self.organizer, f"ZY{n}", name, county.id, level=Level.MUNICIPAL, industry=Text("制造")
        )
        entry = entries.enter(self.db, self.organizer, self.round, town.id)
        entries.check(self.db, self.organizer, self.round, entry, passed=True)
        entries.record_figure(
            self.db, self.organizer, self.round, entry, "B1", Decimal(20 * n), 2024, source="统计局", verifier="统计局"
        )

    def score(self, n: int, mark: int = 8000) -> None:
        """Have a judge complete and seal the sheet."""
        actor = self.judge(n)
        ballots.pledge(self.db, actor, self.round)
        for at, task in enumerate(ballots.my_sheet(self.db, actor, self.round).tasks):
            held = ballots.draft_of(self.db, actor, self.round, task.entry.code)
            ballots.save(
                self.db, actor, self.round, task.entry.code, dict.fromkeys(task.codes, mark - 500 * at), {},
                based_on=held.version, op=f"op-{n}-{at}",
            )  # fmt: skip
        stamp = ballots.review(self.db, actor, self.round).stamp
        ballots.seal(self.db, actor, self.round, op=f"seal-{n}", based_on=stamp)


def person(db: Database, handle: str, role: Role) -> Actor:
    """Somebody with one role in every round."""
    account = accounts.create(db, SYSTEM, handle, handle.title())
    accounts.grant(db, SYSTEM, account.id, role)
    return Actor(account.id, account.name, frozenset({Grant(role, None)}))


@pytest.fixture
def office(database: Database) -> Office:
    """The round xz-2025 in draft, with a tree of two indicators, A4 judged and B1 measured, half the weight each."""
    organizer, second = (person(database, handle, Role.ORGANIZER) for handle in ("organizer", "second"))
    auditor = person(database, "auditor", Role.AUDITOR)
    made = rounds.create(
        database, organizer, "xz-2025", Text("第二届", "Second"), 2025, "xz-2022-81",
        host=Text("市工信局", "City bureau"),
    )  # fmt: skip
    rules = rounds.rules(database, made)
    halves = [(rules.dimensions[0], "A4"), (rules.dimensions[1], "B1")]
    tree = tuple(
        replace(
            branch, weight=5000, indicators=tuple(replace(i, weight=5000) for i in branch.indicators if i.code == code)
        )
        for branch, code in halves
    )
    method = {**rules.method, "ties": ["total_unrounded", "ruling"]}
    award = {"quota": 1, "budget_fen": 20_000_000}
    rounds.amend(database, organizer, made, based_on=rules.revision, dimensions=tree, method=method, **award)
    return Office(database, made, organizer, second, auditor)


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
