"""Pages of the rounds room: setting up, the criteria tree, method and awards, the lock, and the public rules."""

from __future__ import annotations

from competition.rounds.views import criteria, locking, reading, setting_up, settings
from competition.rounds.views.blueprint import bp

__all__ = ["bp", "criteria", "locking", "reading", "setting_up", "settings"]
