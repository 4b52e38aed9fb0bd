"""What must hold of everybody's accounts."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from competition.accounts import store
from competition.core.database import Law, Reader


def _none(sql: str, sentence: str) -> Callable[[Reader], Iterable[str]]:
    return lambda reader: [f"account {number} {sentence}" for number in store.breaches(reader, sql)]


LAWS = (
    Law("one of organizer, judge, auditor and adjudicator an account and round", _none(store.TWO_ROLES, "holds two")),
    Law("whoever is shut out is signed out", _none(store.DISABLED_SIGNED_IN, "is disabled and signed in")),
    Law("secrets are kept only as scrypt", _none(store.PLAIN_SECRETS, "has a secret in another form")),
    Law("a used invitation let somebody in", _none(store.USED_UNUSED, "has a used invitation and was never in")),
)
