"""The judge's pages, the clerk's sheets, and the office's progress and absences."""

from competition.ballots.views import judging, office, sheets
from competition.ballots.views.blueprint import bp

__all__ = ["bp", "judging", "office", "sheets"]
