"""The pages of publication: the home page, the public result with its notices, and the organizer's page."""

from __future__ import annotations

from competition.publication.views import home, notices, office, results
from competition.publication.views.blueprint import bp

__all__ = ["bp", "home", "notices", "office", "results"]
