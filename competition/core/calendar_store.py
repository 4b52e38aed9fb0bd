"""The SQL of the working-day table."""

from __future__ import annotations

import json
from datetime import date

from competition.core.database import Reader, Transaction

KIND = "SELECT kind FROM calendar_day WHERE day = ?"
# One query for the whole span: the caller sees where the table ends by the days that are missing.
FROM = "SELECT day, kind FROM calendar_day WHERE day >= ? ORDER BY day LIMIT ?"
YEARS = "SELECT DISTINCT CAST(substr(day, 1, 4) AS INTEGER) AS year FROM calendar_day ORDER BY year"
ENTER = """
INSERT INTO calendar_day (day, kind, source) SELECT value ->> 0, value ->> 1, ? FROM json_each(?) WHERE true
ON CONFLICT (day) DO UPDATE SET kind = excluded.kind, source = excluded.source
"""


def is_work(reader: Reader, day: date) -> bool | None:
    """Whether the day is a working day; None where the table says nothing."""
    kind = reader.value(KIND, (day.isoformat(),))
    return None if kind is None else bool(kind == "work")


def days_from(reader: Reader, first: date, n_days: int) -> list[tuple[date, bool]]:
    """At most ``n_days`` entered days from ``first`` on, each with whether it is a working day."""
    found = reader.rows(FROM, (first.isoformat(), n_days))
    return [(date.fromisoformat(row["day"]), row["kind"] == "work") for row in found]


def years(reader: Reader) -> tuple[int, ...]:
    """The years of which the table has days."""
    return tuple(int(row["year"]) for row in reader.rows(YEARS))


def enter(tx: Transaction, days: dict[date, bool], source: str) -> None:
    """Enter days, replacing what stood for them."""
    kinds = [[day.isoformat(), "work" if is_working else "rest"] for day, is_working in sorted(days.items())]
    tx.execute(ENTER, (source, json.dumps(kinds)))
