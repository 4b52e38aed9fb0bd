"""The laws of the whole file that the core answers for; `pingxuan db check` and the tests ask them."""

from __future__ import annotations

from collections.abc import Iterable

from competition.core import audit, store
from competition.core.database import Law, Reader


def _whole(reader: Reader) -> Iterable[str]:
    found = reader.value("PRAGMA integrity_check")
    if found != "ok":
        yield f"SQLite finds the file damaged: {found}"


def _references(reader: Reader) -> Iterable[str]:
    for row in reader.rows("PRAGMA foreign_key_check"):
        yield f"row {row[1]} of {row[0]} refers to nothing in {row[2]}"


def _chain(reader: Reader) -> Iterable[str]:
    return audit.faults(store.log(reader))


def _two_people(reader: Reader) -> Iterable[str]:
    for row in store.signed_alone(reader):
        yield f"approval {row['id']} was signed twice by one person"


LAWS = (
    Law("the file is whole", _whole),
    Law("every reference leads somewhere", _references),
    Law("the log is an unbroken chain", _chain),
    Law("what two people sign, two people signed", _two_people),
)


def breaches(reader: Reader, laws: Iterable[Law]) -> list[str]:
    """A line for each breach of the given laws, naming the law."""
    return [f"{law.name}: {sentence}" for law in laws for sentence in law.check(reader)]
