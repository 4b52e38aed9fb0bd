"""The story of the sample editions, told through the verbs that people use: every rule is obeyed, nothing forged.

Three editions: 2023 from draft to archive, 2025 up to an objection in its publicity period, and a draft for 2027, when
the policy is no longer in force. The clock is set by hand to the day on which each thing happens.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal

from competition.accounts import service as accounts
from competition.core.clock import BEIJING, FixedClock
from competition.core.database import Database, write
from competition.core.records import SYSTEM, Actor, Grant, Role, Text
from competition.registry import service as registry
from competition.registry.records import Level, Status, Town
from competition.sample import cast

PASSWORD = "shili-2025-pingxuan"  # noqa: S105  the sample's own, printed on the terminal
PIN = "202511"
OFFICE = Text("示例市工业和信息化局", "Sample City Bureau of Industry")
CONTACT = Text("示例市工业和信息化局监督科，电话 0000-0000000", "Supervision office, telephone 0000-0000000")
TITLE = Text("特色专业镇集群竞赛评选", "competition of specialized towns")
N_JUDGES = 9
SEVERITY = (1.0, -1.4, 0.6, -0.5, 0.2, -2.4, 1.7, 0.3, 0.5)
"""How much each judge marks above the others, in points."""


@dataclass
class Stage:
    """What the story plays on: the database, its clock, chance, and the cast by name."""

    db: Database
    clock: FixedClock
    rng: random.Random
    actors: dict[str, Actor] = field(default_factory=dict)
    towns: dict[str, Town] = field(default_factory=dict)
    firms: dict[str, list[int]] = field(default_factory=dict)

    def on(self, day: date, hour: int = 9, minute: int = 30) -> None:
        """Set the clock to a day and time in Beijing."""
        self.clock.set(datetime.combine(day, time(hour, minute), BEIJING))

    def actor(self, handle: str) -> Actor:
        """The account as it acts now, with the roles it has been given so far."""
        account = accounts.find_by_handle(self.db, handle)
        assert account is not None, handle  # noqa: S101  the cast is ours
        held = accounts.grants_of(self.db, account.id)
        return Actor(account.id, account.name, frozenset(Grant(each.role, each.round_id) for each in held))


PEOPLE: Mapping[str, tuple[str, Role | None]] = {
    "organizer-1": ("组织甲", Role.ORGANIZER),
    "organizer-2": ("组织乙", Role.ORGANIZER),
    "auditor": ("监督丙", Role.AUDITOR),
    "adjudicator": ("仲裁丁", Role.ADJUDICATOR),
    **{f"judge-{n}": (f"评委{name}", None) for n, name in enumerate("赵钱孙李周吴郑王冯", start=1)},
}


def people(stage: Stage) -> None:
    """Accounts for everybody, with the sample's password and PIN."""
    with write(stage.db) as tx:
        for handle, (name, role) in PEOPLE.items():
            account = accounts.create(tx, SYSTEM, handle, name)
            if role is not None:
                accounts.grant(tx, SYSTEM, account.id, role)
    for handle in PEOPLE:
        made = accounts.find_by_handle(stage.db, handle)
        assert made is not None, handle  # noqa: S101  the cast is ours
        accounts.set_password(stage.db, SYSTEM, made.id, PASSWORD)
        accounts.set_pin(stage.db, SYSTEM, made.id, PIN)


def register(stage: Stage) -> None:
    """The registry: counties, towns, and three to five enterprises each with their yearly figures."""
    actor = stage.actor("organizer-1")
    with write(stage.db) as tx:
        for town in cast.TOWNS:
            county = registry.register_county(tx, actor, town.county_code, town.county)
            stage.towns[town.code] = registry.register_town(
                tx, actor, town.code, town.name, county.id, level=Level(town.level), industry=town.industry
            )
            stage.firms[town.code] = []
            for n in range(stage.rng.randint(3, 5)):
                status = (Status.LEADING, Status.BACKBONE)[n] if n < 2 else Status.OTHER
                firm = registry.register_enterprise(
                    tx, actor, cast.uscc(stage.rng), cast.firm_name(town, n), stage.towns[town.code].id,
                    status=status, main_business=town.industry,
                )  # fmt: skip
                stage.firms[town.code].append(firm.id)
                _figures(stage, tx, actor, firm.id, n)


def _figures(stage: Stage, tx: object, actor: Actor, firm_id: int, number: int) -> None:
    firm = registry.enterprise(tx, firm_id)  # type: ignore[arg-type]
    revenue = Decimal(stage.rng.randint(120, 2600)) / 100 / (number + 1)
    for year, factor in ((2022, Decimal("0.82")), (2024, Decimal("1"))):
        values = (
            ("revenue", (revenue * factor).quantize(Decimal("0.01")), "亿元", "主营业务收入，年度财务报表"),
            ("growth", Decimal(stage.rng.randint(-30, 180)) / 10, "%", "主营业务收入两年平均增速"),
            ("market_share", Decimal(stage.rng.randint(5, 120)) / 10, "%", "主导产品国内市场占有率"),
        )
        for metric, value, unit, definition in values:
            registry.record_figure(
                tx, actor, firm, metric, year, value, unit=unit, source="示例数据：审计报告", definition=definition  # type: ignore[arg-type]
            )
