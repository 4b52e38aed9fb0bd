"""Pages of the rounds room."""

from __future__ import annotations

from competition.rounds.views.blueprint import bp

__all__ = ["bp"]
