"""Two people for power: roles that sign or rule, and new links for whoever holds one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from competition.accounts import service
from competition.core.database import Database
from competition.core.errors import Conflict, Denied, Frozen, Refusal
from competition.core.records import SYSTEM, Actor, Role

EVERYWHERE = (Role.ORGANIZER, None)


@pytest.fixture
def office(database: Database, person: Any, acting: Any, password: str) -> tuple[Actor, Actor]:
    """Two organizers who have both been signed in."""
    made = []
    for handle in ("first", "second"):
        account = person(handle, EVERYWHERE, name=handle, password=password)
        service.sign_in(database, handle, password)
        made.append(acting(account, EVERYWHERE))
    return made[0], made[1]


def roles(database: Database, account_id: int) -> list[Role]:
    """The roles of an account."""
    return [each.role for each in service.grants_of(database, account_id)]


@pytest.mark.parametrize("role", [Role.ORGANIZER, Role.AUDITOR, Role.ADJUDICATOR])
def test_one_organizer_cannot_make_a_second_signer_alone(
    database: Database, office: tuple[Actor, Actor], person: Any, role: Role
) -> None:
    """An invented person with that role would sign whatever their inventor proposes."""
    invented = person("invented")
    with pytest.raises(Frozen) as refused:
        service.grant(database, office[0], invented.id, role, 7)
    assert refused.value.code == "accounts.takes_two"
    found = service.propose_grant(database, office[0], invented.id, role, 7, place="xz-2025")
    with pytest.raises(Denied):
        service.sign_proposal(database, office[0], found.approval_id)
    assert roles(database, invented.id) == []
    service.sign_proposal(database, office[1], found.approval_id)
    assert roles(database, invented.id) == [role]
    with pytest.raises(Frozen):
        service.sign_proposal(database, office[1], found.approval_id)


def test_judges_and_clerks_need_one_person_only(database: Database, office: tuple[Actor, Actor], person: Any) -> None:
    """They sign for nobody else."""
    account = person()
    assert service.grant(database, office[0], account.id, Role.CLERK, 7).role == Role.CLERK
    assert service.grant(database, office[0], account.id, Role.JUDGE, 7).role == Role.JUDGE


def test_the_first_organizer_finds_the_second_alone(database: Database, organizer: Actor, person: Any) -> None:
    """While nobody else has ever been signed in there is nobody to ask."""
    second = person("second")
    assert service.grant(database, organizer, second.id, Role.ORGANIZER).role == Role.ORGANIZER


def test_what_forbids_a_role_forbids_its_proposal(database: Database, office: tuple[Actor, Actor], person: Any) -> None:
    """Also where it became forbidden between proposing and signing."""
    judge = person("judge", (Role.JUDGE, 7))
    with pytest.raises(Conflict):
        service.propose_grant(database, office[0], judge.id, Role.AUDITOR, 7, place="xz-2025")
    other = person("other")
    found = service.propose_grant(database, office[0], other.id, Role.AUDITOR, 7, place="xz-2025")
    service.grant(database, SYSTEM, other.id, Role.JUDGE, 7)
    with pytest.raises(Conflict):
        service.sign_proposal(database, office[1], found.approval_id)
    assert roles(database, other.id) == [Role.JUDGE]


def test_nobody_enters_for_a_signer_with_a_link_of_their_own_making(
    database: Database, office: tuple[Actor, Actor], person: Any, password: str
) -> None:
    """The one who proposes has the PIN, the one who signs the link; neither is enough."""
    auditor = person("auditor", (Role.AUDITOR, None), password=password)
    service.sign_in(database, "auditor", password)
    with pytest.raises(Frozen) as refused:
        service.invite(database, office[0], auditor.id)
    assert refused.value.code == "accounts.link_takes_two"
    found, pin = service.propose_link(database, office[0], auditor.id)
    assert service.sign_in(database, "auditor", password)
    link = service.sign_proposal(database, office[1], found.approval_id)
    assert link is not None
    assert link.pin is None
    with pytest.raises(Refusal):
        service.enter(database, link.token)
    account, _token = service.enter(database, link.token, pin=pin)
    assert account.id == auditor.id


def test_of_two_organizers_neither_makes_a_link_for_the_other(database: Database, office: tuple[Actor, Actor]) -> None:
    """There is no third to sign, so the operator makes it on the server."""
    target = office[1].account_id or 0
    with pytest.raises(Frozen) as refused:
        service.propose_link(database, office[0], target)
    assert refused.value.code == "accounts.ask_operator"
    link = service.operator_link(database, " Second ")
    assert service.enter(database, link.token)[0].id == target


def test_the_person_concerned_does_not_sign_for_themselves(
    database: Database, office: tuple[Actor, Actor], person: Any, acting: Any, password: str
) -> None:
    """A judge of no round who would become auditor, and an auditor who would get a link."""
    everywhere = (Role.AUDITOR, None)
    account = person("auditor", everywhere, password=password)
    service.sign_in(database, "auditor", password)
    found, _pin = service.propose_link(database, office[0], account.id)
    with pytest.raises(Denied):
        service.sign_proposal(database, acting(account, everywhere), found.approval_id)


def test_a_proposal_taken_back_is_gone(database: Database, office: tuple[Actor, Actor], person: Any) -> None:
    """By either of the two; the public takes nothing back."""
    found = service.propose_grant(database, office[0], person().id, Role.AUDITOR)
    with pytest.raises(Denied):
        service.withdraw_proposal(database, Actor(99, "x"), found.approval_id)
    service.withdraw_proposal(database, office[1], found.approval_id)
    assert service.proposals(database) == ()


def test_the_pages_lead_from_proposal_to_signature(
    app: Any, database: Database, office: tuple[Actor, Actor], person: Any, password: str
) -> None:
    """The first proposes, the second signs with the password; loading a page of secrets again makes no others."""
    clients = []
    for handle in ("first", "second"):
        client: FlaskClient = app.test_client()
        client.post("/sign-in?lang=en", data={"handle": handle, "password": password})
        clients.append(client)
    account = person("li", name="李监督")
    assert clients[0].post(f"/accounts/{account.id}/grant", data={"role": "auditor"}).status_code == 303
    assert "role of auditor" in clients[1].get("/accounts").text
    ((approval, _found),) = service.proposals(database)
    path = f"/accounts/proposals/{approval.id}"
    assert "somebody else must sign" in clients[0].get(path).text
    assert clients[1].post(path, data={"secret": "wrong"}).status_code == 422
    assert clients[1].post(path, data={"secret": password}).status_code == 303
    assert roles(database, account.id) == [Role.AUDITOR]
    service.set_password(database, SYSTEM, account.id, password)
    service.sign_in(database, "li", password)
    half = clients[0].post(f"/accounts/{account.id}/invite")
    pin = re.search(r'class="pin">(\d{3}) (\d{3})<', half.text)
    assert pin is not None
    assert clients[0].post(f"/accounts/{account.id}/invite").status_code == 409
    ((approval, _found),) = service.proposals(database)
    whole = clients[1].post(f"/accounts/proposals/{approval.id}", data={"secret": password})
    key = re.search(r"/enter/([\w-]{43})<", whole.text)
    assert key is not None
    assert pin[0] not in whole.text
    again = clients[1].post(f"/accounts/proposals/{approval.id}", data={"secret": password})
    assert again.status_code == 409
    assert "/enter/" not in again.text
    assert service.enter(database, key[1], pin=pin[1] + pin[2])[0].id == account.id
