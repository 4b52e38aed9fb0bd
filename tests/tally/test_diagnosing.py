"""How firm a tally is: worked out once, kept beside it, told in words, handed out without judges where marks are."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask

from competition.core.canonical import digest
from competition.core.database import Database, write
from competition.core.errors import Denied, Frozen, Refusal
from competition.entries import service as entries
from competition.rounds.records import Phase, PublishMarks
from competition.tally import service, sureness, words
from competition.tally.service import diagnosing
from competition.tally.sureness import Placed
from scoring.diagnostics import LENSES
from tests.tally.scene import CODE, TOWNS, Scene, build, sign_in

BASE = f"/rounds/{CODE}/tally"
CLOSE = {"T02": ("80", "84", "79", "86", "81"), "T03": ("82", "79", "81", "80", "83")}


def tallied(database: Database, **more: Any) -> Scene:
    """A round whose second and third town lie close, with its tally made."""
    scene = build(database, **{"marks": CLOSE, **more})
    service.tally(database, scene.actor("organizer"), scene.round)
    return scene


def test_it_is_worked_out_once_and_kept_with_the_digest_of_its_input(database: Database) -> None:
    """The second asking gives the first answer and logs nothing; the log holds both digests."""
    scene = tallied(database)
    organizer, last = scene.actor("organizer"), service.get_tally(database, scene.round)
    kept = service.diagnose(database, organizer, scene.round)
    assert service.diagnose(database, organizer, scene.round) == kept
    assert (kept.input_digest, kept.digest) == (last.input_digest, digest(kept.document))
    assert (kept.document["quota"], kept.document["round"]) == (2, CODE)
    (body,) = (json.loads(row["body"]) for row in database.rows("SELECT body FROM log WHERE act = 'tally.diagnose'"))
    assert body == {"version": 1, "input_digest": last.input_digest, "after": kept.digest}


def test_nothing_is_reckoned_inside_the_write(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the lenses work, somebody else can write."""
    scene, examine = tallied(database), diagnosing._examined

    def busy(*asked: Any) -> Any:
        with write(database) as tx:
            tx.log(scene.actor("organizer"), "test.write", "meanwhile")
        return examine(*asked)

    monkeypatch.setattr(diagnosing, "_examined", busy)
    assert service.diagnose(database, scene.actor("organizer"), scene.round)


def test_a_phase_waits_for_it_and_a_new_version_asks_anew(database: Database) -> None:
    """The to-do follows the tally's own; the document of the earlier version stays with it."""
    scene = tallied(database)
    organizer = scene.actor("organizer")

    def asked() -> list[str]:
        return [todo.code for todo in service.outstanding(database, scene.round, Phase.ADJUDICATION)]

    assert asked() == ["tally.diagnose"]
    first = service.diagnose(database, organizer, scene.round)
    assert asked() == []
    with write(database) as tx:
        service.strike(tx, organizer, scene.round, scene.judge(1), "T02", None, "C1")
    service.tally(database, organizer, scene.round, reason="第1号裁定")
    assert (asked(), service.diagnostics(database, scene.round)) == (["tally.diagnose"], None)
    assert service.diagnostics(database, scene.round, version=1) == first


def test_only_the_organizer_asks_and_only_once_scoring_is_left(database: Database) -> None:
    """Nobody before that, whatever the role; the auditor and a judge never."""
    scene = tallied(database)
    for who in ("auditor", "adjudicator", "赵"):
        with pytest.raises(Denied):
            service.diagnose(database, scene.actor(who), scene.round)


def test_it_tells_nothing_while_scoring_goes_on(database: Database) -> None:
    """Neither working it out nor reading it is open."""
    scene = build(database, phase=Phase.SCORING)
    for verb in (
        lambda: service.diagnose(database, scene.actor("organizer"), scene.round),
        lambda: service.diagnostics(database, scene.round),
        lambda: service.public_diagnostics(database, scene.round),
    ):
        with pytest.raises(Frozen, match="scoring_not_left"):
            verb()


def test_a_lens_that_is_refused_leaves_the_tally_standing(app: Flask, database: Database) -> None:
    """A geometric total has no rank sets: the page draws no ladder and no empty column, and names what is missing."""
    scene = tallied(database, rules={"method": {"aggregate": "geometric"}})
    kept = service.diagnose(database, scene.actor("organizer"), scene.round)
    assert "not_a_sum" in kept.document["refused"]["rank_sets"]
    assert service.outstanding(database, scene.round, Phase.ADJUDICATION) == ()
    client = sign_in(app, scene, "organizer")
    result = client.get(f"{BASE}/").text
    assert "ladder" not in result
    assert "told apart" not in result
    assert "which places can be told apart" in client.get(f"{BASE}/firmness").text


def test_a_round_that_ranks_nobody_is_not_asked_of(app: Flask, database: Database) -> None:
    """With every entry out there is nothing to be firm: no to-do, no button, and a refusal that says so."""
    scene = build(database)
    with write(database) as tx:
        for code in TOWNS:
            entry = entries.entry(tx, scene.round, code)
            entries.exclude(tx, scene.actor("organizer"), scene.round, entry, case="C1", reason="查实")
    service.tally(database, scene.actor("organizer"), scene.round)
    assert service.outstanding(database, scene.round, Phase.ADJUDICATION) == ()
    assert "Work out how firm it is" not in sign_in(app, scene, "organizer").get(f"{BASE}/").text
    with pytest.raises(Refusal, match="refused"):
        service.diagnose(database, scene.actor("organizer"), scene.round)


