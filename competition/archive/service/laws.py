"""What must hold of the register: every file is there, and is the one that was registered."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from competition.archive import store
from competition.core.database import Law, Reader


def _files(reader: Reader) -> Iterator[str]:
    home = store.home(reader)
    for one in store.every(reader):
        path = home / one.path
        if not path.is_file():
            yield f"the bundle {one.path} is registered, but its file is missing"
        elif f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}" != one.sha256:
            yield f"the bundle {one.path} is not the file that was registered"


LAWS = (Law("a registered bundle is the file that was registered", _files),)
