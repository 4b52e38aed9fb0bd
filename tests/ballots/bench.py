"""A round in scoring with a panel of its own: as few towns and judges as the tests of ballots need."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from competition.accounts import service as accounts
from competition.ballots import service as ballots
from competition.ballots.records import Draft, Receipt
from competition.core.database import Database, write
from competition.core.records import SYSTEM, Actor, Grant, Role, Text
from competition.entries import service as entries
from competition.panels import service as panels
from competition.panels.records import Judge, Reason
from competition.registry import service as registry
from competition.registry.records import Level
from competition.rounds import service as rounds
from competition.rounds.records import Phase, Round

TOWNS = (("云川法兰", "Yunchuan flanges"), ("青禾黄酒", "Qinghe rice wine"), ("南河铸造", "Nanhe castings"))
PASSWORD = "correct horse battery"


@dataclass
class Bench:
    """A round in scoring: two organizers, an auditor, three judges, three towns; the second judge is kept from T02."""

    db: Database
    round: Round
    organizer: Actor
    auditor: Actor
    judges: tuple[Judge, ...]

    def actor(self, n: int) -> Actor:
        """The n-th judge as an actor."""
        judge = self.judges[n]
        return Actor(judge.account_id, judge.name, frozenset({Grant(Role.JUDGE, self.round.id)}))

    def enter(self, phase: Phase, *, reason: str = "") -> Round:
        """Move the round, as the desk would."""
        with write(self.db) as tx:
            self.round = rounds.enter(tx, self.organizer, self.round, phase, reason=reason)
        return self.round

    def pledge(self, n: int) -> None:
        """Have a judge sign the pledge."""
        ballots.pledge(self.db, self.actor(n), self.round)

    def save(self, n: int, entry: str, mark: int | None = 8000, *, op: str = "", based_on: int | None = None) -> Draft:
        """Have a judge give one mark to every indicator of an entry."""
        held = ballots.draft_of(self.db, self.actor(n), self.round, entry)
        codes = ballots.my_sheet(self.db, self.actor(n), self.round).task(entry).codes
        return ballots.save(
            self.db, self.actor(n), self.round, entry, dict.fromkeys(codes, mark), {},
            based_on=held.version if based_on is None else based_on, op=op or f"op-{n}-{entry}-{mark}-{held.version}",
        )  # fmt: skip

    def fill(self, n: int, mark: int = 8000) -> None:
        """Have a judge complete the sheet, every entry one point lower than the one before."""
        self.pledge(n)
        for at, task in enumerate(ballots.my_sheet(self.db, self.actor(n), self.round).tasks):
            self.save(n, task.entry.code, mark - 100 * at)

    def seal(self, n: int, *, op: str = "seal-once") -> Receipt:
        """Have a judge seal what stands."""
        stamp = ballots.review(self.db, self.actor(n), self.round).stamp
        return ballots.seal(self.db, self.actor(n), self.round, op=op, based_on=stamp)


def set_up(database: Database) -> Bench:
    """The round, with rules locked by two and registration left; the second judge declared a tie with T02."""
    organizer, auditor = _person(database, "organizer", Role.ORGANIZER), _person(database, "auditor", Role.AUDITOR)
    made = rounds.create(
        database, organizer, "xz-2025", Text("第二届", "Second"), 2025, "xz-2022-81", sample=True,
        host=Text("市工信局", "City bureau"),
    )  # fmt: skip
    drafted = rounds.rules(database, made)
    rounds.amend(database, organizer, made, based_on=drafted.revision, quota=1, budget_fen=20_000_000)
    rounds.propose_lock(database, organizer, made)
    rounds.sign_lock(database, auditor, made)
    stand = Bench(database, made, organizer, auditor, ())
    stand.enter(Phase.REGISTRATION)
    for n, (zh, en) in enumerate(TOWNS, 1):
        _enter(stand, n, Text(zh, en))
    stand.judges = tuple(panels.appoint(database, organizer, made, name=name) for name in ("王一", "李二", "张三"))
    for n in range(3):
        panels.declare_all(database, stand.actor(n), stand.round, _answers(n))
    stand.enter(Phase.SCORING)
    return stand


def _enter(stand: Bench, n: int, name: Text) -> None:
    db, actor = stand.db, stand.organizer
    county = registry.register_county(db, actor, f"9900{n}", Text(name.zh[:2] + "县", name.en.split()[0]))
    kept = {"level": Level.MUNICIPAL, "industry": Text(name.zh[2:], "")}
    town = registry.register_town(db, actor, f"ZY{n}", name, county.id, **kept)  # type: ignore[arg-type]
    entry = entries.enter(db, actor, stand.round, town.id)
    entries.check(db, actor, stand.round, entry, passed=True)
    told = {"source": "市统计局", "verifier": "统计局", "attachment": "附件 1"}
    entries.record_figure(db, actor, stand.round, entry, "A1", Decimal("72.5"), 2024, **told)


def _answers(n: int) -> dict[str, tuple[Reason | None, str]]:
    none: tuple[Reason | None, str] = (None, "")
    return {f"T0{town}": (Reason.KIN, "堂兄") if (n, town) == (1, 2) else none for town in (1, 2, 3)}


def _person(db: Database, handle: str, role: Role) -> Actor:
    account = accounts.create(db, SYSTEM, handle, handle.title())
    accounts.grant(db, SYSTEM, account.id, role)
    return Actor(account.id, account.name, frozenset({Grant(role, None)}))


def handle_of(stand: Bench, actor: Actor) -> str:
    """Give the actor the test's password; returns the name to sign in with."""
    assert actor.account_id is not None
    accounts.set_password(stand.db, SYSTEM, actor.account_id, PASSWORD)
    return accounts.get(stand.db, actor.account_id).handle
