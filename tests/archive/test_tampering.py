"""Whatever is changed in a bundle is found, and the file, entry or field is named; both verifiers say the same."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from competition.archive import bag, manifests
from competition.archive.bag import Altered
from competition.archive.records import Outcome, Scope
from competition.core.canonical import canonical
from tests.archive.tampering import (
    VERIFY,
    Files,
    answers,
    document,
    edited,
    files_of,
    forged,
    log_of,
    rehashed,
    resealed,
    sha,
    unpacked,
)

SMALL, POSITIONS = 4096, 300


def first_bad(files: Files) -> str | None:
    """The file that each of the two verifiers names, told by the manifests alone: they must agree."""
    ours = named(Altered, manifests.check, manifests.check_sums, files)
    theirs = named(VERIFY.Altered, VERIFY.check_files, VERIFY.check_sums, files)
    assert ours == theirs
    return ours


def named(kind: Any, check: Callable[[Files], Any], check_sums: Callable[[Files], Any], files: Files) -> str | None:
    """The file that one verifier's checks name, or None."""
    try:
        check(files)
        check_sums(files)
    except kind as fault:
        return str(fault.file)
    return None


@pytest.fixture(scope="module")
def full(zips: dict[Scope, Path]) -> Files:
    """The full bundle's files."""
    return files_of(zips[Scope.FULL])


@pytest.fixture(scope="module")
def public(zips: dict[Scope, Path]) -> Files:
    """The public bundle's files."""
    return files_of(zips[Scope.PUBLIC])


def test_every_flipped_byte_is_found_and_its_file_named(public: Files) -> None:
    """Every byte of small files and 300 positions of larger ones, one bit each: the file it lies in is named."""
    rng = random.Random(20251108)
    missed = []
    for name, content in public.items():
        everywhere = range(len(content))
        places = everywhere if len(content) <= SMALL else rng.sample(everywhere, POSITIONS)
        for at in places:
            changed = bytearray(content)
            changed[at] ^= 1 << rng.randrange(8)
            if first_bad({**public, name: bytes(changed)}) != name:
                missed.append((name, at))
    assert missed == []


def test_what_is_cut_short_is_found(public: Files) -> None:
    """Dropping the last byte, or all of a file, names the file."""
    for name, content in public.items():
        assert first_bad({**public, name: content[:-1]}) == name
        assert first_bad({**public, name: b""}) == name


def test_a_file_taken_away_added_renamed_or_swapped_is_named(public: Files) -> None:
    """Delete, add, rename, swap: the first file that is not where it was sealed is named."""
    for name in public:
        gone = {other: content for other, content in public.items() if other != name}
        assert first_bad(gone) == name
        moved = {**gone, f"{name}x": public[name]}
        assert first_bad(moved) in {name, f"{name}x"}
    assert first_bad({**public, "data/extra.txt": b"x"}) == "data/extra.txt"
    assert first_bad({**public, "extra.txt": b"x"}) == "extra.txt"
    one, other = "data/rules.json", "data/result.json"
    assert first_bad({**public, one: public[other], other: public[one]}) in {one, other}


def altered(files: Files, tmp_path: Path) -> tuple[str, dict[str, Any]]:
    """Both verifiers find the files altered; the file and what was said of it."""
    report, status, _ = answers(unpacked(files, tmp_path / "bag"))
    assert (report.outcome, status) == (Outcome.ALTERED, 1)
    assert report.fault is not None
    return report.fault.file, {"code": report.fault.code, **report.fault.params}


def raise_a_mark(ballots: list[dict[str, Any]]) -> None:
    """One mark half a point higher."""
    marks = ballots[0]["marks"]
    code = sorted(marks)[0]
    marks[code] = "99.5" if marks[code] != "99.5" else "99"


def test_a_mark_changed_under_new_manifests_is_found(full: Files, tmp_path: Path) -> None:
    """The round file's digest stands in the result and in the log, so a changed mark is found there."""
    files = resealed(edited(full, "data/round.json", lambda round_: raise_a_mark(round_["ballots"])))
    file, told = altered(files, tmp_path)
    assert (file, told["field"]) == ("data/round.json", "digest")


def test_a_mark_changed_beside_its_key_does_not_open_the_commitment(full: Files, tmp_path: Path) -> None:
    """A commitment is opened by the marks it was made of and no others."""
    files = resealed(edited(full, "data/commitments.json", raise_a_mark))
    file, told = altered(files, tmp_path)
    assert (file, told["code"]) == ("data/commitments.json", "unopened")
    first = document(full, "data/commitments.json")[0]
    assert told["ballot"] == f"{first['judge']}/{first['entry']}/{first['version']}"


