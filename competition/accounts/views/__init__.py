"""Pages of accounts: signing in and out, entering by a link, one's own account, and the office's people."""

from __future__ import annotations

from competition.accounts.views import entering, office, own, rounds, vouching
from competition.accounts.views.base import bp

__all__ = ["bp", "entering", "office", "own", "rounds", "vouching"]
