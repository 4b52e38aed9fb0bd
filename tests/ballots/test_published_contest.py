"""A published contest through the pages and through the command line: the same round, so the same digests.

The Cup of China 2017 is set up as an organizer would, its marks are keyed from tables by two clerks, and it is tallied;
``pingxuan score`` is given the same marks as a file. Town and judge codes stand on both sides.
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from competition.accounts import service as accounts
from competition.core.amounts import plain
from competition.core.database import Database
from competition.core.records import SYSTEM, Role
from competition.panels import service as panels
from competition.rounds import service as rounds
from competition.tally import service as tally
from tests.ballots.bench import PASSWORD
from tests.ballots.browsing import hand_in, send
from tests.scoring.test_figure_skating import JUDGES, PANELS, ROOT, SCORE, published

CODE = "cup-of-china-2017"
HERE = f"/rounds/{CODE}"
TITLE = {"zh": "中国杯", "en": "Cup of China"}
BRANCH = {"zh": "节目内容分", "en": "Program components"}
LOW, HIGH, STEP = "0.25", "10", "0.25"

pytestmark = pytest.mark.skipif(not PANELS.exists(), reason="the published panels are not beside this checkout")


@dataclass(frozen=True)
class Contest:
    """One published segment under codes: T01… for skaters, C1… for components."""

    rows: list[dict[str, str]]
    entries: dict[str, str] = field(init=False)
    leaves: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        skaters, components = (list(dict.fromkeys(row[name] for row in self.rows)) for name in ("entry", "component"))
        object.__setattr__(self, "entries", {name: f"T{n:02}" for n, name in enumerate(skaters, start=1)})
        object.__setattr__(self, "leaves", {name: f"C{n}" for n, name in enumerate(components, start=1)})

    @property
    def factors(self) -> dict[str, Decimal]:
        """The factor of each component, by code."""
        return {self.leaves[row["component"]]: Decimal(row["factor"]) for row in self.rows}

    @property
    def marks(self) -> list[tuple[str, str, str, str]]:
        """Every mark: judge, entry, indicator, mark."""
        return [
            (judge, self.entries[row["entry"]], self.leaves[row["component"]], row[judge])
            for row in self.rows for judge in JUDGES
        ]  # fmt: skip

    def rules(self) -> dict[str, Any]:
        """The rules as a file, written by hand and not by the program under test."""
        scale = {"min": LOW, "max": HIGH, "step": STEP}
        leaves = [
            {"code": code, "title": {"zh": name, "en": name}, "weight": plain(self.factors[code]), "kind": "judged",
             "scale": scale}
            for name, code in self.leaves.items()
        ]  # fmt: skip
        return {
            "format": "pingxuan-rules/1",
            "code": CODE,
            "title": TITLE,
            "method": {
                "panel": {"combine": "trimmed_mean", "trim": 1, "trim_from": 5},
                "weighting": "factor",
                "rounding": {"mode": "half_up", "places": 2, "at": ["panel", "weighted", "total"]},
            },
            "criteria": [{"code": "PCS", "title": BRANCH, "indicators": leaves}],
        }


def table(rows: Iterable[Iterable[str]]) -> bytes:
    """A .csv file of these rows."""
    held = io.StringIO(newline="")
    csv.writer(held).writerows(rows)
    return held.getvalue().encode()


def scored(contest: Contest, folder: Path) -> dict[str, Any]:
    """What ``pingxuan score MARKS.csv --rules RULES.json`` prints."""
    (folder / "rules.json").write_text(json.dumps(contest.rules()), encoding="utf-8")
    (folder / "marks.csv").write_bytes(table([("judge", "entry", "indicator", "mark"), *contest.marks]))
    command = [sys.executable, "-c", SCORE, str(folder / "marks.csv"), "--rules", str(folder / "rules.json")]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    result: dict[str, Any] = json.loads(run.stdout)
    return result


@dataclass
class Office:
    """The people of the contest, each with a browser of their own."""

    app: Flask
    db: Database

    def person(self, handle: str, role: Role | None = None) -> FlaskClient:
        """A person with a password, and a role in every round where one is named, signed in by the page."""
        account = accounts.create(self.db, SYSTEM, handle, handle)
        accounts.set_password(self.db, SYSTEM, account.id, PASSWORD)
        if role is not None:
            accounts.grant(self.db, SYSTEM, account.id, role)
        client = self.app.test_client()
        assert client.post("/sign-in", data={"handle": handle, "password": PASSWORD}).status_code == 303
        return client


def write_rules(organizer: FlaskClient, contest: Contest) -> None:
    """The organizer begins a round from the policy's template and makes the published rules of it."""
    send(organizer, "/rounds/new", code=CODE, title_zh=TITLE["zh"], title_en=TITLE["en"], year="2017")
    setup = f"{HERE}/setup"
    for part in "ABCDE":
        assert organizer.post(f"{setup}/criteria/{part}/remove").status_code == 303
    send(organizer, f"{setup}/add", under="", code="PCS", title_zh=BRANCH["zh"], title_en=BRANCH["en"])
    for name, code in contest.leaves.items():
        send(organizer, f"{setup}/add", under="PCS", code=code, title_zh=name, title_en=name, kind="judged")
        bands = {f"part-rows-{n}-low": low for n, low in enumerate(("9", "8", "7", "6", LOW))}
        scale = {"part-scale_min": LOW, "part-scale_max": HIGH, "part-scale_step": STEP}
        weights = {f"weight_{code}": plain(contest.factors[code]), "weight_PCS": plain(sum(contest.factors.values()))}  # type: ignore[arg-type]
        send(organizer, f"{setup}/criteria/{code}", **{**bands, **scale, **weights})
    drop_ties(organizer)
    send(organizer, f"{setup}/method", weighting="factor", mode="half_up", places="2", at=["panel", "weighted"])
    send(organizer, f"{setup}/details", host_zh="示例市工信局")
    send(organizer, f"{setup}/awards", quota="3", budget_fen="1000000")


