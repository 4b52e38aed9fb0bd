"""Sessions: revocable, listed by device, with a new token at each sign-in, resting and ending in time."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest

from competition.accounts import service
from competition.accounts.records import Device, SessionState
from competition.core.clock import FixedClock
from competition.core.database import Database, IntegrityError, write
from competition.core.errors import Denied, Frozen
from competition.core.records import SYSTEM, Actor, Grant, Role

PHONE = Device("Chrome Android", "10.0.0.7")


def judge_in(database: Database, person: Any) -> tuple[Any, str, str]:
    """A judge who came in by letter: account, session token, PIN."""
    account = person("judge", (Role.JUDGE, 1), name="张评委")
    letter = service.invite(database, SYSTEM, account.id, with_pin=True)
    account, token = service.enter(database, letter.token, PHONE, pin=letter.pin or "")
    return account, token, letter.pin or ""


def test_the_actor_behind_a_token_has_the_grants_of_the_moment(database: Database, person: Any) -> None:
    """Roles are read at every request, so taking one back works at once."""
    account, token, _pin = judge_in(database, person)
    actor = service.actor_of(database, token)
    assert actor is not None
    assert (actor.account_id, actor.name) == (account.id, "张评委")
    assert actor.grants == frozenset({Grant(Role.JUDGE, 1)})
    service.withdraw_grant(database, SYSTEM, account.id, Role.JUDGE, 1)
    stripped = service.actor_of(database, token)
    assert stripped is not None
    assert stripped.grants == frozenset()


def test_the_table_holds_only_the_hash_of_a_token(database: Database, person: Any) -> None:
    """Whoever reads the database cannot sign in with what is there; tokens have 256 bits."""
    _account, token, pin = judge_in(database, person)
    row = database.row("SELECT * FROM session")
    assert row["token_hash"] == hashlib.sha256(token.encode()).hexdigest()
    everything = "\n".join(database.path.with_name(name).read_bytes().decode("latin-1")
                           for name in (database.path.name, database.path.name + "-wal"))  # fmt: skip
    assert token not in everything
    assert pin not in "".join(str(tuple(row)) for row in database.rows("SELECT * FROM account"))
    assert len(token) == 43


@pytest.mark.parametrize("token", ["", "nonsense", "\ud800", "a" * 10_000])
def test_an_unknown_token_is_nobody(database: Database, token: str) -> None:
    """Whatever a cookie holds, the answer is nobody."""
    assert service.actor_of(database, token) is None
    assert service.resting(database, token) is None


def test_signing_in_makes_a_new_token_and_ends_the_old_session(database: Database, person: Any, password: str) -> None:
    """A session fixed beforehand is worth nothing after signing in."""
    person(password=password)
    _account, first = service.sign_in(database, "wang.mou", password)
    _account, second = service.sign_in(database, "wang.mou", password, replaces=first)
    assert first != second
    assert service.actor_of(database, first) is None
    assert service.actor_of(database, second) is not None


def test_a_judge_rests_after_four_hours_and_goes_on_by_pin(database: Database, person: Any, clock: FixedClock) -> None:
    """An idle session is nobody's; the PIN takes it up under a new token."""
    account, token, pin = judge_in(database, person)
    clock.set(clock.now() + timedelta(hours=3, minutes=59))
    assert service.actor_of(database, token) is not None
    clock.set(clock.now() + timedelta(hours=4))
    assert service.actor_of(database, token) is None
    resting = service.resting(database, token)
    assert resting is not None
    assert resting.id == account.id
    with pytest.raises(Denied):
        service.resume(database, token, "000000")
    _account, again = service.resume(database, token, pin)
    assert service.actor_of(database, again) is not None
    assert service.actor_of(database, token) is None
    with pytest.raises(Frozen):
        service.resume(database, token, pin)


def test_a_session_ends_for_good_whatever_was_resumed(database: Database, person: Any, clock: FixedClock) -> None:
    """Taking a session up again does not move its last day."""
    _account, token, pin = judge_in(database, person)
    for _day in range(4):
        clock.set(clock.now() + timedelta(days=3))
        _account, token = service.resume(database, token, pin)
    clock.set(clock.now() + timedelta(days=2))
    assert service.actor_of(database, token) is None
    assert service.resting(database, token) is None


