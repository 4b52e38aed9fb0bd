"""What a ruling would do to the award list, shown before anyone signs."""

from __future__ import annotations

from flask import Flask

from competition.adjudication import service
from competition.adjudication.records import Decision, Effect
from competition.core.database import Database
from competition.core.locale import say
from competition.entries import service as entries
from tests.awards import hall
from tests.tally.scene import CODE, Scene, sign_in


def doubted(database: Database) -> Scene:
    """A round of which the first town's eligibility is in doubt; the quota lets two towns name one each."""
    scene = hall.build(database)
    service.open_eligibility(database, scene.actor("organizer"), scene.round, "T01", "证明到期")
    return scene


def considered(scene: Scene, decision: Decision, **detail: object) -> Effect:
    """What the decision would do."""
    return service.consider(scene.db, scene.round, 1, decision, detail)[1]


def names(effect: Effect) -> tuple[list[str], list[str]]:
    """Who loses the award, and who is named."""
    return [one.zh for one in effect.dropped], [one.zh for one in effect.named]


def test_excluding_a_town_shows_whose_enterprise_loses_the_award_and_whose_gets_it(database: Database) -> None:
    """The third town comes inside the line, so its first nominee is named."""
    assert names(considered(doubted(database), Decision.EXCLUDE)) == (["T01甲公司"], ["T03甲公司"])


def test_disqualifying_the_named_nominee_shows_who_takes_its_turn(database: Database) -> None:
    """No place moves, and still another enterprise is paid."""
    scene = doubted(database)
    first, second = entries.nominees(database, entries.entry(database, scene.round, "T01"))
    effect = considered(scene, Decision.DISQUALIFY, nominee=first.id)
    assert (names(effect), effect.moves_line) == ((["T01甲公司"], ["T01乙公司"]), False)
    assert not considered(scene, Decision.DISQUALIFY, nominee=second.id).moves_anything


def test_what_was_foreseen_is_what_follows(app: Flask, database: Database) -> None:
    """Signed by two, the list that is drawn up next names exactly who was shown."""
    scene = doubted(database)
    nominee = entries.nominees(database, entries.entry(database, scene.round, "T01"))[0]
    service.rule(database, scene.actor("adjudicator"), scene.round, 1, Decision.DISQUALIFY, "不符", detail={
        "nominee": nominee.id
    })  # fmt: skip
    page = sign_in(app, scene, "auditor").get(f"/rounds/{CODE}/adjudication/cases/1").text
    assert "T01甲公司" in page
    assert "Loses the award" in page
    ruling = service.countersign(database, scene.actor("auditor"), scene.round, 1)
    assert ruling.effect["moves_awards"] is True
    assert [say(one.enterprise) for one in hall.propose(scene).awards] == ["T01乙公司", "T02甲公司"]
