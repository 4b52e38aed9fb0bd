"""Invitations: a link that opens once, a PIN on the letter, and the first organizer's link."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest

from competition.accounts import service
from competition.accounts.records import Invitation, InvitationState
from competition.core.clock import FixedClock
from competition.core.database import Database
from competition.core.errors import Denied, Frozen, Refusal
from competition.core.records import SYSTEM, Actor, Role


def letter_for(database: Database, person: Any, *, with_pin: bool = True) -> Invitation:
    """A judge's letter."""
    account = person("judge", (Role.JUDGE, 1))
    return service.invite(database, SYSTEM, account.id, with_pin=with_pin, contact="0350-000 0000")


def test_a_link_opens_once(database: Database, person: Any) -> None:
    """The second press is refused and says that it was used."""
    made = letter_for(database, person)
    service.enter(database, made.token, pin=made.pin or "")
    with pytest.raises(Frozen) as refused:
        service.enter(database, made.token, pin=made.pin or "")
    assert refused.value.code == "accounts.invitation_used"


def test_two_presses_at_once_let_one_in(database: Database, person: Any) -> None:
    """Two phones that scanned the same letter race for it; one session is made."""
    made, answers = letter_for(database, person, with_pin=False), []
    gate = threading.Barrier(8)

    def press() -> None:
        gate.wait()
        try:
            answers.append(service.enter(database, made.token)[1])
        except Frozen:
            answers.append("")

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([answer for answer in answers if answer]) == 1
    assert database.value("SELECT count(*) FROM session") == 1


def test_reading_a_link_uses_nothing_up(database: Database, person: Any) -> None:
    """Messengers fetch links to preview them; that must not spend them."""
    made = letter_for(database, person)
    for _look in range(3):
        found = service.letter(database, made.token)
        assert (found.state, found.asks_pin, found.contact) == (InvitationState.VALID, True, "0350-000 0000")
    service.enter(database, made.token, pin=made.pin or "")
    assert service.letter(database, made.token).state == InvitationState.USED


def test_a_link_expires(database: Database, person: Any, clock: FixedClock) -> None:
    """After its days it opens nothing."""
    made = letter_for(database, person, with_pin=False)
    clock.set(made.expires_at - timedelta(seconds=1))
    assert service.letter(database, made.token).state == InvitationState.VALID
    clock.set(made.expires_at)
    with pytest.raises(Frozen) as refused:
        service.enter(database, made.token)
    assert refused.value.code == "accounts.invitation_expired"


def test_a_newer_link_closes_the_older_and_its_pin(database: Database, person: Any) -> None:
    """A lost letter is worth nothing once the next is printed."""
    first = letter_for(database, person)
    second = service.invite(database, SYSTEM, first.account_id, with_pin=True)
    with pytest.raises(Frozen) as refused:
        service.enter(database, first.token, pin=first.pin or "")
    assert refused.value.code == "accounts.invitation_withdrawn"
    with pytest.raises(Refusal):
        service.enter(database, second.token, pin=first.pin or "")
    service.enter(database, second.token, pin=second.pin or "")


def test_the_pin_on_the_letter_is_asked_and_read_as_it_is_printed(database: Database, person: Any) -> None:
    """The link alone, seen over a shoulder, opens nothing; the PIN stands in two groups and may be typed wide."""
    made = letter_for(database, person)
    with pytest.raises(Refusal) as refused:
        service.enter(database, made.token)
    assert refused.value.code == "accounts.wrong_pin"
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in made.pin or "")
    account, _token = service.enter(database, made.token, pin=f"{wide[:3]} {wide[3:]}")
    assert account.id == made.account_id


def test_ten_wrong_pins_lock_the_letter_for_a_quarter_of_an_hour(
    database: Database, person: Any, clock: FixedClock
) -> None:
    """The right PIN does not help before the time is over."""
    made = letter_for(database, person)
    for _n in range(10):
        with pytest.raises(Refusal, match="wrong_pin"):
            service.enter(database, made.token, pin="000001")
    with pytest.raises(service.Locked):
        service.enter(database, made.token, pin=made.pin or "")
    clock.set(clock.now() + timedelta(minutes=16))
    service.enter(database, made.token, pin=made.pin or "")


def test_the_first_organizer_chooses_a_password_by_the_link(database: Database) -> None:
    """The console's link is made anew until somebody has chosen a password, and then never again."""
    first, second = service.first_organizer_link(database), service.first_organizer_link(database)
    assert first is not None
    assert second is not None
    with pytest.raises(Frozen):
        service.enter(database, first.removeprefix("/enter/"))
    account, token = service.enter(database, second.removeprefix("/enter/"))
    actor = service.actor_of(database, token)
    assert actor is not None
    assert actor.holds(Role.ORGANIZER, 7)
    service.set_password(database, actor, account.id, "第一个组织方的密码")
    assert service.first_organizer_link(database) is None


def test_whoever_came_by_a_bare_link_sets_the_password_once(database: Database, person: Any, password: str) -> None:
    """A forgotten password needs no old one; afterwards the new one is asked for again."""
    account = person(password=password)
    made = service.invite(database, SYSTEM, account.id)
    _account, token = service.enter(database, made.token)
    actor = service.actor_of(database, token)
    assert actor is not None
    assert not service.asks_current(database, actor)
    service.set_password(database, actor, account.id, "忘记以后新定的密码")
    assert service.asks_current(database, actor)
    with pytest.raises(Denied):
        service.set_password(database, actor, account.id, "再来一次却没有旧密码")


def test_a_letter_with_pin_does_not_let_the_password_be_changed_without_it(database: Database, person: Any) -> None:
    """A tablet left lying open is not enough."""
    made = letter_for(database, person)
    _account, token = service.enter(database, made.token, pin=made.pin or "")
    actor = service.actor_of(database, token)
    assert actor is not None
    assert service.asks_current(database, actor)
    service.set_password(database, actor, made.account_id, "评委自己定的密码", current=made.pin or "")


def test_only_the_owner_sets_a_secret(database: Database, person: Any, organizer: Actor) -> None:
    """The organizer prints a link; choosing is for the person."""
    account = person()
    for deed in (
        lambda: service.set_password(database, organizer, account.id, "组织方替别人定的密码"),
        lambda: service.set_pin(database, organizer, account.id, "482019"),
    ):
        with pytest.raises(Denied) as refused:
            deed()
        assert refused.value.code == "accounts.not_yours"


def test_a_disabled_person_gets_no_link(database: Database, person: Any, organizer: Actor) -> None:
    """First the account is enabled, then invited."""
    account = person()
    service.disable(database, organizer, account.id)
    with pytest.raises(Frozen):
        service.invite(database, organizer, account.id)
