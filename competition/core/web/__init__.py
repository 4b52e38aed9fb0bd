"""What a page needs of Flask: the database, the actor, permissions, answers, language and headers."""

from competition.core.web.access import actor, db, here, needs, open_to_all, signed_in
from competition.core.web.answers import download, local, page, redirect_back, say_done
from competition.core.web.session import forget, remember

public = open_to_all

__all__ = [
    "actor", "db", "download", "forget", "here", "local", "needs", "open_to_all", "page", "public", "redirect_back",
    "remember", "say_done", "signed_in",
]  # fmt: skip
