"""The files of a bag against its manifests: which file is missing, added or altered, or which manifest is.

Payload and tag files are each listed twice, in SHA-256 and SHA-512. Nothing in BagIt covers the tag manifests
themselves, so the two are held against each other: where one contradicts a file that the other confirms, it is the
manifest that was altered.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Final

from competition.archive.bag import ALGORITHMS, BAGIT, SUMS, Altered, Files, sm3
from competition.archive.records import Said

_HEX: Final[Mapping[str, int]] = {"sha256": 64, "sha512": 128, "sm3": 64}


def check(files: Files) -> Said:
    """Hold every file against both of its manifests; raises Altered at the first that does not match."""
    payload = {name for name in files if name.startswith("data/")}
    tags = {name for name in files if name not in payload and not name.startswith("tagmanifest-")}
    _check(files, tags, "tagmanifest")
    _check(files, payload, "manifest")
    if files.get("bagit.txt") != BAGIT:
        raise Altered("malformed", "bagit.txt")
    return Said("files", {"n": len(files)})


def _check(files: Files, present: set[str], kind: str) -> None:
    lists = {algorithm: _listed(files, f"{kind}-{algorithm}.txt", algorithm) for algorithm in ALGORITHMS}
    for name in sorted(present.union(*lists.values())):
        listing = {algorithm for algorithm, listed in lists.items() if name in listed}
        if not listing:
            raise Altered("extra", name)
        if len(listing) == 1:
            [lone], [other] = listing, set(ALGORITHMS) - listing
            raise Altered("malformed", f"{kind}-{other if name in files else lone}.txt")
        if name not in files:
            raise Altered("missing", name)
        wrong = [a for a in ALGORITHMS if hashlib.new(a, files[name]).hexdigest() != lists[a][name]]
        if len(wrong) == 1:
            raise Altered("malformed", f"{kind}-{wrong[0]}.txt")
        if wrong:
            sums = (lists["sha256"][name], hashlib.sha256(files[name]).hexdigest())
            raise Altered("differs", name, expected=f"sha256:{sums[0]}", found=f"sha256:{sums[1]}")


def check_sums(files: Files) -> Said:
    """Hold the files against their SM3 sums."""
    listed = _listed(files, SUMS, "sm3")
    if any(name not in files or sm3(files[name]) != expected for name, expected in listed.items()):
        raise Altered("malformed", SUMS)
    return Said("sums", {"n": len(listed)})


def _listed(files: Files, manifest: str, algorithm: str) -> dict[str, str]:
    line = re.compile(rf"([0-9a-f]{{{_HEX[algorithm]}}})  (\S.*)")
    found: dict[str, str] = {}
    for text in lines_of(files, manifest):
        match = line.fullmatch(text)
        if match is None or match[2] in found:
            raise Altered("malformed", manifest)
        found[match[2]] = match[1]
    return found


def lines_of(files: Files, name: str) -> list[str]:
    """The lines of a text file of the bag, the last one ended too."""
    if name not in files:
        raise Altered("missing", name)
    try:
        text = files[name].decode("utf-8")
    except UnicodeDecodeError as error:
        raise Altered("malformed", name) from error
    if not text.endswith("\n"):
        raise Altered("malformed", name)
    return text[:-1].split("\n")
