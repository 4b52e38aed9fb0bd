"""The registry's pages: lists with search, one page for each town and enterprise, forms, and sheets in and out."""

from __future__ import annotations

from competition.registry.views import counties, enterprises, figures, sheets, towns
from competition.registry.views.blueprint import bp

__all__ = ["bp", "counties", "enterprises", "figures", "sheets", "towns"]