def test_the_organizer_asks_on_the_page_and_reads_the_answer(app: Flask, database: Database) -> None:
    """Before: one button; after: ladder, sentence, agreement, severity, weights, methods, and the document to keep."""
    scene = tallied(database)
    client = sign_in(app, scene, "organizer")
    assert client.get(f"{BASE}/diagnostics.json").status_code == 404
    for address in ("/", "/firmness"):
        assert "Work out how firm it is" in client.get(BASE + address).text
    assert client.post(f"{BASE}/firmness").location == f"{BASE}/firmness"
    told = client.get(f"{BASE}/firmness").text
    assert "Work out how firm it is" not in told
    for said in ("ICC(A,k)", "W<", "How severe each judge is", "Weights a little otherwise", "Other ways to count"):
        assert said in told, said
    result = client.get(f"{BASE}/").text
    assert "Places 2 and 3 cannot be told apart" in result
    assert 'aria-label="place 2, and at 95% any from 2 to 3"' in result
    assert 'aria-label="place 1, and at 95% place 1 alone"' in result
    kept = service.diagnostics(database, scene.round)
    assert kept is not None
    assert json.loads(client.get(f"{BASE}/diagnostics.json").data) == kept.document


def test_a_shared_place_is_told_as_shared(app: Flask, database: Database) -> None:
    """Two towns with the same marks share place 2, and nobody is told that one place cannot be told apart."""
    scene = tallied(database, marks={"T02": CLOSE["T02"], "T03": CLOSE["T02"]})
    service.diagnose(database, scene.actor("organizer"), scene.round)
    assert "Those who share place 2 cannot be told apart" in sign_in(app, scene, "organizer").get(f"{BASE}/").text
    told = sign_in(app, scene, "organizer", language="zh").get(f"{BASE}/").text
    assert "并列第 2 名的分不出先后" in told


def test_the_auditor_reads_and_cannot_ask(app: Flask, database: Database) -> None:
    """No button for the auditor, and a refusal for who presses it all the same."""
    client = sign_in(app, tallied(database), "auditor")
    assert "Work out how firm it is" not in client.get(f"{BASE}/firmness").text
    assert client.post(f"{BASE}/firmness").status_code == 403


def test_what_is_handed_out_names_no_judge_where_marks_are_withheld(database: Database) -> None:
    """Neither a pseudonym nor a place in the table of marks; what is left out is named."""
    scene = tallied(database, recused={"赵": "T04"}, rules={"publish_marks": PublishMarks.NONE})
    kept = service.diagnose(database, scene.actor("organizer"), scene.round)
    handed = service.public_diagnostics(database, scene.round)
    assert handed is not None
    assert handed["withheld"] == ["collusion", "design", "flags", "flip_margin", "leave_one_out", "severity"]
    assert handed["rank_sets"] == kept.document["rank_sets"]
    text = json.dumps(handed)
    assert not [seat for seat in range(1, 6) if f'"{scene.judge(seat)}"' in text]
    assert handed["agreement"]["total"]["icc"] == {"refused": "absent"}
    assert "marks[" not in text


def test_every_lens_has_a_name_in_words() -> None:
    """Whatever the engine looks through and cannot answer, the page can say so in the reader's language."""
    assert set(words.LENSES) == set(LENSES)


def test_two_judges_are_hidden_wholly() -> None:
    """Of two judges the spread of marks is a mark, so what tells of it is left out as well."""
    document = {"judges": ["J1", "J2"], "agreement": {}, "generalizability": {}, "methods": [], "refused": {}}
    assert sureness.discreet(document) == {
        "methods": [], "refused": {}, "withheld": ["agreement", "generalizability"]
    }  # fmt: skip


def test_published_marks_give_the_whole_document_under_pseudonyms(database: Database) -> None:
    """The judges are those of the round file that is published beside it."""
    scene = tallied(database, rules={"publish_marks": PublishMarks.PSEUDONYMS})
    kept = service.diagnose(database, scene.actor("organizer"), scene.round)
    assert service.public_diagnostics(database, scene.round) == kept.document
    published = {judge["code"] for judge in service.get_tally(database, scene.round).round["judges"]}
    assert set(kept.document["judges"]) == published == set(scene.by_seat.values())


@pytest.mark.parametrize(
    ("sets", "level", "partly", "firm", "outside"),
    [
        ([(1, 1, 1), (2, 2, 2)], (), (), ((1, 2),), False),
        ([(1, 1, 1), (2, 2, 4), (3, 2, 4), (4, 2, 4)], (((2, 4),),), (), ((1, 1),), False),
        ([(1, 1, 2), (2, 1, 3), (3, 2, 4), (4, 3, 4)], (), (((1, 4),),), (), False),
        ([(1, 2, 2), (2, 1, 1), (3, 3, 3)], (), (), ((3, 3),), True),
        ([(1, 1, 2), (3, 1, 2), (2, 3, 3)], (((1, 1), (3, 3)),), (), (), True),
        ([(1, 1, 2), (1, 1, 2)], (((1, 1),),), (), (), False),
    ],
    ids=["all-firm", "a-block", "a-chain", "crossed", "not-neighbors", "shared"],
)
def test_which_places_can_be_told_apart(
    sets: list[tuple[int, int, int]], level: Any, partly: Any, firm: Any, outside: bool
) -> None:
    """Sets that all meet are level; a chain in which some do not meet is told apart in part; firm is its own place."""
    found = sureness.apart(Placed(*one) for one in sets)
    assert found == sureness.Apart(level, partly, firm, outside)


def test_without_sets_nothing_is_said() -> None:
    """No entry, no sentence."""
    assert sureness.apart(()) is None
    assert sureness.rank_sets(None) == {}
