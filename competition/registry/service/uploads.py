"""Files between preview and confirmation, for this room and those below it in the list."""

from __future__ import annotations

import secrets
from datetime import timedelta

from competition.core.clock import stamp
from competition.core.database import Reader, write
from competition.core.errors import NotFound
from competition.core.records import Actor
from competition.registry import store
from competition.registry.records import Upload
from competition.registry.service.writing import Store

UPLOADS_KEPT = timedelta(days=1)


def keep_upload(db: Store, actor: Actor, purpose: str, filename: str, content: bytes) -> Upload:
    """Keep an uploaded file until its sender confirms it; nothing of it counts before that. Old ones are cleared."""
    with write(db, draft=True) as tx:
        store.drop_uploads_before(tx, stamp(tx.at - UPLOADS_KEPT))
        kept = Upload(secrets.token_urlsafe(18), purpose, filename[:200], content, tx.at)
        store.keep_upload(tx, kept, actor.account_id)
        return kept


def upload(reader: Reader, actor: Actor, purpose: str, token: str) -> Upload:
    """The file that this account sent for this purpose; raises NotFound when it is gone or somebody else's."""
    found = store.upload(reader, token, actor.account_id)
    if found is None or found.purpose != purpose:
        raise NotFound("registry.no_upload")
    return found


def drop_upload(db: Store, token: str) -> None:
    """Let an uploaded file go."""
    with write(db, draft=True) as tx:
        store.drop_upload(tx, token)
