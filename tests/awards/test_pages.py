"""The pages of awards: the list with its reasons, proposing, and the two signatures."""

import pytest
from flask import Flask

from competition.adjudication import service as adjudication
from competition.awards import service
from competition.core.clock import FixedClock
from competition.core.database import Database
from tests.awards.doors import PASSWORD, enter
from tests.awards.hall import Firm, build, cut_budget, post, propose

HOME = "/rounds/xz-2025/awards/"


def test_before_a_list_the_page_says_what_it_follows_from(app: Flask, database: Database) -> None:
    """One form asks for the day of decision; sending it gives the list."""
    client = enter(app, build(database), "organizer")
    page = client.get(HOME).text
    assert "No list yet" in page
    sent = client.post(f"{HOME}propose", data={"decided_on": "2025-11-03"}, follow_redirects=True)
    assert "2 enterprises, 400,000 yuan" in " ".join(sent.text.split())
    assert "肆拾万元整" in sent.text


def test_the_reason_for_a_name_stands_beside_it(app: Flask, database: Database) -> None:
    """Steps in words, the article quoted, the nominees with why one is ineligible."""
    scene = build(database, nominees={"T01": [Firm("甲", "30", ineligible="安全事故"), Firm("乙", "20")]})
    propose(scene)
    client = enter(app, scene, "auditor")
    page = client.get(f"{HOME}1").text
    assert "Town 1 scored 81.80 in all, place 1." in page
    assert "2 put up by the town, 1 eligible, ordered by main-business revenue, its growth, market share." in page
    assert "The award is 200,000 yuan." in page
    assert "安全事故" in page
    assert "Place 3 lies behind the quota of 2." in page
    assert client.get(f"{HOME}9").status_code == 404


def test_what_stops_a_list_is_said_instead_of_a_button(app: Flask, database: Database) -> None:
    """Over budget, the page says so and offers nothing to press."""
    scene = build(database)
    cut_budget(database, 100)
    client = enter(app, scene, "organizer")
    page = client.get(HOME).text
    assert "No list can be drawn up yet." in page
    assert "Propose the list" not in page


def test_a_refused_proposal_keeps_what_was_typed(app: Flask, database: Database) -> None:
    """A day before the policy comes back with the policy's reason and the day still there."""
    client = enter(app, build(database), "organizer")
    answer = client.post(f"{HOME}propose", data={"decided_on": "2022-01-01"})
    assert answer.status_code == 422
    assert "comes into force on" in answer.text
    assert "2022-01-01" in answer.text


def test_signing_asks_for_the_secret_and_for_two_people(app: Flask, database: Database, clock: FixedClock) -> None:
    """A wrong secret signs nothing; the first signer is told that somebody else signs second."""
    scene = build(database)
    propose(scene)
    post(scene, clock)
    first, second = enter(app, scene, "organizer"), enter(app, scene, "auditor")
    wrong = first.post(f"{HOME}sign", data={"secret": "no"})
    assert wrong.status_code == 422
    assert service.waiting(database, scene.round, service.proposal(database, scene.round)) is None
    signed = first.post(f"{HOME}sign", data={"secret": PASSWORD}, follow_redirects=True)
    assert "Somebody else signs second" in signed.text
    own = first.post(f"{HOME}adopt", data={"secret": PASSWORD})
    assert own.status_code == 403
    assert "Adopt the list (second signature)" in second.get(HOME).text
    adopted = second.post(f"{HOME}adopt", data={"secret": PASSWORD}, follow_redirects=True)
    assert "Adopted by two people." in adopted.text
    assert service.adopted(database, scene.round) is not None


def test_an_open_case_keeps_the_list_from_being_signed(app: Flask, database: Database, clock: FixedClock) -> None:
    """The page shows the case with its link instead of the button, and both posts are refused with it."""
    scene = build(database)
    propose(scene)
    post(scene, clock)
    adjudication.open_eligibility(database, scene.actor("organizer"), scene.round, "T01", "证明到期")
    case = f'href="/rounds/{scene.round.code}/adjudication/cases/1"'
    first = enter(app, scene, "organizer")
    page = first.get(HOME).text
    assert case in page
    assert f'action="{HOME}sign"' not in page
    for client, deed in ((first, "sign"), (enter(app, scene, "auditor"), "adopt")):
        answer = client.post(f"{HOME}{deed}", data={"secret": PASSWORD})
        assert answer.status_code == 409
        assert case in answer.text
    assert service.adopted(database, scene.round) is None


def test_the_allocation_is_a_workbook(app: Flask, database: Database) -> None:
    """The sheet can be taken by whoever may see the list."""
    scene = build(database)
    propose(scene)
    answer = enter(app, scene, "organizer").get(f"{HOME}allocation.xlsx")
    assert answer.status_code == 200
    assert answer.data.startswith(b"PK")


@pytest.mark.parametrize("tail", ["", "1", "allocation.xlsx"])
def test_a_round_that_does_not_exist_is_not_found(app: Flask, database: Database, tail: str) -> None:
    """An unknown code is answered with a page that says so."""
    client = enter(app, build(database), "organizer")
    assert client.get(f"/rounds/nonsense/awards/{tail}").status_code == 404


@pytest.mark.parametrize("who", ["赵", "adjudicator"])
def test_nobody_else_sees_the_list(app: Flask, database: Database, who: str) -> None:
    """A judge or an adjudicator is refused with the reason."""
    scene = build(database)
    propose(scene)
    assert enter(app, scene, who).get(HOME).status_code == 403
    assert app.test_client().get(HOME).status_code == 303
