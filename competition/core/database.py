"""The database: one process, one writing connection, and a log event inside every write.

``with write(db) as tx`` is the only transaction: it opens BEGIN IMMEDIATE, holds the check, the change and its event,
and commits before anything is answered. Readers have a connection a thread, which cannot write. A write that changes
something without an event in the log is undone; only the autosave of a draft (``draft=True``) needs none.
"""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlite_utils
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # pysqlite3 where it has a wheel, else sqlite3

from competition.core import audit
from competition.core.canonical import canonical
from competition.core.clock import Clock, SampleClock, SystemClock, stamp
from competition.core.errors import Unlogged
from competition.core.records import Actor

Row = sqlite3.Row
IntegrityError = sqlite3.IntegrityError
OperationalError = sqlite3.OperationalError
Parameters = Sequence[Any] | Mapping[str, Any]
WAL_RESET_BUG = ((3, 7, 0), (3, 51, 2))
"""SQLite versions that may corrupt a database which two connections write at once; we only ever write with one."""


def sqlite_version() -> str:
    """The version of the SQLite library that runs."""
    return str(sqlite3.sqlite_version)


def has_wal_reset_bug() -> bool:
    """Whether the running SQLite has the WAL-reset bug that the single writing connection keeps us clear of."""
    version = tuple(int(part) for part in sqlite_version().split("."))
    return WAL_RESET_BUG[0] <= version <= WAL_RESET_BUG[1]


class Reader:
    """Whatever can be read from: the database itself, or a transaction under way."""

    clock: Clock
    rng: random.Random

    def _connection(self) -> Any:
        raise NotImplementedError("a Reader reads through a Database or a Transaction")

    def rows(self, sql: str, params: Parameters = ()) -> list[Any]:
        """All rows, each readable by column name."""
        return list(self._connection().execute(sql, params).fetchall())

    def row(self, sql: str, params: Parameters = ()) -> Any:
        """The first row, or None."""
        return self._connection().execute(sql, params).fetchone()

    def value(self, sql: str, params: Parameters = ()) -> Any:
        """The first column of the first row, or None."""
        found = self.row(sql, params)
        return None if found is None else found[0]


@dataclass(frozen=True, slots=True)
class Law:
    """Something that must hold of the whole file: ``check`` gives a sentence for each breach."""

    name: str
    check: Callable[[Reader], Iterable[str]]


class Transaction(Reader):
    """One write under way: reads see its own changes, and nothing is there for others before it commits."""

    def __init__(self, database: Database, connection: Any, at: datetime) -> None:
        self.database, self._conn, self.at = database, connection, at
        self.clock, self.rng = database.clock, database.rng
        self.n_logged = 0

    def _connection(self) -> Any:
        return self._conn

    def execute(self, sql: str, params: Parameters = ()) -> Any:
        """Run one statement inside the transaction."""
        return self._conn.execute(sql, params)

    def insert(self, table: str, **columns: Any) -> int:
        """Insert one row; gives its rowid."""
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        return int(self.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(columns.values())).lastrowid)

    def update(self, table: str, key: int | Mapping[str, Any], **columns: Any) -> int:
        """Change the row with this id, or the rows whose columns equal ``key``; gives how many."""
        where = {"id": key} if isinstance(key, int) else dict(key)
        changed = ", ".join(f"{name} = ?" for name in columns)
        found = " AND ".join(f"{name} IS ?" for name in where)
        cursor = self.execute(f"UPDATE {table} SET {changed} WHERE {found}", (*columns.values(), *where.values()))
        return int(cursor.rowcount)

    def log(self, actor: Actor, act: str, obj: str, *, before: Any = None, after: Any = None, **body: Any) -> int:
        """Append the event of this write to the log; gives its number.

        ``act`` is ``room.verb``, ``obj`` names what was acted on, and the rest must be JSON without floats.
        """
        told = {name: value for name, value in (("before", before), ("after", after)) if value is not None} | body
        text = canonical(told).decode()
        last = self.row("SELECT seq, hash FROM log ORDER BY seq DESC LIMIT 1")
        seq, previous = (last["seq"] + 1, last["hash"]) if last else (1, audit.FIRST)
        at = stamp(self.at)
        entry = audit.chained(previous, seq, at, actor.tag, act, obj, text)
        self.insert(
            "log", seq=seq, at=at, actor=actor.tag, act=act, object=obj, body=text, previous=previous, hash=entry
        )
        self.n_logged += 1
        return int(seq)

    def once(self, op: str) -> dict[str, Any] | None:
        """The answer already given to this operation key, or None when it is new."""
        found = self.value("SELECT answer FROM operation WHERE op = ?", (op,))
        return None if found is None else json.loads(found)

    def answer(self, op: str, actor: Actor, **answer: Any) -> None:
        """Remember the answer to this operation key, so that asking again changes nothing."""
        self.insert("operation", op=op, actor=actor.tag, at=stamp(self.at), answer=canonical(answer).decode())


