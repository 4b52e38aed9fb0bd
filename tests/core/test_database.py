"""The one transaction, the log inside it, and the triggers that keep both."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from competition.core import audit, store
from competition.core.database import Database, IntegrityError, write
from competition.core.errors import Unlogged
from competition.core.laws import LAWS, breaches
from competition.core.records import SYSTEM


def test_a_write_holds_the_change_and_its_event(database: Database) -> None:
    """What was changed and what the log says of it are committed together."""
    with write(database) as tx:
        store.set_setting(tx, "colour", "ink")
        tx.log(SYSTEM, "core.try", "setting:colour", after="ink")
    assert store.setting(database, "colour") == "ink"
    assert [entry.act for entry in store.log(database)][-1] == "core.try"


def test_a_write_without_an_event_is_undone(database: Database) -> None:
    """A change that the log does not tell of never reaches the file."""
    with pytest.raises(Unlogged), write(database) as tx:
        store.set_setting(tx, "colour", "red")
    assert store.setting(database, "colour") is None


def test_a_draft_needs_no_event(database: Database) -> None:
    """Autosaves are durable without a log entry."""
    with write(database, draft=True) as tx:
        store.set_setting(tx, "colour", "grey")
    assert store.setting(database, "colour") == "grey"


def test_a_failed_write_leaves_nothing(database: Database) -> None:
    """Neither the change nor the event of a write that raises is there afterwards."""
    before = store.n_logged(database)
    with pytest.raises(ZeroDivisionError), write(database) as tx:
        store.set_setting(tx, "colour", "red")
        tx.log(SYSTEM, "core.try", "x")
        raise ZeroDivisionError
    assert store.setting(database, "colour") is None
    assert store.n_logged(database) == before


def test_a_write_inside_a_write_is_refused(database: Database) -> None:
    """Verbs compose by handing the transaction on, never by opening a second one."""
    with write(database) as tx:
        tx.log(SYSTEM, "core.try", "x")
        with pytest.raises(RuntimeError, match="hand the transaction on"), write(database):
            pass


def test_a_joined_write_is_one_write(database: Database) -> None:
    """A verb that is handed a transaction adds to it, and all of it is undone together."""
    with pytest.raises(ZeroDivisionError), write(database) as tx:
        with write(tx) as same:
            store.set_setting(same, "colour", "red")
            same.log(SYSTEM, "core.try", "x")
        raise ZeroDivisionError
    assert store.setting(database, "colour") is None


def test_readers_cannot_write(database: Database) -> None:
    """A reader's connection refuses to change anything."""
    with pytest.raises(Exception, match="readonly"):
        database.rows("DELETE FROM setting")


ATTACKS = (
    "UPDATE log SET body = '{}' WHERE seq = 1",
    "DELETE FROM log",
    "INSERT OR REPLACE INTO log SELECT * FROM log WHERE seq = 1",
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_log_cannot_be_changed_by_sql(database: Database, attack: str) -> None:
    """Triggers refuse to update, delete or replace an entry."""
    with write(database) as tx:
        tx.log(SYSTEM, "core.try", "x")
    with pytest.raises(IntegrityError), write(database) as tx:
        tx.execute(attack)


def test_an_edit_behind_the_triggers_is_found(database: Database) -> None:
    """With the trigger dropped and one body edited, the chain names the entry."""
    with write(database) as tx:
        tx.log(SYSTEM, "core.try", "x", after=1)
        tx.log(SYSTEM, "core.try", "x", after=2)
    entries = list(store.log(database))
    edited = [*entries[:-2], audit.LogEntry(**{**_fields(entries[-2]), "body": '{"after":9}'}), entries[-1]]
    assert list(audit.faults(edited)) == [f"log entry {entries[-2].seq} (core.try) does not match its hash"]
    assert list(audit.faults(entries[:-2] + entries[-1:])) != []
    assert breaches(database, LAWS) == []


def _fields(entry: audit.LogEntry) -> dict[str, object]:
    return {name: getattr(entry, name) for name in entry.__slots__}


def test_writers_in_many_threads_keep_one_chain(tmp_path: Path, database: Database) -> None:
    """Forty threads write at once; every event is there, in one unbroken chain."""
    before = store.n_logged(database)

    def once(n: int) -> None:
        with write(database) as tx:
            tx.log(SYSTEM, "core.try", f"thread:{n}")

    threads = [threading.Thread(target=once, args=(n,)) for n in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.n_logged(database) == before + 40
    assert breaches(database, LAWS) == []


def test_floats_never_enter_the_log(database: Database) -> None:
    """A float in an event's body is a fault of ours and undoes the write."""
    with pytest.raises(TypeError, match="float"), write(database) as tx:
        tx.log(SYSTEM, "core.try", "x", after=0.1)


def test_a_repeated_operation_gets_the_same_answer(database: Database) -> None:
    """An operation key remembers its answer."""
    with write(database) as tx:
        assert tx.once("k1") is None
        tx.answer("k1", SYSTEM, version=3)
        tx.log(SYSTEM, "core.try", "x")
    with write(database) as tx:
        assert tx.once("k1") == {"version": 3}
