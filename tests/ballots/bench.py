"""A round in scoring with a panel of its own: as few towns and judges as the tests of ballots need."""

from __future__ import annotations

from dataclasses import dataclass

from competition.ballots import service as ballots
from competition.ballots.records import Draft, Receipt
from competition.core.database import Database, write
from competition.core.records import Actor, Grant, Role
from competition.panels.records import Judge
from competition.rounds import service as rounds
from competition.rounds.records import Phase, Round


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