class Database(Reader):
    """A database file: readers a thread, one writer behind a lock."""

    def __init__(self, path: Path | str, *, clock: Clock | None = None, rng: random.Random | None = None) -> None:
        self.path = Path(path)
        self.clock = clock or SystemClock()
        self.rng = rng or random.SystemRandom()
        self._lock, self._local = threading.Lock(), threading.local()
        self._writer = self._connect()
        self._writer.execute("PRAGMA journal_mode = WAL")
        self._holder: int | None = None

    def _connect(self, *, query_only: bool = False) -> Any:
        conn = sqlite3.connect(str(self.path), isolation_level=None, check_same_thread=False, timeout=5)
        conn.row_factory = sqlite3.Row
        conn.execute("PRAGMA synchronous = FULL")
        conn.execute("PRAGMA foreign_keys = ON")
        conn.execute("PRAGMA recursive_triggers = ON")
        conn.execute("PRAGMA trusted_schema = OFF")
        if query_only:
            conn.execute("PRAGMA wal_autocheckpoint = 0")
            conn.execute("PRAGMA query_only = ON")
        return conn

    def _connection(self) -> Any:
        if not hasattr(self._local, "conn"):
            self._local.conn = self._connect(query_only=True)
        return self._local.conn

    @contextmanager
    def write(self, *, draft: bool = False) -> Iterator[Transaction]:
        """The only transaction; see :func:`write`."""
        if self._holder == threading.get_ident():
            raise RuntimeError("a write inside a write: hand the transaction on instead of the database")
        with self._lock:
            self._holder = threading.get_ident()
            try:
                yield from self._transaction(draft)
            finally:
                self._holder = None

    def _transaction(self, draft: bool) -> Iterator[Transaction]:
        conn = self._writer
        conn.execute("BEGIN IMMEDIATE")
        try:
            tx = Transaction(self, conn, self.clock.now())
            before = conn.total_changes
            yield tx
            if conn.total_changes != before and not tx.n_logged and not draft:
                raise Unlogged("a write changed the database without an event in the log")
            if isinstance(self.clock, SampleClock):
                conn.execute(SET_SAMPLE_TIME, (stamp(tx.at),))
            conn.execute("COMMIT")
        except BaseException:
            if conn.in_transaction:
                conn.execute("ROLLBACK")
            raise

    @contextmanager
    def schema(self) -> Iterator[sqlite_utils.Database]:
        """The writing connection as sqlite-utils sees it, for migrations alone."""
        with self._lock:
            yield sqlite_utils.Database(self._writer, execute_plugins=False, recursive_triggers=True, strict=True)

    def backup(self, target: Path) -> None:
        """Write a whole and consistent copy to ``target``."""
        target.parent.mkdir(parents=True, exist_ok=True)
        with self._lock:
            copy = sqlite3.connect(str(target))
            self._writer.backup(copy)
            copy.close()

    def close(self) -> None:
        """Close the writing connection and this thread's reader."""
        with self._lock:
            self._writer.close()
        if hasattr(self._local, "conn"):
            self._local.conn.close()
            del self._local.conn


SET_SAMPLE_TIME = "UPDATE setting SET value = ? WHERE name = 'sample_time'"


@contextmanager
def write(db: Database | Transaction, *, draft: bool = False) -> Iterator[Transaction]:
    """Open the one transaction of a write, or join the one that is handed in.

    On a :class:`Database` this is BEGIN IMMEDIATE … COMMIT; on a :class:`Transaction` it changes nothing, so verbs of
    several rooms compose into one write. ``draft`` marks an autosave, which needs no event in the log.
    """
    if isinstance(db, Transaction):
        yield db
    else:
        with db.write(draft=draft) as tx:
            yield tx


def immutable(db: sqlite_utils.Database, table: str, *, when: str = "1") -> None:
    """Forbid UPDATE and DELETE on ``table`` by triggers, for rows where the SQL condition ``when`` on ``old`` holds."""
    for verb in ("update", "delete"):
        db.execute(
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, '{table} rows are sealed'); END"
        )
