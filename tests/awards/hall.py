"""A round with nominees, on top of the tally's scene: four towns, of which the quota lets two name an enterprise.

Totals: T01 89.x, T02 81.x, T03 79.x, T04 71.x. Each town puts up the enterprises that the test gives, else two of its
own: the first with the larger revenue, both eligible.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from competition.awards import service
from competition.awards.records import Proposal
from competition.core.clock import BEIJING
from competition.core.database import Database, Reader, write
from competition.core.records import SYSTEM, Text, ToDo
from competition.entries import service as entries
from competition.registry import service as registry
from competition.registry.records import Status
from competition.rounds import service as rounds
from competition.rounds.records import Phase, Round
from competition.tally import service as tally
from tests.tally import scene as tallied
from tests.tally.scene import EVEN, JUDGES, TOWNS, Scene

DECIDED = date(2025, 11, 3)


@dataclass(frozen=True)
class Firm:
    """A nominee as a test asks for it."""

    name: str
    revenue: str | None = "10"
    growth: str | None = "5"
    share: str | None = "2"
    ineligible: str = ""


def firms(town: str) -> tuple[Firm, ...]:
    """Two nominees of a town, the first ahead."""
    return Firm(f"{town}甲公司", "23.41"), Firm(f"{town}乙公司", "18.06")


def uscc(number: int) -> str:
    """A code with its right check digit, the number inside."""
    body = f"91140900MA0K{number:05d}"
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    weights = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
    total = sum(letters.index(letter) * weight for letter, weight in zip(body, weights, strict=True))
    return body + letters[(31 - total % 31) % 31]


def build(
    db: Database,
    *,
    nominees: Mapping[str, Sequence[Firm]] | None = None,
    marks: Mapping[str, Sequence[str]] | None = None,
    rules: Mapping[str, Any] | None = None,
    figures: Mapping[str, str] | None = None,
    recused: Mapping[str, str] | None = None,
) -> Scene:
    """A round in adjudication with its tally made; a judge in ``recused`` (family name to entry) is kept from it."""
    scene = tallied.build(db, phase=Phase.REGISTRATION, rules=rules, figures=figures)
    put_up = {code: firms(code) for code in TOWNS} | dict(nominees or {})
    number = 0
    for code, asked in put_up.items():
        for firm in asked:
            number += 1
            nominate(scene, code, firm, number)
    scene.enter(Phase.SCORING)
    tallied.declare(scene, recused or {})
    given = dict(EVEN) | dict(marks or {})
    for seat, name in enumerate(JUDGES):
        tallied.mark(scene, name, {code: dict.fromkeys(("A4", "B5"), given[code][seat]) for code in TOWNS})
        tallied.seal(scene, name)
    scene.enter(Phase.ADJUDICATION)
    tally.tally(db, scene.actor("organizer"), scene.round)
    return scene


def nominate(scene: Scene, code: str, firm: Firm, number: int) -> None:
    """A town puts an enterprise up, and it is found eligible or not."""
    actor, entry = scene.actor("organizer"), entries.entry(scene.db, scene.round, code)
    held = registry.register_enterprise(
        scene.db, actor, uscc(number), Text(firm.name), entry.town_id, status=Status.LEADING, main_business=Text("法兰")
    )
    figures = {"revenue": firm.revenue, "growth": firm.growth, "market_share": firm.share}
    typed = {name: None if value is None else Decimal(value) for name, value in figures.items()}
    one = entries.nominate(scene.db, actor, scene.round, entry, held.id, source="年度财务报表", **typed)
    entries.judge_nominee(scene.db, actor, scene.round, one.id, not firm.ineligible, firm.ineligible)


def propose(scene: Scene, decided_on: date = DECIDED, reason: str = "") -> Proposal:
    """The organizer proposes the list."""
    return service.propose(scene.db, scene.actor("organizer"), scene.round, decided_on=decided_on, reason=reason)


def nothing(_reader: Reader, _round: Round) -> tuple[ToDo, ...]:
    """No case is open that could change the list."""
    return ()


def post(scene: Scene, clock: Any) -> None:
    """Publicity begins and ends, as posting the notice and waiting would have it."""
    scene.enter(Phase.PUBLICITY)
    closes_at = datetime(2025, 11, 11, tzinfo=BEIJING)
    rounds.set_deadline(scene.db, scene.actor("organizer"), scene.round, Phase.PUBLICITY, closes_at)
    clock.set(closes_at + timedelta(hours=9))


def cut_budget(database: Database, fen: int) -> None:
    """A budget smaller than the one that was locked, as no page would store it: the list must stop all the same."""
    with write(database) as tx:
        tx.execute("DROP TRIGGER rules_no_update")
        tx.execute("UPDATE rules SET budget_fen = ?", (fen,))
        tx.log(SYSTEM, "tests.cut_budget", "rules")