def drop_ties(organizer: FlaskClient) -> None:
    """The published rules part no ties, so every step is taken out of the chain."""
    path = f"{HERE}/setup/method"
    page = organizer.get(path).text
    revision = page.split('name="revision"')[1].split('value="')[1].split('"')[0]
    told = {"combine": "trimmed_mean", "trim": "1", "trim_from": "5", "scope": "indicator", "weighting": "factor",
            "aggregate": "arithmetic", "mode": "half_up", "places": "2", "missing": "refuse", "low": "0", "high": "0",
            "revision": revision, "another": "", "lot_source": "", "at": ["panel", "weighted"]}  # fmt: skip
    assert organizer.post(path, data=told).status_code == 303


def forward(organizer: FlaskClient) -> None:
    """The organizer moves the round on from the desk."""
    send(organizer, f"{HERE}/desk", action="/desk/move")


def set_up(office: Office, organizer: FlaskClient, auditor: FlaskClient, contest: Contest) -> None:
    """Towns, rules signed by two, entries checked, nine judges: everything up to scoring."""
    hand_in(organizer, "/registry/sheets/counties", table([("代码", "名称"), ("990101", "示例县")]))
    towns = [(f"ZY{code[1:]}", code, code, "示例县", "市级") for code in contest.entries.values()]
    head = ("代码", "名称", "英文名称", "县（市、区）", "级别")
    hand_in(organizer, "/registry/sheets/towns", table([head, *towns]))
    write_rules(organizer, contest)
    send(organizer, f"{HERE}/setup/lock", action="/propose", secret=PASSWORD)
    send(auditor, f"{HERE}/setup/lock", action="/sign", secret=PASSWORD)
    forward(organizer)
    for n, code in enumerate(contest.entries.values(), start=1):
        assert send(organizer, f"{HERE}/entries/new", town_id=str(n)).endswith(f"/{code}")
        send(organizer, f"{HERE}/entries/{code}/check", found="passed")
    send(organizer, f"{HERE}/panel/", action="/panel/size", size="9")
    for judge in JUDGES:
        send(organizer, f"{HERE}/panel/new", name=f"示例评委{judge}")
    forward(organizer)


def key(office: Office, organizer: FlaskClient, contest: Contest) -> None:
    """Two clerks, appointed on the people page, key the marks: one a row a mark, the other a row an entry."""
    clerks = [office.person(handle) for handle in ("lu.jia", "lu.yi")]
    for handle in ("lu.jia", "lu.yi"):
        account = accounts.find_by_handle(office.db, handle)
        assert account is not None
        send(organizer, f"{HERE}/people", account=str(account.id), role="clerk")
    hand_in(clerks[0], f"{HERE}/ballots/sheets", table([("评委", "镇", "指标", "分数"), *contest.marks]))
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for judge, entry, leaf, mark in contest.marks:
        rows.setdefault((judge, entry), {})[leaf] = mark
    wide = [("Judge", "Entry", *contest.leaves.values())]
    wide += [(*who, *(marks[leaf] for leaf in contest.leaves.values())) for who, marks in rows.items()]
    hand_in(clerks[1], f"{HERE}/ballots/sheets", table(wide), secret=PASSWORD)


@pytest.mark.parametrize("program", ["LADIES SHORT PROGRAM", "MEN FREE SKATING"])
def test_the_pages_and_the_command_line_give_the_same_digests(
    app: Flask, database: Database, tmp_path: Path, program: str
) -> None:
    """Set up, keyed by two clerks and tallied in the pages: input and result digest are those of ``pingxuan score``."""
    contest, office = Contest(published(program)), Office(app, database)
    organizer, auditor = office.person("organizer", Role.ORGANIZER), office.person("auditor", Role.AUDITOR)
    set_up(office, organizer, auditor, contest)
    round_ = rounds.get(database, CODE)
    assert sorted(judge.pseudonym for judge in panels.judges(database, round_)) == JUDGES
    key(office, organizer, contest)
    forward(organizer)
    send(organizer, f"{HERE}/tally/")
    made, expected = tally.get_tally(database, round_), scored(contest, tmp_path)
    assert made.input_digest == expected["input_digest"]
    assert made.result_digest == expected["result_digest"]
    totals = {row["entry"]: Decimal(row["total"]) for row in made.result["standings"]}
    for row in contest.rows:
        assert totals[contest.entries[row["entry"]]] == Decimal(row["published_total_component_score"])
