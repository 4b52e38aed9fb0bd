"""The sample editions: figures that can be true, a rehearsal to judge in, and a story that stays whole."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from competition.accounts import service as accounts
from competition.adjudication import service as adjudication
from competition.adjudication.records import State
from competition.ballots import service as ballots
from competition.core.database import Database
from competition.core.records import Actor, Grant, Role
from competition.core.web.house import KEY
from competition.entries import service as entries
from competition.entries.records import EntryStatus
from competition.panels import service as panels
from competition.rounds import service as rounds
from competition.rounds.records import Phase, Round
from competition.sample import cast
from competition.sample.story import PIN
from competition.tally import service as tally

DRILL = "/rounds/xz-drill/ballots/"
Enter = Callable[[str], FlaskClient]


def held_by(app: Flask) -> Database:
    """The database of the sample."""
    found: Database = app.extensions[KEY].database
    return found


def test_every_figure_can_be_true(sample_app: Flask) -> None:
    """What is counted is whole, and the share of twelve kinds of platforms is a number of twelfths."""
    database = held_by(sample_app)
    twelfths = {round(100 * n / 12, 1) for n in range(13)}
    for code in ("xz-2023", "xz-2025", "xz-drill"):
        round_ = rounds.get(database, code)
        units = {leaf.code: leaf.unit for leaf in rounds.rules(database, round_).measured}
        for (_entry, leaf), figure in entries.figures(database, round_).items():
            assert units[leaf] not in cast.COUNTED or figure.value == int(figure.value), (code, leaf)
            assert leaf != "D1" or float(figure.value) in twelfths, code


def test_the_second_edition_tells_its_story(sample_app: Flask) -> None:
    """A recusal, a veto, a withdrawal, an exact tie at the award line, rulings, and an open objection."""
    database = held_by(sample_app)
    round_ = rounds.get(database, "xz-2025")
    standings = tally.standings(database, round_)
    assert standings[5].total == standings[6].total
    assert (standings[5].rank, standings[6].rank) == (6, 7)
    assert {it.status for it in entries.entries(database, round_)} == set(EntryStatus)
    assert panels.recusals(database, round_)
    states = [case.state for case in adjudication.cases(database, round_)]
    assert states.count(State.OPEN) == 1
    assert len(states) > 1


def test_a_judge_tries_judging_in_the_rehearsal(sample_app: Flask, enter: Enter) -> None:
    """Signing in leads there; declaring, the pledge, marks and the seal work; the edition judged before is linked."""
    judge, database = enter("judge-1"), held_by(sample_app)
    assert judge.get("/").location == DRILL
    assert 'href="/rounds/xz-2025/ballots/"' in judge.get(DRILL).text
    assert judge.get("/rounds/xz-2025/ballots/").status_code == 200
    round_ = rounds.get(database, "xz-drill")
    codes = [it.code for it in entries.entries(database, round_)]
    assert len(codes) == 4
    told = {f"answer_{code}": "no" for code in codes}
    assert judge.post("/rounds/xz-drill/panel/statement", data=told).status_code == 303
    assert judge.post(f"{DRILL}pledge", data={"agreed": "y"}).status_code == 303
    assert judge.get(DRILL + codes[0]).status_code == 200
    stamp = mark_everything(database, round_)
    sealed = judge.post(f"{DRILL}seal", data={"secret": PIN, "based_on": stamp})
    assert (sealed.status_code, "receipt" in sealed.location) == (303, True)


def mark_everything(database: Database, round_: Round) -> str:
    """The first judge marks all four towns; gives the stamp of what is reviewed before sealing."""
    account = accounts.find_by_handle(database, "judge-1")
    assert account is not None
    actor = Actor(account.id, account.name, frozenset({Grant(Role.JUDGE, round_.id)}))
    for n, task in enumerate(ballots.my_sheet(database, actor, round_).tasks):
        held = ballots.open_entry(database, actor, round_, task.entry.code)
        marks = dict.fromkeys(task.codes, 8000 + 100 * n)
        ballots.save(database, actor, round_, task.entry.code, marks, {}, based_on=held.version, op=f"sample-mark-{n}")
    return ballots.review(database, actor, round_).stamp


def test_the_rehearsal_is_no_result(sample_app: Flask) -> None:
    """Neither the history nor the results name it; the latest result stays the second edition's."""
    client = sample_app.test_client()
    assert "xz-drill" not in client.get("/history").text
    home = client.get("/").text
    assert home.index("xz-2025") < home.index("xz-drill")
    assert rounds.get(held_by(sample_app), "xz-drill").phase is Phase.SCORING
