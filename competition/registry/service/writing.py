"""What every verb of this room does: refuse what is taken or stale, and log what was changed."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, TypeVar

from competition.core.database import Database, Transaction
from competition.core.errors import Conflict, Refusal
from competition.core.records import Actor, Text
from competition.registry import uscc
from competition.registry.records import County, Enterprise, Figure, Town

Store = Database | Transaction
Thing = TypeVar("Thing", County, Town, Enterprise, Figure)


def checked_uscc(code: str) -> str:
    """The code as stored; refused when its length, a letter or its check digit is wrong."""
    tidied = uscc.tidy(code)
    if wrong := uscc.fault(tidied):
        raise Refusal(f"registry.uscc_{wrong}", found=tidied)
    return tidied


def free(taken: object | None, kind: str, named: str) -> None:
    """Refuse what another row has already."""
    if taken is not None:
        raise Refusal(f"registry.{kind}_taken", named=named)


def name_free(things: Iterable[County | Town], name: Text, code: str) -> None:
    """Refuse a name that stands under another code."""
    for thing in things:
        if thing.name.zh == name.zh and thing.code != code:
            raise Refusal("registry.name_taken", name=name.zh, held=thing.code)


def current(thing: Thing, based_on: int | None) -> Thing:
    """The thing as it stands; refused where the change was based on another version."""
    if based_on is not None and based_on != thing.version:
        raise Conflict("registry.changed_meanwhile", stored=thing.version, based_on=based_on)
    return thing


def logged(tx: Transaction, actor: Actor, act: str, obj: str, after: Thing, before: Thing | None = None) -> Thing:
    """Log what was done, and give what stands now."""
    tx.log(actor, f"registry.{act}", obj, before=before and told(before), after=told(after))
    return after


def told(thing: Thing) -> dict[str, Any]:
    """A record as the log tells it."""
    return {name: _plainly(getattr(thing, name)) for name in thing.__dataclass_fields__ if name != "id"}


def _plainly(value: Any) -> Any:
    if isinstance(value, Text):
        return {"zh": value.zh, "en": value.en}
    return str(value) if isinstance(value, Decimal) else value
