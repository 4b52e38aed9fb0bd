"""How often anyone may post to the pages that need no account: counted in memory, for this one process."""

from __future__ import annotations

from flask import request
from flask_limiter import Limiter

from competition.core.web.session import token


def asker() -> str:
    """Who is counted: the session where there is one, else the address; a shared office network is one address."""
    return token() or request.remote_addr or "unknown"


limiter = Limiter(asker, storage_uri="memory://", headers_enabled=False)
PUBLIC_POST = "30 per minute; 300 per hour"
