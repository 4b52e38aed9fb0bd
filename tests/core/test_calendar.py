"""Working days: the announced rest days and worked weekends, and the refusal beyond the table."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from competition.core import calendar
from competition.core.clock import FixedClock
from competition.core.database import Database
from competition.core.errors import Refusal
from competition.core.migrations import steps
from competition.core.records import SYSTEM


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """A new database with the core's tables."""
    database = Database(tmp_path / "core.db", clock=FixedClock(datetime(2025, 11, 8, tzinfo=UTC)))
    with database.schema() as schema:
        steps.apply(schema)
    yield database
    database.close()


def test_every_day_of_the_seeded_years_is_there(db: Database) -> None:
    """The table covers 2022 to 2026 without a gap, and says what it was taken from."""
    assert db.value("SELECT count(*) FROM calendar_day") == 5 * 365 + 1
    assert calendar.years(db) == (2022, 2023, 2024, 2025, 2026)
    assert db.value("SELECT DISTINCT source FROM calendar_day").startswith("chinesecalendar ")


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2025, 10, 1), False),  # 国庆节, a Wednesday
        (date(2025, 9, 28), True),  # a Sunday worked for it
        (date(2025, 10, 11), True),  # a Saturday worked for it
        (date(2025, 7, 16), True),  # a plain Wednesday
        (date(2026, 2, 15), False),  # 春节 of 2026 begins on this Sunday
        (date(2026, 2, 14), True),  # the Saturday before it is worked
    ],
)
def test_announced_days_are_kept(db: Database, day: date, works: bool) -> None:
    """Rest days and worked weekends stand as the State Council announced them."""
    assert calendar.is_working_day(db, day) is works


def test_five_days_begin_with_the_day_after(db: Database) -> None:
    """The golden case of LOOK's notice: posted on 8 July 2025, the fifth working day is 15 July."""
    days = calendar.working_days(db, date(2025, 7, 8), 5)
    assert [day.day for day in days] == [9, 10, 11, 14, 15]


def test_a_holiday_is_jumped_and_a_worked_saturday_counts(db: Database) -> None:
    """Posted before 国庆节, the period jumps eight days of rest and counts the Saturday that makes up for them."""
    days = calendar.working_days(db, date(2025, 9, 29), 5)
    assert days == (date(2025, 9, 30), date(2025, 10, 9), date(2025, 10, 10), date(2025, 10, 11), date(2025, 10, 13))
    assert calendar.next_working_day(db, date(2025, 9, 30)) == date(2025, 10, 9)
    assert calendar.working_days(db, date(2025, 9, 29), 0) == ()


def test_a_year_nobody_entered_is_refused(db: Database) -> None:
    """A closing date is never guessed from weekdays: the refusal names the missing year."""
    with pytest.raises(Refusal) as refusal:
        calendar.working_days(db, date(2026, 12, 30), 5)
    assert (refusal.value.code, refusal.value.params) == ("calendar.year_missing", {"year": 2027})
    with pytest.raises(Refusal):
        calendar.is_working_day(db, date(2027, 1, 4))


def test_a_year_can_be_entered_from_its_notice(db: Database) -> None:
    """Once the days of 2027 are entered with their source, a period that crosses the year is drawn."""
    changed = {date(2027, 1, 1): False, date(2027, 1, 3): True}
    calendar.enter_year(db, SYSTEM, 2027, changed, source="sample notice")
    assert calendar.working_days(db, date(2026, 12, 30), 3) == (date(2026, 12, 31), date(2027, 1, 3), date(2027, 1, 4))
    assert db.value("SELECT act FROM log ORDER BY seq DESC") == "calendar.enter_year"


@pytest.mark.parametrize(
    ("changed", "source", "code"),
    [
        ({date(2027, 1, 1): False}, " ", "calendar.source_missing"),
        ({}, "notice", "calendar.nothing_changed"),
        ({date(2026, 1, 1): False}, "notice", "calendar.other_year"),
    ],
)
def test_a_year_without_its_notice_is_refused(db: Database, changed: dict[date, bool], source: str, code: str) -> None:
    """Days without a source, without a change or of another year are not taken."""
    with pytest.raises(Refusal) as refusal:
        calendar.enter_year(db, SYSTEM, 2027, changed, source=source)
    assert refusal.value.code == code
    assert calendar.years(db)[-1] == 2026
