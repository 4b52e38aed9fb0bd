"""A bundle from a stranger does no harm: what leads outside, hides, or would fill the memory is refused unread."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from competition.archive import bag
from competition.archive.records import Outcome, Scope
from tests.archive.tampering import VERIFY, Files, answers, files_of, unpacked


def zipped(path: Path, members: Mapping[str, bytes] | list[tuple[str, bytes]], **how: int) -> Path:
    """A ZIP file of these members, in this order."""
    with zipfile.ZipFile(path, "w", **how) as archive:  # type: ignore[arg-type]
        for name, content in members.items() if isinstance(members, Mapping) else members:
            archive.writestr(zipfile.ZipInfo(name), content, how.get("compression", zipfile.ZIP_STORED))
    return path


def refusal(path: Path) -> str:
    """Both verifiers call it unreadable, exit status 2; the code of the reason."""
    report, status, _ = answers(path)
    assert (report.outcome, status) == (Outcome.UNREADABLE, 2)
    assert report.fault is not None
    return report.fault.code


@pytest.fixture(scope="module")
def public(zips: dict[Scope, Path]) -> Files:
    """The public bundle's files."""
    return files_of(zips[Scope.PUBLIC])


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "/etc/evil",
        "a/../../evil",
        "a\\..\\evil",
        "C:/evil",
        "a//evil",
        "./evil",
        "data/./evil",
        "a\x00b",
        "a\nb",
    ],
)
def test_a_name_that_leads_outside_is_refused(tmp_path: Path, public: Files, name: str) -> None:
    """Zip-slip in all its spellings."""
    path = zipped(tmp_path / "x.zip", [*public.items(), ("EVIL", b"x")])
    # zipfile mends such names itself when writing, so they are put in afterwards, at both places where they stand.
    raw = name.encode().ljust(4, b"x")
    held = zipped(tmp_path / "y.zip", [*public.items(), ("E" * len(raw), b"x")]).read_bytes()
    path.write_bytes(held.replace(b"E" * len(raw), raw))
    assert refusal(path) == "unsafe"


def test_a_name_that_stands_twice_is_refused(tmp_path: Path, public: Files) -> None:
    """Also where the two differ in case alone: on two systems of three they are one file."""
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = zipped(tmp_path / "x.zip", [*public.items(), ("bagit.txt", b"x")])
    assert refusal(path) == "twice"
    assert refusal(zipped(tmp_path / "y.zip", [*public.items(), ("BagIt.txt", b"x")])) == "twice"


def test_a_link_is_refused(tmp_path: Path, public: Files) -> None:
    """In a ZIP file and in a folder alike."""
    path = tmp_path / "x.zip"
    link = zipfile.ZipInfo("data/link")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in public.items():
            archive.writestr(name, content)
        archive.writestr(link, "/etc/passwd")
    assert refusal(path) == "link"
    folder = unpacked(public, tmp_path / "bag")
    (folder / "data" / "link").symlink_to("/etc/passwd")
    assert refusal(folder) == "link"


def test_fetch_txt_is_refused(tmp_path: Path, public: Files) -> None:
    """A bundle holds everything itself; nothing is fetched from anywhere."""
    line = b"https://example.org/round.json - data/round.json\n"
    assert refusal(zipped(tmp_path / "x.zip", {**public, "fetch.txt": line})) == "fetch"


def test_a_bomb_is_refused_before_it_is_unpacked(
    tmp_path: Path, public: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What says that it is large is not opened; what says that it is small is not read further than it says."""
    monkeypatch.setattr(bag, "MOST_BYTES", 1_000_000)
    monkeypatch.setattr(VERIFY, "MOST_BYTES", 1_000_000)
    large = zipped(tmp_path / "x.zip", {**public, "data/zeros": bytes(2_000_000)}, compression=zipfile.ZIP_DEFLATED)
    assert large.stat().st_size < 1_500_000
    assert refusal(large) == "too_large"
    assert refusal(unpacked({**public, "data/zeros": bytes(2_000_000)}, tmp_path / "bag")) == "too_large"


def test_too_many_files_are_refused(tmp_path: Path, public: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bundle of a city has dozens of files, not tens of thousands."""
    monkeypatch.setattr(bag, "MOST_FILES", 10)
    monkeypatch.setattr(VERIFY, "MOST_FILES", 10)
    assert refusal(zipped(tmp_path / "x.zip", public)) == "too_large"


def test_an_encrypted_member_is_refused(tmp_path: Path, public: Files) -> None:
    """Nothing in a bundle is secret to its reader."""
    held = bytearray(zipped(tmp_path / "x.zip", public).read_bytes())
    held[held.rfind(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "y.zip").write_bytes(held)
    assert refusal(tmp_path / "y.zip") == "locked"


@pytest.mark.parametrize("content", [b"", b"PK", b"hello", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_bundle_is_unreadable(tmp_path: Path, content: bytes) -> None:
    """Not there, not a ZIP file, or a ZIP file without a bag."""
    (tmp_path / "x.zip").write_bytes(content)
    assert refusal(tmp_path / "x.zip") in {"not_a_zip", "not_a_bag"}
    assert refusal(tmp_path / "nothing.zip") == "not_there"
    assert refusal(tmp_path) == "not_a_bag"


def test_a_damaged_member_names_its_file(tmp_path: Path, zips: dict[Scope, Path]) -> None:
    """A byte flipped inside the ZIP file itself is found, and the member named."""
    held = bytearray(zips[Scope.PUBLIC].read_bytes())
    at = held.find(b'{"award"')
    assert at > 0
    held[at + 2] ^= 1
    (tmp_path / "x.zip").write_bytes(held)
    report, status, _ = answers(tmp_path / "x.zip")
    assert status == 1
    assert report.fault is not None
    assert (report.fault.code, report.fault.file) == ("differs", "data/rules.json")


def test_a_bundle_packed_by_another_program_verifies(tmp_path: Path, public: Files) -> None:
    """Deflated, with folders of their own, without the folder around it: the content counts."""
    members = [("data/", b""), *public.items()]
    path = zipped(tmp_path / "x.zip", members, compression=zipfile.ZIP_DEFLATED)
    assert answers(path)[1] == 0
    around = zipped(tmp_path / "y.zip", {f"some folder/{name}": content for name, content in public.items()})
    assert answers(around)[1] == 0
    assert answers(unpacked(public, tmp_path / "bag"))[1] == 0
    assert zipfile.is_zipfile(io.BytesIO(path.read_bytes()))
