"""People for the tests of accounts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from competition.accounts import service
from competition.accounts.records import Account
from competition.core.database import Database
from competition.core.records import SYSTEM, Actor, Grant, Role

PASSWORD = "七月初九开评选会议"


@pytest.fixture
def password() -> str:
    """A password that will do."""
    return PASSWORD


@pytest.fixture
def person(database: Database) -> Callable[..., Account]:
    """Somebody with an account and, where wanted, roles and a password."""

    def made(
        handle: str = "wang.mou", *roles: tuple[Role, int | None], name: str = "王某", password: str = ""
    ) -> Account:
        account = service.create(database, SYSTEM, handle, name)
        for role, round_id in roles:
            service.grant(database, SYSTEM, account.id, role, round_id)
        if password:
            service.set_password(database, SYSTEM, account.id, password)
        return service.get(database, account.id)

    return made


@pytest.fixture
def acting() -> Callable[..., Actor]:
    """An account as an actor without a session."""

    def made(account: Account, *roles: tuple[Role, int | None]) -> Actor:
        return Actor(account.id, account.name, frozenset(Grant(role, round_id) for role, round_id in roles))

    return made


@pytest.fixture
def organizer(person: Callable[..., Account], acting: Callable[..., Actor]) -> Actor:
    """The organizer of every round."""
    everywhere = (Role.ORGANIZER, None)
    return acting(person("organizer", everywhere, name="组织方", password=PASSWORD), everywhere)
