"""Clocks: whoever asks for the time is handed one.

Instants are aware and in UTC; days are days in Beijing. The sample clock belongs to an installation with sample
editions: it starts where it was left, runs at the ordinary pace, and can be set forward to the next working day.
"""

from __future__ import annotations

import threading
import time
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Protocol

BEIJING = timezone(timedelta(hours=8), "CST")


def stamp(at: datetime) -> str:
    """An instant as stored and logged: UTC with milliseconds, ``2025-11-08T06:05:00.123Z``.

    >>> stamp(datetime(2025, 11, 8, 14, 5, tzinfo=BEIJING))
    '2025-11-08T06:05:00.000Z'
    """
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def instant(stamped: str) -> datetime:
    """The instant that ``stamp`` wrote."""
    return datetime.fromisoformat(stamped)


def in_beijing(at: datetime) -> datetime:
    """The same instant as Beijing reads it."""
    return at.astimezone(BEIJING)


class Clock(Protocol):
    """Anything that tells the instant."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


def today(clock: Clock) -> date:
    """The present day in Beijing."""
    return in_beijing(clock.now()).date()


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present instant."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands where it was set, for tests and for the sample generator."""

    def __init__(self, at: datetime) -> None:
        self.at = at.astimezone(UTC)

    def now(self) -> datetime:
        """The instant it was set to."""
        return self.at

    def set(self, at: datetime) -> None:
        """Set it to another instant."""
        self.at = at.astimezone(UTC)


class SampleClock:
    """The clock of an installation with sample editions: from ``base`` onwards at the ordinary pace."""

    def __init__(self, base: datetime) -> None:
        self._lock = threading.Lock()
        self.set(base)

    def now(self) -> datetime:
        """The present sample instant."""
        with self._lock:
            return self._base + timedelta(seconds=time.monotonic() - self._started)

    def set(self, at: datetime) -> None:
        """Set it forward."""
        with self._lock:
            self._base, self._started = at.astimezone(UTC), time.monotonic()
