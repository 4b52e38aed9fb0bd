"""What the factory leaves for the pages: the database and the rooms' hooks, found from the running app."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import current_app

from competition.core.database import Database, Reader
from competition.core.plate import Link, Room
from competition.core.records import Actor, ToDo

KEY = "pingxuan"


@dataclass
class House:
    """The running installation: its database, its rooms, and whether migrations wait."""

    database: Database
    rooms: tuple[Room, ...]
    pending: list[str] = field(default_factory=list)
    sample: bool = False

    @property
    def links(self) -> tuple[Link, ...]:
        """All words of the masthead, in order."""
        return tuple(sorted((link for room in self.rooms for link in room.links), key=lambda link: link.order))

    def hook(self, name: str) -> Callable[..., Any]:
        """The one room's answer to a question the core asks, such as ``identify``."""
        found: Callable[..., Any] = next(hook for room in self.rooms if (hook := getattr(room, name)) is not None)
        return found

    def awaited(self, actor: Actor, round_: Any) -> tuple[ToDo, ...]:
        """What any room, a lower page's own or one above it, waits for from this actor in the round."""
        asked = (room.awaits(self.database, actor, round_) for room in self.rooms if room.awaits is not None)
        return tuple(todo for todos in asked for todo in todos)

    def holding(self, reader: Reader, round_: Any) -> tuple[ToDo, ...]:
        """What any room knows that could still change the list of awards."""
        asked = (room.holds(reader, round_) for room in self.rooms if room.holds is not None)
        return tuple(todo for todos in asked for todo in todos)

    def recognized(self, reader: Reader, digits: str) -> Any:
        """What sixteen digits in fours stand for in any room below the archive, or None."""
        asked = (room.recognizes(reader, digits) for room in self.rooms if room.recognizes is not None)
        return next((known for known in asked if known is not None), None)


def house() -> House:
    """The running installation."""
    found: House = current_app.extensions[KEY]
    return found
