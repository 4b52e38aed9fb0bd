"""What pages call a judge and quote as a line: one letter a judge, the line that was crossed."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from competition.adjudication import service
from competition.adjudication.records import Decision
from competition.core.database import Database
from competition.rounds.records import Phase
from competition.tally import service as tally
from tests.adjudication.test_adjudication_pages import BASE, CASE, FORM, opened
from tests.tally.scene import CODE, Scene, build, sign_in

FAR = {
    "T02": ("60", "82", "81", "83", "82"),
    "T03": ("78", "79", "80", "81", "60"),
    "T04": ("58", "71", "72", "73", "72"),
}


def several(database: Database) -> Scene:
    """Three cases: the first judge's marks for T02 and T04, and the fifth judge's for T03."""
    scene = build(database, marks=FAR)
    tally.tally(database, scene.actor("organizer"), scene.round)
    service.open_cases(database, scene.actor("organizer"), scene.round)
    return scene


def test_one_letter_stands_for_one_judge_through_queue_and_cases(app: Flask, database: Database) -> None:
    """Two cases of the same judge show the same letter, the case of another judge another, wherever they stand."""
    scene = several(database)
    client = sign_in(app, scene, "adjudicator")
    queue = re.findall(r"Judge ([A-Z]+) [\d.]+%", client.get(f"{BASE}/").text)
    cases = [re.search(r"Judge ([A-Z]+) gave", client.get(f"{BASE}/cases/{n}").text) for n in (1, 2, 3)]
    of = {one.number: one.judge for one in service.cases(database, scene.round)}
    assert queue == [found.group(1) for found in cases if found]
    assert [queue[0] == letter for letter in queue] == [of[1] == of[n] for n in (1, 2, 3)] == [True, False, True]


def test_a_name_stays_hidden_while_another_case_of_the_same_judge_is_open(app: Flask, database: Database) -> None:
    """The letter is the same in both, so the first name shown would give the second away."""
    scene = several(database)
    client = sign_in(app, scene, "adjudicator")
    for number, shows in ((1, False), (3, True)):
        service.rule(database, scene.actor("adjudicator"), scene.round, number, Decision.STRIKE, "理由")
        service.countersign(database, scene.actor("auditor"), scene.round, number)
        assert (f"赵 ({scene.judge(1)})" in client.get(CASE).text) is shows


@pytest.mark.parametrize(("mark", "line"), [("60", "20"), ("70", "10")])
def test_the_line_that_was_crossed_is_quoted(app: Flask, database: Database, mark: str, line: str) -> None:
    """26.5 % off lies beyond the 20 % line, 14.3 % beyond the 10 % line; judge and adjudicator read the same number."""
    scene = build(database, marks={"T02": (mark, "82", "81", "83", "82")})
    tally.tally(database, scene.actor("organizer"), scene.round)
    service.open_cases(database, scene.actor("organizer"), scene.round)
    assert f"beyond the published line of {line}%" in sign_in(app, scene, "adjudicator").get(CASE).text
    assert f"more than the published line of {line}%" in sign_in(app, scene, "赵").get(f"{BASE}/mine/1").text


def test_the_lines_of_the_round_are_quoted_and_not_the_usual_ones(app: Flask, database: Database) -> None:
    """A round with 8 % and 25 % quotes 25 %, and the strip says how wide its band is."""
    scene = build(
        database, marks={"T02": ("60", "82", "81", "83", "82")},
        rules={"discrepancy_percent": 800, "red_percent": 2500},
    )  # fmt: skip
    tally.tally(database, scene.actor("organizer"), scene.round)
    service.open_cases(database, scene.actor("organizer"), scene.round)
    page = sign_in(app, scene, "adjudicator").get(CASE).text
    assert "beyond the published line of 25%" in page
    assert "within 8%" in page


def test_the_queue_does_not_say_nothing_awaits_beside_an_open_objection(app: Flask, database: Database) -> None:
    """One objection open: it stands in the list of what is to do, and no line says there is none."""
    scene = build(database, phase=Phase.PUBLICITY)
    app.test_client().post(f"/rounds/{CODE}/objection", data=FORM)
    page = sign_in(app, scene, "adjudicator").get(f"{BASE}/").text
    assert "1 case awaits review" in page
    assert "Nothing awaits review" not in page
    assert page.index("To do") < page.index("/adjudication/cases/1")


def test_an_adjudicator_lands_on_the_cases(app: Flask, database: Database) -> None:
    """The home page leads to the queue, where the open case stands with its link."""
    scene = opened(database)
    client = sign_in(app, scene, "adjudicator")
    assert client.get("/").headers["Location"].endswith(f"{BASE}/")
    page = client.get("/", follow_redirects=True).text
    assert f'href="{CASE}"' in page
