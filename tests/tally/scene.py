"""A small round for tests, set up through the rooms' own verbs: five judges, four towns, one figure, two judged leaves.

Weights: A1 measured 40, A4 judged 30, B5 judged 30; mean without the highest and lowest mark from five marks on. Marks
are given as rows of five by entry and indicator; every figure is 70 unless named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from competition.accounts import service as accounts
from competition.ballots import service as ballots
from competition.core.amounts import to_hundredths
from competition.core.database import Database, write
from competition.core.records import SYSTEM, Actor, Grant, Role, Text
from competition.entries import service as entries
from competition.panels import service as panels
from competition.registry import service as registry
from competition.registry.records import Level
from competition.rounds import service as rounds
from competition.rounds.criteria import Band, Dimension, Indicator, Kind
from competition.rounds.defaults import RUBRIC
from competition.rounds.records import Phase, Round

CODE = "xz-2025"
TOWNS = ("T01", "T02", "T03", "T04")
NAMES = {"T01": "云川法兰", "T02": "青禾黄酒", "T03": "南河铸造", "T04": "石岭煤机"}
JUDGES = ("赵", "钱", "孙", "李", "周")
EVEN: dict[str, tuple[str, ...]] = {
    "T01": ("88", "90", "89", "91", "90"),
    "T02": ("80", "82", "81", "83", "82"),
    "T03": ("78", "79", "80", "81", "80"),
    "T04": ("70", "71", "72", "73", "72"),
}


@dataclass
class Scene:
    """The round as it stands, and everybody in it."""

    db: Database
    people: dict[str, int] = field(default_factory=dict)
    by_seat: dict[str, str] = field(default_factory=dict)

    @property
    def round(self) -> Round:
        """The round as it stands now."""
        return rounds.get(self.db, CODE)

    def actor(self, who: str) -> Actor:
        """Somebody with the roles held now: organizer, second, adjudicator, auditor, or a judge's family name."""
        account = accounts.get(self.db, self.people[who])
        grants = frozenset(Grant(one.role, one.round_id) for one in accounts.grants_of(self.db, account.id))
        return Actor(account.id, account.name, grants)

    def judge(self, seat: int) -> str:
        """The pseudonym of the judge in a seat, from 1."""
        return self.by_seat[JUDGES[seat - 1]]

    def enter(self, phase: Phase, reason: str = "") -> None:
        """Move the round, without asking the rooms."""
        with write(self.db) as tx:
            rounds.enter(tx, self.actor("organizer"), self.round, phase, reason=reason)


def judged(code: str, dimension: str, weight: int) -> Indicator:
    """A judged leaf on 0–100 in halves."""
    bands: tuple[Band, ...] = tuple(replace(band, text=Text(band.title.zh)) for band in RUBRIC)
    return Indicator(code, dimension, Text(f"指标{code}", f"Indicator {code}"), weight, Kind.JUDGED, rubric=bands)


def tree() -> tuple[Dimension, ...]:
    """Two dimensions, three leaves."""
    measured = Indicator(
        "A1", "A", Text("集中度", "Concentration"), 4000, Kind.MEASURED, unit="%",
        normalize={"by": "piecewise", "points": [["0", "0"], ["100", "100"]]},
    )  # fmt: skip
    return (
        Dimension(
            "A",
            Text("专业镇特色", "Features"),
            Text("特色", "Features"),
            "特",
            1,
            7000,
            (measured, judged("A4", "A", 3000)),
        ),
        Dimension("B", Text("规模效益", "Scale"), Text("规模", "Scale"), "规", 2, 3000, (judged("B5", "B", 3000),)),
    )


def build(
    db: Database, *, marks: Mapping[str, Sequence[str]] | None = None, b5: Mapping[str, Sequence[str]] | None = None,
    figures: Mapping[str, str] | None = None, phase: Phase = Phase.ADJUDICATION, rules: Mapping[str, Any] | None = None,
    auditor: bool = True, recused: Mapping[str, str] | None = None, after_scoring: Any = None,
) -> Scene:  # fmt: skip
    """A round brought to ``phase``. ``marks`` gives A4 and, unless ``b5`` says otherwise, B5; a judge in ``recused``
    (family name to entry) declares a conflict there.
    """
    scene = Scene(db)
    _people(scene, auditor=auditor)
    _set_up(scene, rules or {})
    _register(scene, figures or {})
    if phase is Phase.REGISTRATION:
        return scene
    scene.enter(Phase.SCORING)
    declare(scene, recused or {})
    given = dict(EVEN) | dict(marks or {})
    _score(scene, {"A4": given, "B5": given | dict(b5 or {})}, sealing=phase is not Phase.SCORING)
    for step in (Phase.ADJUDICATION, Phase.PUBLICITY, Phase.PUBLISHED):
        if step.number <= phase.number:
            scene.enter(step)
    return scene


