"""Pages of panels: the office's roster, letters and matrix, one judge, and the judge's statement of conflicts."""

from __future__ import annotations

from competition.panels.views import judges, roster, statements
from competition.panels.views.base import bp

__all__ = ["bp", "judges", "roster", "statements"]