def test_a_whole_forged_result_does_not_fit_the_log(full: Files, tmp_path: Path) -> None:
    """Mark, round file, result and digests all made anew: the log still says what was tallied."""
    files = edited(full, "data/round.json", lambda round_: raise_a_mark(round_["ballots"]))
    made = VERIFY.retally(document(files, "data/round.json"))

    def forge(result: dict[str, Any]) -> None:
        result.update(made, input_digest=sha(files["data/round.json"]))
        result["result_digest"] = VERIFY.result_digest(result)

    files = edited(files, "data/result.json", forge)
    file, told = altered(resealed(files), tmp_path)
    assert (file, told["field"]) == ("data/result.json", "result_digest")


def test_a_result_that_is_not_the_tally_names_the_field(full: Files, tmp_path: Path) -> None:
    """With the log forged too, the tally made again differs, and the entry and its field are named."""

    def favour(result: dict[str, Any]) -> None:
        result["standings"][0]["total"] = "99.99"

    file, told = altered(forged(full, favour), tmp_path)
    first = document(full, "data/result.json")["standings"][0]
    assert (file, told["field"]) == ("data/result.json", f"{first['entry']} total")
    assert (told["expected"], told["found"]) == (first["total"], "99.99")


def test_an_edited_log_entry_is_named(full: Files, tmp_path: Path) -> None:
    """An entry that was edited does not match its hash."""
    entries = log_of(full)
    entries[41]["actor"] = "a99"
    lines = [canonical(entry) for entry in entries]
    files = resealed({**full, "data/log.jsonl": b"\n".join(lines) + b"\n"})
    assert altered(files, tmp_path) == ("data/log.jsonl", {"code": "entry", "n": 42})


def test_a_removed_log_entry_is_named(full: Files, tmp_path: Path) -> None:
    """An entry taken out of the middle leaves a gap."""
    entries = log_of(full)
    del entries[9]
    lines = [canonical(entry) for entry in entries]
    files = resealed({**full, "data/log.jsonl": b"\n".join(lines) + b"\n"})
    assert altered(files, tmp_path) == ("data/log.jsonl", {"code": "gap", "n": 10})


def test_a_rewritten_log_has_another_head(full: Files, tmp_path: Path) -> None:
    """A log edited and rehashed is a whole chain, but not the one whose last hash the bundle names."""
    entries = log_of(full)
    entries[41]["actor"] = "a99"
    file, told = altered(resealed({**full, "data/log.jsonl": rehashed(entries)}), tmp_path)
    assert (file, told["field"]) == ("bag-info.txt", "Pingxuan-Log-Head")


def test_a_log_cut_short_has_another_size(full: Files, tmp_path: Path) -> None:
    """A log without its last entries is a whole chain, but shorter than the bundle says."""
    file, told = altered(resealed({**full, "data/log.jsonl": rehashed(log_of(full)[:-3])}), tmp_path)
    assert (file, told["field"]) == ("bag-info.txt", "Pingxuan-Log-Size")


def test_a_dropped_ballot_is_missed(full: Files, tmp_path: Path) -> None:
    """A sealed ballot that the log knows and the bundle does not hold is named."""
    files = resealed(edited(full, "data/commitments.json", lambda told: told.pop(3)))
    assert altered(files, tmp_path)[1]["code"] == "unlisted"


def test_other_rules_are_not_those_that_were_locked(public: Files, tmp_path: Path) -> None:
    """The rules' digest was logged when two people locked them."""

    def soften(rules: dict[str, Any]) -> None:
        rules["quota"] = 7

    file, told = altered(resealed(edited(public, "data/rules.json", soften)), tmp_path)
    assert (file, told["field"]) == ("data/rules.json", "digest")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: content.replace(b'":', b'": ', 1),
        lambda content: b"[" + content + b"]",
        lambda content: content[:-1],
        lambda _: b"\xff\xfe",
        lambda _: b"null",
    ],
)
@pytest.mark.parametrize("name", ["data/rules.json", "data/result.json", "data/commitments.json", "data/round.json"])
def test_a_file_not_in_its_canonical_form_is_named(
    full: Files, tmp_path: Path, name: str, spoil: Callable[[bytes], bytes]
) -> None:
    """Another spelling of the same content, or no JSON at all, is found in the file it is in."""
    assert altered(resealed({**full, name: spoil(full[name])}), tmp_path)[0] == name


def test_marks_that_left_the_round_file_are_missed(full: Files, tmp_path: Path) -> None:
    """Without the round file nothing is tallied again, but the manifests know that it was there."""
    gone = {name: content for name, content in full.items() if name != "data/round.json"}
    assert first_bad(gone) == "data/round.json"
    report, status, _ = answers(unpacked(resealed(gone), tmp_path / "bag"))
    assert status == 0
    assert report.steps[-1].code == "withheld"


def test_a_bag_is_packed_the_same_every_time(full: Files, zips: dict[Scope, Path]) -> None:
    """The same files and the same instant give the same bytes."""
    path = zips[Scope.FULL]
    at = datetime(2023, 9, 1, 2, 0, tzinfo=UTC)
    assert bag.packed(full, path.stem, at) == bag.packed(dict(reversed(full.items())), path.stem, at)
    assert bag.packed(full, path.stem, at) == path.read_bytes()
