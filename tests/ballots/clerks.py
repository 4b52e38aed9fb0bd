"""Two clerks in a round that is being scored, and tables of the sheets they key."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from competition.accounts import service as accounts
from competition.ballots import service
from competition.core.records import SYSTEM, Actor, Grant, Role
from competition.core.spreadsheets import Fault
from tests.ballots.bench import Bench

SHEETS = "/rounds/xz-2025/ballots/sheets"
CODES = ("A4", "B5", "C5", "D4", "D5", "E1")
LONG = ("评委", "镇", "指标", "分数")


def table(*rows: object) -> bytes:
    """A .csv file of these rows."""
    held = io.StringIO(newline="")
    csv.writer(held).writerows(rows)  # type: ignore[arg-type]
    return held.getvalue().encode("utf-8-sig")


@dataclass
class Room:
    """The round in scoring with two clerks, and tables of one judge's sheet."""

    bench: Bench
    first: Actor
    second: Actor

    def judge(self, n: int = 0) -> str:
        """The pseudonym of the n-th judge."""
        return self.bench.judges[n].pseudonym

    def long(self, entry: str = "T01", mark: str = "86.5", *, n: int = 0, **other: str) -> bytes:
        """The long form: one entry of one judge, every indicator the same mark but for ``other``."""
        return table(LONG, *((self.judge(n), entry, code, other.get(code, mark)) for code in CODES))

    def wide(self, marks: Mapping[str, str], n: int = 0) -> bytes:
        """The wide form: entries of one judge, every indicator the entry's mark."""
        return table(("评委", "镇", *CODES), *((self.judge(n), entry, *[mark] * 6) for entry, mark in marks.items()))

    def key(self, clerk: Actor, content: bytes, *, shown: str | None = None) -> None:
        """Have a clerk key a table."""
        service.key_sheet(self.bench.db, clerk, self.bench.round, content, shown=shown)

    def faults(self, clerk: Actor, content: bytes) -> list[Fault]:
        """What is wrong with a table."""
        seen = service.look_at_sheet(self.bench.db, clerk, self.bench.round, content)
        return list(seen.preview.faults)


def appoint(bench: Bench) -> Room:
    """The round with two clerks appointed."""
    clerks = []
    for handle in ("lu.jia", "lu.yi"):
        account = accounts.create(bench.db, SYSTEM, handle, handle)
        accounts.grant(bench.db, SYSTEM, account.id, Role.CLERK, bench.round.id)
        clerks.append(Actor(account.id, handle, frozenset({Grant(Role.CLERK, bench.round.id)})))
    return Room(bench, *clerks)
