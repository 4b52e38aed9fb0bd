"""Secrets: passwords, PINs, and the lock after too many wrong ones."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest

from competition.accounts import service
from competition.accounts.records import Device
from competition.app import ROOMS
from competition.core import installation
from competition.core.clock import FixedClock
from competition.core.database import Database
from competition.core.errors import Denied, Refusal
from competition.core.records import PUBLIC, SYSTEM, Actor, Role

RIGHT = "七月初九开评选会议"


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "accounts.password_short"),
        ("aaaaaaaaaaaa", "accounts.password_easy"),
        ("1234567890", "accounts.password_easy"),
        ("my name is Wang.Mou ok", "accounts.password_easy"),
        ("x" * 129, "accounts.password_long"),
    ],
)
def test_an_easy_password_is_refused(database: Database, person: Any, password: str, code: str) -> None:
    """Too short, too long, too few letters, too common, or one's own name."""
    account = person("wang.mou")
    with pytest.raises(Refusal) as refused:
        service.set_password(database, SYSTEM, account.id, password)
    assert refused.value.code == code


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "111111", "123456", "654321", "12a456", "１２３４５６"])
def test_an_unfit_pin_is_refused(database: Database, person: Any, pin: str) -> None:
    """Six digits that are not the first a thief would try."""
    account = person()
    with pytest.raises(Refusal) as refused:
        service.set_pin(database, SYSTEM, account.id, pin)
    assert refused.value.code == "accounts.pin_unfit"


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(database: Database, person: Any) -> None:
    """Nobody learns from the answer which sign-in names exist."""
    person(password=RIGHT)
    told = []
    for handle in ("wang.mou", "nobody.here"):
        with pytest.raises(Refusal) as refused:
            service.sign_in(database, handle, "not the password")
        told.append((refused.value.code, refused.value.params, refused.value.status))
    assert told[0] == told[1]


@pytest.mark.parametrize("handle", ["wang.mou", "nobody.here"])
def test_ten_wrong_passwords_lock_a_name_whether_it_exists_or_not(
    database: Database, person: Any, clock: FixedClock, handle: str
) -> None:
    """The eleventh try is refused unread, also from another address, until a quarter of an hour is over."""
    person(password=RIGHT)
    for n in range(10):
        with pytest.raises(Refusal, match="wrong_sign_in"):
            service.sign_in(database, handle, "wrong", Device("", f"10.0.0.{n}"))
    with pytest.raises(service.Locked) as locked:
        service.sign_in(database, handle, RIGHT, Device("", "10.0.1.1"))
    assert locked.value.status == 429
    clock.set(clock.now() + timedelta(minutes=16))
    if handle == "wang.mou":
        assert service.sign_in(database, handle, RIGHT)[0].handle == handle


def test_one_address_gets_thirty_wrong_tries_over_all_names(database: Database, person: Any) -> None:
    """Guessing one password for many names from one place ends too; a judging room behind one address does not."""
    person(password=RIGHT)
    here = Device("", "192.0.2.1")
    for n in range(30):
        with pytest.raises(Refusal, match="wrong_sign_in"):
            service.sign_in(database, f"name{n}", "wrong", here)
    with pytest.raises(service.Locked):
        service.sign_in(database, "wang.mou", RIGHT, here)
    assert service.sign_in(database, "wang.mou", RIGHT, Device("", "192.0.2.2"))


