"""The pages of the entries room: the list, one entry, and one page for each deed."""

from __future__ import annotations

from competition.entries.views import eligibility, figures, nominees, overview, sheets
from competition.entries.views.blueprint import bp

__all__ = ["bp", "eligibility", "figures", "nominees", "overview", "sheets"]
