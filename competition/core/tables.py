"""Two tables of the core, written by hand into its migrations: announced working days, and drawn charts."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any, Protocol

SEEDED = (date(2022, 1, 1), date(2026, 12, 31))
"""The first and last day that the migration enters: the years whose notices were out when it was written."""

CALENDAR = """
CREATE TABLE calendar_day (
    day TEXT PRIMARY KEY CHECK (date(day) IS day),
    kind TEXT NOT NULL CHECK (kind IN ('work', 'rest')),
    source TEXT NOT NULL
) STRICT, WITHOUT ROWID
"""

SEED = """
INSERT INTO calendar_day (day, kind, source)
SELECT value ->> 0, value ->> 1, ? FROM json_each(?)
"""

# A chart is a stored drawing: it may be drawn again from the same rows, so nothing refers to it.
CHART = """
CREATE TABLE chart (
    digest TEXT PRIMARY KEY CHECK (digest LIKE 'sha256:%'),
    svg TEXT NOT NULL
) STRICT, WITHOUT ROWID
"""


class Schema(Protocol):
    """What a migration needs of sqlite-utils' database."""

    def execute(self, sql: str, parameters: Any = None, /) -> Any:
        """Run one statement."""


def create_calendar(db: Schema) -> None:
    """Create ``calendar_day`` and enter the announced days of 2022 to 2026."""
    # Only a new database needs the announced days, so the package is not imported at every start.
    import chinese_calendar

    first, last = SEEDED
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    kinds = [[day.isoformat(), "work" if chinese_calendar.is_workday(day) else "rest"] for day in days]
    db.execute(CALENDAR)
    db.execute(SEED, (f"chinesecalendar {chinese_calendar.__version__}", json.dumps(kinds)))


def create_chart(db: Schema) -> None:
    """Create ``chart``: drawings by the digest of what they show."""
    db.execute(CHART)
