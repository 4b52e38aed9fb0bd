"""The archive's pages: past rounds and verification for anyone, and the organizer's page in a round."""

from __future__ import annotations

from competition.archive.views import checking, office, past
from competition.archive.views.blueprint import bp

__all__ = ["bp", "checking", "office", "past"]