def test_tries_at_the_same_moment_do_not_pass_the_limit_together(database: Database, person: Any) -> None:
    """A try is counted before it is compared: sixteen at once are no more than ten."""
    person(password=RIGHT)
    told: list[str] = []

    def guess() -> None:
        try:
            service.sign_in(database, "wang.mou", "wrong")
        except Refusal as refused:
            told.append(refused.code)

    threads = [threading.Thread(target=guess) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (told.count("accounts.wrong_sign_in"), told.count("accounts.locked")) == (10, 6)


def test_a_restart_forgives_nobody(database: Database, person: Any, clock: FixedClock) -> None:
    """The count is in the file."""
    person(password=RIGHT)
    for _n in range(10):
        with pytest.raises(Refusal, match="wrong_sign_in"):
            service.sign_in(database, "wang.mou", "wrong")
    again, _pending = installation.open_database(database.path.parent, ROOMS, clock=clock)
    with pytest.raises(service.Locked):
        service.sign_in(again, "wang.mou", RIGHT)
    again.close()


def test_the_right_password_wipes_the_count(database: Database, person: Any) -> None:
    """Nine slips before and nine after are not eighteen."""
    person(password=RIGHT)
    for _round in range(2):
        for _n in range(9):
            with pytest.raises(Refusal, match="wrong_sign_in"):
                service.sign_in(database, "wang.mou", "wrong")
        service.sign_in(database, "wang.mou", RIGHT)


def test_every_failed_sign_in_is_in_the_log(database: Database, person: Any) -> None:
    """Without the name that was typed, and without the address."""
    account = person(password=RIGHT)
    for handle in ("wang.mou", "nobody.here"):
        with pytest.raises(Refusal):
            service.sign_in(database, handle, "wrong", Device("", "203.0.113.9"))
    rows = database.rows("SELECT actor, object, body FROM log WHERE act = 'accounts.sign_in_failed'")
    assert [(row["actor"], row["object"]) for row in rows] == [
        ("public", f"account:{account.id}"), ("public", "account:?"),
    ]  # fmt: skip
    assert all("203.0.113.9" not in row["body"] for row in rows)


def test_a_deed_takes_password_or_pin(database: Database, person: Any, acting: Any) -> None:
    """Either proves the person; anything else is denied and logged."""
    account = person(password=RIGHT)
    service.set_pin(database, SYSTEM, account.id, "482019")
    me = acting(account)
    service.confirm(database, me, RIGHT)
    service.confirm(database, me, "４８２０１９")
    with pytest.raises(Denied) as refused:
        service.confirm(database, me, "482018")
    assert refused.value.code == "accounts.wrong_secret"
    assert database.value("SELECT count(*) FROM log WHERE act = 'accounts.wrong_secret'") == 1


@pytest.mark.parametrize("typed", ["482 019", "４８２　０１９", "482-019", " 482019 ", "482\u00a0019", "4 8 2 0 1 9"])
def test_a_pin_is_taken_as_the_letter_prints_it(database: Database, person: Any, acting: Any, typed: str) -> None:
    """Blanks, dashes and full-width digits are the printer's and the input method's, not the PIN's."""
    account = person()
    service.set_pin(database, SYSTEM, account.id, typed)
    service.confirm(database, acting(account), "482019")
    service.confirm(database, acting(account), typed)


def test_a_password_is_never_read_as_a_pin(database: Database, person: Any, acting: Any) -> None:
    """Its blanks and dashes count, also where only digits are left without them."""
    account = person(password="48 20-19 ")
    service.confirm(database, acting(account), "48 20-19 ")
    for wrong in ("482019", "48 20-19", "48 2019 "):
        with pytest.raises(Denied):
            service.confirm(database, acting(account), wrong)
        with pytest.raises(Refusal):
            service.sign_in(database, account.handle, wrong)


def test_ten_wrong_secrets_before_a_deed_lock_it(database: Database, person: Any, acting: Any) -> None:
    """A thief with an open tablet cannot try a million PINs."""
    account = person()
    service.set_pin(database, SYSTEM, account.id, "482019")
    me = acting(account)
    for _n in range(10):
        with pytest.raises(Denied):
            service.confirm(database, me, "000000")
    with pytest.raises(service.Locked):
        service.confirm(database, me, "482019")


def test_wrong_sign_ins_from_outside_do_not_keep_a_judge_from_sealing(
    database: Database, person: Any, acting: Any
) -> None:
    """Whoever knows a sign-in name could otherwise stop its owner at the deadline."""
    account = person("judge", (Role.JUDGE, 1), password=RIGHT)
    for _n in range(10):
        with pytest.raises(Refusal):
            service.sign_in(database, "judge", "wrong")
    service.confirm(database, acting(account), RIGHT)


def test_a_deed_needs_an_account_with_a_secret(database: Database, person: Any, acting: Any) -> None:
    """The public signs nothing, nor does whoever never chose a secret."""
    with pytest.raises(Denied):
        service.confirm(database, PUBLIC, "482019")
    with pytest.raises(Refusal) as refused:
        service.confirm(database, acting(person()), "")
    assert refused.value.code == "accounts.no_secret"


def test_secrets_are_stored_as_scrypt_alone(database: Database, person: Any, organizer: Actor) -> None:
    """What a stolen file gives must be guessed at seventy milliseconds a try."""
    account = person(password=RIGHT)
    service.invite(database, organizer, account.id, with_pin=True)
    row = database.row("SELECT password_hash, pin_hash FROM account WHERE id = ?", (account.id,))
    assert all(each.startswith("scrypt:32768:8:1$") for each in row)
