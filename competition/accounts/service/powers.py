"""Which deeds on accounts take two people.

One organizer alone could make a second person out of nothing, or print a new link for one and enter in their place, and
then sign alone what two must sign. So a role that signs or rules, and a new link for whoever holds one, take two.
"""

from __future__ import annotations

from collections.abc import Collection

from competition.accounts import store
from competition.accounts.records import POWERS, SIGNERS, Account
from competition.core.database import Reader
from competition.core.records import SYSTEM, Actor, Role


def vouchers(reader: Reader, round_id: int | None, *, without: Collection[int | None]) -> tuple[Account, ...]:
    """Who could sign as the second person in that round, or everywhere: people who have been signed in."""
    signers = {
        each.account_id for each in store.grants(reader) if each.role in SIGNERS and each.round_id in (None, round_id)
    } - set(without)
    return tuple(
        each
        for each in store.accounts(reader)
        if each.id in signers and each.has_entered and not each.disabled and (each.has_password or each.has_pin)
    )


def grant_takes_two(reader: Reader, actor: Actor, account_id: int, role: Role, round_id: int | None) -> bool:
    """Whether giving this role takes two: from the moment that there is a second person to ask."""
    if actor == SYSTEM or role not in POWERS:
        return False
    return bool(vouchers(reader, round_id, without=(actor.account_id, account_id)))


def link_takes_two(reader: Reader, actor: Actor, account: Account) -> bool:
    """Whether a new link takes two: always, for somebody else who has been in and can sign or rule."""
    powerful = any(each.role in POWERS for each in store.grants(reader, account.id))
    return actor != SYSTEM and account.has_entered and powerful and actor.account_id != account.id