def _people(scene: Scene, *, auditor: bool) -> None:
    with write(scene.db) as tx:
        for who in ("organizer", "second", "adjudicator", "auditor", *JUDGES):
            scene.people[who] = accounts.create(tx, SYSTEM, f"p-{len(scene.people)}", who).id
        for who in ("organizer", "second"):
            accounts.grant(tx, SYSTEM, scene.people[who], Role.ORGANIZER)
    actor = scene.actor("organizer")
    rounds.create(
        scene.db, actor, CODE, Text("特色专业镇集群竞赛", "Specialized towns"), 2025, "xz-2022-81", sample=True,
        host=Text("市工信局", "City bureau"),
    )  # fmt: skip
    accounts.grant(scene.db, SYSTEM, scene.people["adjudicator"], Role.ADJUDICATOR, scene.round.id)
    if auditor:
        accounts.grant(scene.db, SYSTEM, scene.people["auditor"], Role.AUDITOR, scene.round.id)


def _set_up(scene: Scene, rules: Mapping[str, Any]) -> None:
    first, second = scene.actor("organizer"), scene.actor("second")
    drafted = rounds.rules(scene.db, scene.round)
    changes: dict[str, Any] = {
        "dimensions": tree(),
        "quota": 2,
        "minimum_line": None,
        "budget_fen": 100_000_000,
    } | dict(rules)
    method = {**drafted.method, "ties": ["total_unrounded", "ruling"]} | dict(rules.get("method", {}))
    rounds.amend(scene.db, first, scene.round, based_on=drafted.revision, **{**changes, "method": method})
    rounds.propose_lock(scene.db, first, scene.round)
    rounds.sign_lock(scene.db, second, scene.round)
    scene.enter(Phase.REGISTRATION)


def _register(scene: Scene, figures: Mapping[str, str]) -> None:
    actor = scene.actor("organizer")
    with write(scene.db) as tx:
        for number, code in enumerate(TOWNS, start=1):
            county = registry.register_county(
                tx, actor, f"1409{number:02d}", Text(f"{NAMES[code][:2]}县", f"County {number}")
            )
            town = registry.register_town(
                tx, actor, f"ZY{number}", Text(NAMES[code], f"Town {number}"), county.id, level=Level.MUNICIPAL,
                industry=Text(NAMES[code][2:], "goods"),
            )  # fmt: skip
            entry = entries.enter(tx, actor, scene.round, town.id)
            entries.check(tx, actor, scene.round, entry, True)
            value = Decimal(figures.get(code, "70"))
            entries.record_figure(tx, actor, scene.round, entry, "A1", value, 2024, source="统计局", verifier="统计局")
        for name in JUDGES:
            judge = panels.appoint(tx, actor, scene.round, account_id=scene.people[name], unit="示例大学", field="经济")
            scene.by_seat[name] = judge.pseudonym


def declare(scene: Scene, recused: Mapping[str, str]) -> None:
    """Judges declare a conflict, by family name and entry."""
    for name, entry in recused.items():
        from competition.panels.records import Reason

        panels.declare(scene.db, scene.actor(name), scene.round, entry, Reason.KIN, "亲属")


def _score(scene: Scene, given: Mapping[str, Mapping[str, Sequence[str]]], *, sealing: bool) -> None:
    for seat, name in enumerate(JUDGES):
        mark(scene, name, {
            entry: {code: rows[entry][seat] for code, rows in given.items()} for entry in TOWNS
        })  # fmt: skip
        if sealing:
            seal(scene, name)


def mark(scene: Scene, name: str, marks: Mapping[str, Mapping[str, str]]) -> None:
    """A judge saves marks, by entry and indicator; recused entries are passed over."""
    actor, now = scene.actor(name), scene.round
    sheet = ballots.my_sheet(scene.db, actor, now)
    if ballots.pledged_at(scene.db, sheet) is None:
        ballots.pledge(scene.db, actor, now)
    for entry in (task.entry.code for task in sheet.tasks if task.entry.code in marks):
        held = ballots.open_entry(scene.db, actor, now, entry)
        wanted = {code: to_hundredths(value) for code, value in marks[entry].items()}
        ballots.save(
            scene.db, actor, now, entry, wanted, {}, based_on=held.version, op=f"{name}-{entry}-{held.version}"
        )


def seal(scene: Scene, name: str) -> None:
    """A judge seals everything that is open."""
    review = ballots.review(scene.db, scene.actor(name), scene.round)
    ballots.seal(scene.db, scene.actor(name), scene.round, op=f"seal-{name}-{review.stamp}", based_on=review.stamp)


PASSWORD = "correct horse battery"
PIN = "314159"


def sign_in(app: Flask, scene: Scene, who: str, *, language: str = "en") -> FlaskClient:
    """A client with a session of that person, who signs deeds with :data:`PIN`."""
    number = scene.people[who]
    accounts.set_password(scene.db, SYSTEM, number, PASSWORD)
    accounts.set_pin(scene.db, SYSTEM, number, PIN)
    _account, token = accounts.sign_in(scene.db, accounts.get(scene.db, number).handle, PASSWORD)
    client = app.test_client()
    with client.session_transaction() as session:
        session["token"], session["lang"] = token, language
    return client
