"""A round in registration with three towns in three counties, and a panel as the test wants it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from competition.accounts import service as accounts
from competition.core.database import Database, write
from competition.core.records import SYSTEM, Actor, Grant, Role, Text
from competition.entries import service as entries
from competition.panels import service as panels
from competition.panels.records import Judge
from competition.registry import service as registry
from competition.registry.records import Level
from competition.rounds import service as rounds
from competition.rounds.records import Phase, Round

TOWNS = (("云川法兰", "Yunchuan flanges"), ("青禾黄酒", "Qinghe rice wine"), ("南河铸造", "Nanhe castings"))


@dataclass
class Stage:
    """The round, its people, its counties by number, and the judges appointed so far."""

    db: Database
    round: Round
    organizer: Actor
    second: Actor
    auditor: Actor
    counties: tuple[int, ...]
    judges: list[Judge] = field(default_factory=list)

    def appoint(self, name: str = "王一", county: int | None = None, **more: Any) -> Judge:
        """Put somebody on the panel; ``county`` counts from 1, as the towns do."""
        where = self.counties[county - 1] if county else None
        self.judges.append(panels.appoint(self.db, self.organizer, self.round, name=name, county_id=where, **more))
        return self.judges[-1]

    def actor(self, judge: Judge) -> Actor:
        """A judge as an actor."""
        return Actor(judge.account_id, judge.name, frozenset({Grant(Role.JUDGE, self.round.id)}))

    def enter(self, phase: Phase) -> Round:
        """Move the round, as the desk would."""
        with write(self.db) as tx:
            self.round = rounds.enter(tx, self.organizer, self.round, phase, reason="test")
        return self.round

    def open(self, judge: Judge) -> None:
        """Have a judge open the first entry, as the ballots would."""
        with write(self.db) as tx:
            panels.mark_opened(tx, self.actor(judge), self.round, judge)

    def recused(self, judge: Judge) -> dict[str, tuple[str, str]]:
        """What a judge is recused from: reason and source by entry."""
        codes = {entry.id: entry.code for entry in entries.entries(self.db, self.round)}
        return {
            codes[each.entry_id]: (each.reason.value, each.source.value)
            for each in panels.recusals(self.db, self.round)
            if each.judge_id == judge.id
        }


def person(db: Database, handle: str, role: Role) -> Actor:
    """Somebody with a role in every round, as an actor."""
    account = accounts.create(db, SYSTEM, handle, handle.title())
    accounts.grant(db, SYSTEM, account.id, role)
    return Actor(account.id, account.name, frozenset({Grant(role, None)}))


def set_up(db: Database, **method: Any) -> Stage:
    """The round, its rules locked by two, in registration; ``method`` differs so from the usual one."""
    organizer, second = person(db, "organizer", Role.ORGANIZER), person(db, "second", Role.ORGANIZER)
    auditor = person(db, "auditor", Role.AUDITOR)
    made = rounds.create(
        db, organizer, "xz-2025", Text("第二届", "Second"), 2025, "xz-2022-81", contact=Text("0350-000 0000", ""),
        host=Text("市工信局", "City bureau"),
    )  # fmt: skip
    rules = rounds.rules(db, made)
    rounds.amend(
        db, organizer, made, based_on=rules.revision, quota=1, budget_fen=20_000_000, method={**rules.method, **method}
    )
    rounds.propose_lock(db, organizer, made)
    rounds.sign_lock(db, auditor, made)
    stage = Stage(db, made, organizer, second, auditor, ())
    stage.enter(Phase.REGISTRATION)
    stage.counties = tuple(_town(stage, n, zh, en) for n, (zh, en) in enumerate(TOWNS, 1))
    return stage


def _town(stage: Stage, n: int, zh: str, en: str) -> int:
    county = registry.register_county(stage.db, stage.organizer, f"9900{n}", Text(zh[:2] + "县", en.partition(" ")[0]))
    town = registry.register_town(
        stage.db, stage.organizer, f"ZY{n}", Text(zh, en), county.id, level=Level.MUNICIPAL, industry=Text(zh[2:], "")
    )
    entry = entries.enter(stage.db, stage.organizer, stage.round, town.id)
    entries.check(stage.db, stage.organizer, stage.round, entry, passed=True)
    return county.id
