"""The notices that go into a bundle, as the publication room posted them."""

from __future__ import annotations

from competition.core.database import Reader
from competition.core.documents import to_docx
from competition.publication import service as publication
from competition.rounds.records import Round


def documents(reader: Reader, round_: Round) -> dict[str, bytes]:
    """Every posted notice as .docx, by file name; dated when it was posted, so its bytes are always the same."""
    return {
        f"notice-{posted.serial}-{posted.kind}.docx": to_docx(publication.document(posted), posted.at)
        for posted in publication.notices(reader, round_)
    }
