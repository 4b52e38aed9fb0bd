"""A room's plate: what it hands to the factory, and nothing else of it is known there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from competition.core.database import Law
from competition.core.permissions import Permission
from competition.core.records import ToDo


@dataclass(frozen=True, slots=True)
class Link:
    """A word in the masthead. ``audience``: ``round`` inside a round, ``site`` outside one, ``public`` for anyone.

    ``permission`` None shows it to whoever belongs to the audience; ``order`` sorts the words.
    """

    endpoint: str
    label: Any
    permission: Permission | None = None
    order: int = 50
    audience: str = "round"


@dataclass(frozen=True, slots=True)
class Room:
    """One room of the house, as the factory hangs it up."""

    name: str
    pages: Any
    migrations: Any = None
    laws: tuple[Law, ...] = ()
    words: ModuleType | None = None
    links: tuple[Link, ...] = ()
    commands: tuple[Any, ...] = ()
    identify: Callable[..., Any] | None = None
    """accounts: the actor behind a session token."""
    locate: Callable[..., Any] | None = None
    """rounds: the round behind a code."""
    commitment: Callable[..., Any] | None = None
    """rounds: the commitment digest of a round, or None."""
    prepare: Callable[[Path], None] | None = None
    """policy: what the room reads from the instance folder before anything is asked."""
    awaits: Callable[..., tuple[ToDo, ...]] | None = None
    """Any room: what it waits for from one actor in a round, as to-dos for the home page of that actor's room."""
    holds: Callable[..., tuple[ToDo, ...]] | None = None
    """Any room: what could still change the list of awards of a round, and so keeps it from being adopted."""
    recognizes: Callable[..., Any] | None = None
    """Any room below the archive: what sixteen digits that it gave out stand for, or None."""
