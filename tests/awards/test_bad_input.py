"""Whatever is sent to the awards room: never a fault, and nothing typed is lost."""

from __future__ import annotations

import pytest
from flask import Flask

from competition.awards import service
from competition.core.database import Database
from tests.awards.doors import enter
from tests.awards.hall import Firm, build, propose

HOME = "/rounds/xz-2025/awards/"


@pytest.mark.parametrize("day", ["", "²", "2025-13-45", "9" * 30, "\x00", "0001-01-01", "9999-12-31", "二〇二五年"])
def test_a_day_that_cannot_be_is_refused_with_the_reason_kept(app: Flask, database: Database, day: str) -> None:
    """No new version is stored, and the reason stands in its field still."""
    scene = build(database)
    propose(scene)
    answer = enter(app, scene, "organizer").post(f"{HOME}propose", data={"decided_on": day, "reason": "更正后的名单"})
    assert (answer.status_code, "更正后的名单" in answer.text) == (422, True)
    assert len(service.proposals(database, scene.round)) == 1


@pytest.mark.parametrize("number", ["0", "9" * 30, "%00", "²"])
def test_a_name_that_is_not_on_the_list_is_not_found(app: Flask, database: Database, number: str) -> None:
    """An address with a number that no award has."""
    scene = build(database)
    propose(scene)
    assert enter(app, scene, "organizer").get(HOME + number).status_code == 404


def test_figures_of_nominees_stand_in_columns_of_equal_decimals(app: Flask, database: Database) -> None:
    """The shorter gets a nought, and what is below zero gets a minus and no hyphen."""
    scene = build(database, nominees={"T01": [Firm("甲", "30", growth="-3"), Firm("乙", "20.5", growth="4.25")]})
    propose(scene)
    page = enter(app, scene, "organizer").get(HOME).text
    for told in (">30.0<", ">20.5<", ">−3.00<", ">4.25<"):
        assert told in page
