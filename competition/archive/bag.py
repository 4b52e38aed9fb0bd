"""BagIt 1.0 bags (RFC 8493) as ZIP files: packing one the same way every time, and opening one with suspicion.

A bag is handled as its files by name. Packing writes manifests in SHA-256 and SHA-512 for payload and tag files, and
SM3 sums beside them. Opening refuses whatever could harm the machine or hide a file: names that lead outside, names
that stand twice, links, encrypted members, and more than fits in memory.
"""

from __future__ import annotations

import hashlib
import io
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

Files = Mapping[str, bytes]

ALGORITHMS: Final = ("sha256", "sha512")
BAGIT: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
SUMS: Final = "sm3sums.txt"
MOST_BYTES: Final = 256 * 1024 * 1024
MOST_FILES: Final = 10_000


class Unreadable(Exception):
    """It is no bundle that could be looked at; ``code`` and ``params`` choose the sentence."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


class Altered(Exception):
    """Something is not as it was sealed: ``code`` says what, ``file`` where."""

    def __init__(self, code: str, file: str, **params: object) -> None:
        super().__init__(code, file)
        self.code, self.file, self.params = code, file, params


def sm3(content: bytes) -> str:
    """The SM3 sum (GB/T 32905) in lower-case hex.

    >>> sm3(b"abc")[:16]
    '66c7f0f462eeedd9'
    """
    if "sm3" in hashlib.algorithms_available:
        return hashlib.new("sm3", content).hexdigest()
    # OpenSSL without SM3 in hashlib is rare, and only then is the larger library needed.
    from cryptography.hazmat.primitives import hashes

    whole = hashes.Hash(hashes.SM3())
    whole.update(content)
    return whole.finalize().hex()


def filled(payload: Files, tags: Files, info: Iterable[tuple[str, str]]) -> dict[str, bytes]:
    """The whole bag around a payload (names begin with ``data/``) and further tag files."""
    oxum = f"{sum(map(len, payload.values()))}.{len(payload)}"
    told = "".join(f"{label}: {value}\n" for label, value in (*info, ("Payload-Oxum", oxum)))
    whole = {**payload, **tags, "bagit.txt": BAGIT, "bag-info.txt": told.encode()}
    whole[SUMS] = _listing(whole, sm3)
    for name in ALGORITHMS:
        whole[f"manifest-{name}.txt"] = _listing(payload, _hash(name))
    tag_files = {name: content for name, content in whole.items() if name not in payload}
    for name in ALGORITHMS:
        whole[f"tagmanifest-{name}.txt"] = _listing(tag_files, _hash(name))
    return whole


def _hash(name: str) -> Callable[[bytes], str]:
    return lambda content: hashlib.new(name, content).hexdigest()


def _listing(files: Files, hashed: Callable[[bytes], str]) -> bytes:
    return "".join(f"{hashed(files[name])}  {name}\n" for name in sorted(files)).encode()


def packed(files: Files, base: str, at: datetime) -> bytes:
    """The ZIP file of a bag under the folder ``base``: stored, sorted, dated ``at``; the same bytes every time."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{base}/{name}", at.astimezone(UTC).timetuple()[:6])
            entry.create_system, entry.external_attr = 3, (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, files[name])
    return held.getvalue()


def opened(path: Path) -> dict[str, bytes]:
    """Every file of a bag, from a folder or a ZIP file. Raises Unreadable; Altered where a member is damaged."""
    if path.is_dir():
        files = _folder(path)
    elif path.is_file():
        files = _zip(path)
    else:
        raise Unreadable("not_there")
    if "fetch.txt" in files:
        raise Unreadable("fetch")
    if not any(name.startswith(("manifest-", "tagmanifest-")) for name in files):
        raise Unreadable("not_a_bag")
    return files


def _folder(path: Path) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for each in sorted(path.rglob("*")):
        name = each.relative_to(path).as_posix()
        if each.is_symlink():
            raise Unreadable("link", name=name)
        if each.is_file():
            found[name] = each.read_bytes()
            if len(found) > MOST_FILES or sum(map(len, found.values())) > MOST_BYTES:
                raise Unreadable("too_large")
    return found


def _zip(path: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = _members(archive.infolist())
            base = _base(members)
            return {
                name.removeprefix(base): _unpacked(archive, info, name.removeprefix(base))
                for name, info in members.items()
            }
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        raise Unreadable("not_a_zip") from error


def _members(listed: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    if len(listed) > MOST_FILES or sum(info.file_size for info in listed) > MOST_BYTES:
        raise Unreadable("too_large")
    found: dict[str, zipfile.ZipInfo] = {}
    for info in listed:
        name = info.orig_filename
        if not _is_safe(name):
            raise Unreadable("unsafe", name=ascii(name))
        # Two names that differ in case alone are one file on Windows and macOS.
        if name.casefold() in {other.casefold() for other in found}:
            raise Unreadable("twice", name=name)
        if stat.S_ISLNK(info.external_attr >> 16):
            raise Unreadable("link", name=name)
        if info.flag_bits & 1:
            raise Unreadable("locked", name=name)
        found[name] = info
    return {name: info for name, info in found.items() if not info.is_dir()}


def _is_safe(name: str) -> bool:
    parts = name.removesuffix("/").split("/")
    return name.isprintable() and not {"\\", ":"} & set(name) and not {"", ".", ".."} & set(parts)


def _base(names: Iterable[str]) -> str:
    firsts = {name.partition("/")[0] for name in names}
    at_top = any("/" not in name or name.startswith("data/") for name in names)
    return "" if at_top or len(firsts) != 1 else f"{firsts.pop()}/"


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> bytes:
    try:
        with archive.open(info) as source:
            content = source.read(info.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise Altered("differs", name) from error
    if len(content) > info.file_size:
        raise Unreadable("too_large")
    return content
