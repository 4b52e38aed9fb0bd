"""Office files packed the same way every time: the same content gives the same bytes, whenever it is written."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime

EPOCH = datetime(2022, 12, 22, tzinfo=UTC)
"""The instant that a file carries when its content has none of its own: the day the first policy was issued."""

_WRITTEN_AT = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")


def repacked(content: bytes, at: datetime) -> bytes:
    """The same parts, dated ``at`` (also inside their core properties), without the time of writing."""
    stamped = at.astimezone(UTC)
    text = stamped.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            body = source.read(part)
            if part.filename == "docProps/core.xml":
                body = _WRITTEN_AT.sub(rb"\g<1>" + text + rb"\g<3>", body)
            entry = zipfile.ZipInfo(part.filename, stamped.timetuple()[:6])
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            target.writestr(entry, body)
    return held.getvalue()
