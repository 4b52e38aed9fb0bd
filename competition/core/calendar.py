"""Working days in China, from a table of announced days: rest days and the weekends that are worked instead.

The State Council announces each year's days in the autumn before. A year that is not in the table is refused: weekdays
alone would give a closing date that looks right and is wrong. Days here are days in Beijing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from competition.core import calendar_store
from competition.core.database import Database, Reader, Transaction, write
from competition.core.errors import Refusal
from competition.core.records import Actor


def is_working_day(reader: Reader, day: date) -> bool:
    """Whether the day is worked. Raises Refusal("calendar.year_missing") where the table says nothing."""
    found = calendar_store.is_work(reader, day)
    if found is None:
        raise Refusal("calendar.year_missing", year=day.year)
    return found


def working_days(reader: Reader, after: date, n: int) -> tuple[date, ...]:
    """The first ``n`` working days after ``after``: the day after it is the first candidate.

    Raises Refusal("calendar.year_missing") when the count runs into days that nobody has entered.
    """
    if n < 0:
        raise ValueError(f"a number of days, not {n}")
    found: list[date] = []
    expected = after + timedelta(days=1)
    # No run of rest days comes near a month, so this many days always hold n working days.
    for day, is_working in calendar_store.days_from(reader, expected, 3 * n + 31):
        if len(found) == n or day != expected:
            break
        found += [day] if is_working else []
        expected += timedelta(days=1)
    if len(found) < n:
        raise Refusal("calendar.year_missing", year=expected.year)
    return tuple(found)


def next_working_day(reader: Reader, day: date) -> date:
    """The first working day after ``day``."""
    return working_days(reader, day, 1)[0]


def years(reader: Reader) -> tuple[int, ...]:
    """The years that have been entered."""
    return calendar_store.years(reader)


def enter_year(
    db: Database | Transaction, actor: Actor, year: int, changed: Mapping[date, bool], *, source: str
) -> None:
    """Enter a year from its notice: weekdays are worked, weekends are not, except as ``changed`` says (True: worked).

    Raises Refusal: ``calendar.source_missing`` without the notice's number, ``calendar.other_year`` for a day of
    another year, ``calendar.nothing_changed`` when no day is named, since every year's notice names some.
    """
    if not source.strip():
        raise Refusal("calendar.source_missing", year=year)
    if not changed:
        raise Refusal("calendar.nothing_changed", year=year)
    for day in changed:
        if day.year != year:
            raise Refusal("calendar.other_year", year=year, day=day.isoformat())
    first = date(year, 1, 1)
    days = [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]
    kinds = {day: changed.get(day, day.weekday() < 5) for day in days}
    with write(db) as tx:
        calendar_store.enter(tx, kinds, source.strip())
        told = {day.isoformat(): "work" if is_working else "rest" for day, is_working in sorted(changed.items())}
        tx.log(actor, "calendar.enter_year", f"calendar:{year}", source=source.strip(), changed=told)