def test_the_office_rests_sooner(database: Database, person: Any, clock: FixedClock, password: str) -> None:
    """Whoever can run a round is asked again after an hour."""
    person("boss", (Role.ORGANIZER, None), password=password)
    _account, token = service.sign_in(database, "boss", password)
    clock.set(clock.now() + timedelta(minutes=61))
    assert service.actor_of(database, token) is None


def test_work_keeps_a_session_awake(database: Database, person: Any, clock: FixedClock) -> None:
    """Each hour's request counts, so a long sitting is never cut off in the middle."""
    _account, token, _pin = judge_in(database, person)
    for _hour in range(12):
        clock.set(clock.now() + timedelta(hours=1))
        assert service.actor_of(database, token) is not None


def test_devices_are_listed_and_one_is_revoked(database: Database, person: Any, password: str) -> None:
    """A lost tablet is signed out from another device; the next request from it is nobody's."""
    account = person(password=password)
    _account, lost = service.sign_in(database, "wang.mou", password, PHONE)
    _account, kept = service.sign_in(database, "wang.mou", password, Device("Edge Windows", "10.0.0.8"))
    me = service.actor_of(database, kept)
    assert me is not None
    listed = service.sessions(database, account.id)
    assert [(each.device, each.state) for each in listed] == [
        ("Edge Windows", SessionState.LIVE), ("Chrome Android", SessionState.LIVE),
    ]  # fmt: skip
    service.revoke_session(database, me, listed[1].id)
    assert service.actor_of(database, lost) is None
    assert service.actor_of(database, kept) is not None
    assert len(service.sessions(database, account.id)) == 1


def test_nobody_signs_out_somebody_elses_device(database: Database, person: Any, acting: Any) -> None:
    """A judge may end only their own sessions, the organizer anybody's."""
    account, token, _pin = judge_in(database, person)
    other = acting(person("other", (Role.JUDGE, 1)), (Role.JUDGE, 1))
    session = service.sessions(database, account.id)[0]
    with pytest.raises(Denied):
        service.revoke_session(database, other, session.id)
    boss = acting(person("boss", (Role.ORGANIZER, None)), (Role.ORGANIZER, None))
    service.revoke_session(database, boss, session.id)
    assert service.actor_of(database, token) is None


def test_disabling_signs_out_everywhere_and_closes_the_link(
    database: Database, person: Any, organizer: Actor, password: str
) -> None:
    """What is shut stays shut, and enabling does not bring sessions back."""
    account = person(password=password)
    _account, token = service.sign_in(database, "wang.mou", password)
    link = service.invite(database, organizer, account.id)
    service.disable(database, organizer, account.id)
    assert service.actor_of(database, token) is None
    with pytest.raises(Frozen):
        service.enter(database, link.token)
    service.enable(database, organizer, account.id)
    assert service.actor_of(database, token) is None


def test_a_new_password_signs_other_devices_out(database: Database, person: Any, password: str) -> None:
    """Whoever had the old one is out."""
    account = person(password=password)
    _account, other = service.sign_in(database, "wang.mou", password)
    _account, mine = service.sign_in(database, "wang.mou", password)
    me = service.actor_of(database, mine)
    assert me is not None
    service.set_password(database, me, account.id, "换了一个新的密码句子", current=password)
    assert service.actor_of(database, other) is None
    assert service.actor_of(database, mine) is not None


def test_an_ended_session_cannot_be_revived_in_the_table(database: Database, person: Any) -> None:
    """The schema refuses, whoever asks."""
    account, _token, _pin = judge_in(database, person)
    service.revoke_sessions(database, SYSTEM, account.id)
    with pytest.raises(IntegrityError, match="stays ended"), write(database, draft=True) as tx:
        tx.execute("UPDATE session SET ended_at = NULL, ended_why = NULL")
