"""Bundles are written, verified and registered; what they hold, what they withhold, and how a round is sealed."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import bagit
import pytest
from flask import Flask

import scoring
from competition.archive import contents, service, store, tables
from competition.archive.records import Bundle, Outcome, Scope
from competition.archive.service.laws import LAWS
from competition.archive.service.writing import material_of
from competition.ballots import service as ballots
from competition.core.clock import FixedClock
from competition.core.database import Database
from competition.core.errors import Denied, Frozen, NotFound, Outstanding
from competition.core.laws import breaches
from competition.core.records import Text
from competition.desk import service as desk
from competition.panels import service as panels
from competition.registry import service as registry
from competition.rounds import service as rounds
from competition.rounds.records import Phase, Round
from competition.sample.story import PEOPLE, Stage
from competition.tally import service as tally
from tests.archive.conftest import CODE
from tests.archive.tampering import KIT, Files, document, files_of, log_of

Sealed = dict[Scope, Bundle]


def test_a_bundle_is_a_bag_to_the_library_of_congress(zips: dict[Scope, Path], tmp_path: Path) -> None:
    """The bagit library, which knows nothing of us, finds both bags valid and complete."""
    for scope, path in zips.items():
        with zipfile.ZipFile(path) as archive:
            archive.extractall(tmp_path / scope)
        [folder] = (tmp_path / scope).iterdir()
        held = bagit.Bag(str(folder))
        assert held.is_valid()
        assert held.version_info == (1, 0)
        assert held.info["External-Identifier"] == CODE
        assert set(held.algorithms) == {"sha256", "sha512"}


@pytest.mark.parametrize("where", ["zip", "folder", "inside"])
def test_verify_py_runs_alone(zips: dict[Scope, Path], tmp_path: Path, where: str) -> None:
    """With an isolated Python and nothing installed, on the ZIP file, on a folder, or lying in the bundle."""
    with zipfile.ZipFile(zips[Scope.FULL]) as archive:
        archive.extractall(tmp_path)
    [folder] = tmp_path.iterdir()
    command = {
        "zip": [str(KIT), str(zips[Scope.FULL])],
        "folder": [str(KIT), str(folder)],
        "inside": [str(folder / "verify.py")],
    }[where]
    call = [sys.executable, "-I", *command]
    run = subprocess.run(call, capture_output=True, text=True, encoding="utf-8", check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.splitlines()[-1].strip() == "It matches; not one byte has changed."
    assert "re-tallied to the same digest" in run.stdout


def test_both_programs_print_the_same(zips: dict[Scope, Path]) -> None:
    """``pingxuan verify`` and ``verify.py`` give the same lines and the same exit status."""
    for path in (*zips.values(), KIT):
        calls = ([sys.executable, "-m", "competition", "verify"], [sys.executable, "-I", str(KIT)])
        ours, theirs = (subprocess.run([*call, str(path)], capture_output=True, check=False) for call in calls)
        assert (ours.returncode, ours.stdout) == (theirs.returncode, theirs.stdout)


def test_both_bundles_share_their_digests(stage: Stage, round_: Round, sealed: Sealed) -> None:
    """Rules, round and result have one digest in both, and it is the published one."""
    public, full = sealed[Scope.PUBLIC], sealed[Scope.FULL]
    stored = tally.get_tally(stage.db, round_)
    signed = rounds.commitment(stage.db, round_)
    assert signed is not None
    for one in (public, full):
        assert (one.commitment, one.input_digest, one.result_digest) == (
            signed.digest, stored.input_digest, stored.result_digest
        )  # fmt: skip
        assert (one.log_size, one.log_head) == (public.log_size, public.log_head)


def test_the_full_bundle_scores_to_the_published_digest(zips: dict[Scope, Path]) -> None:
    """The round file in the bundle gives the result file in the bundle."""
    files = files_of(zips[Scope.FULL])
    made = scoring.tally(scoring.read_round(files["data/round.json"])).as_format()
    assert made["result_digest"] == document(files, "data/result.json")["result_digest"]


def names_of_people(db: Database, round_: Round) -> set[str]:
    """Everybody's name and unit."""
    judges = panels.judges(db, round_)
    return {name for name, _ in PEOPLE.values()} | {judge.name for judge in judges} | {judge.unit for judge in judges}


def test_the_public_bundle_holds_no_name_and_no_mark(stage: Stage, round_: Round, zips: dict[Scope, Path]) -> None:
    """No judge's or officer's name, no key, no mark of any ballot stands in any of its files."""
    files = files_of(zips[Scope.PUBLIC])
    assert "data/round.json" not in files
    assert "data/tables/judges.csv" not in files
    texts = {name: _readable(name, content) for name, content in files.items()}
    for person in names_of_people(stage.db, round_):
        assert [name for name, text in texts.items() if person in text] == [], person
    for sealed in ballots.sealed_versions(stage.db, round_):
        assert [name for name, text in texts.items() if sealed.key in text] == []
    judged = {leaf.code for leaf in rounds.rules(stage.db, round_).judged}
    for name, text in texts.items():
        if name not in ("data/result.json", "data/rules.json"):
            # Marks of the sample have two digits; the diagnostics hold weights by indicator, all below 1.
            assert not any(re.search(rf'"{code}" ?: ?"?\d\d', text) for code in judged), name
    assert all(one.keys() == {"round", "entry", "judge", "version", "commitment"}
               for one in document(files, "data/commitments.json"))  # fmt: skip


def _readable(name: str, content: bytes) -> str:
    if name.endswith(".docx"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return "".join(parts.read(part).decode("utf-8", "replace") for part in parts.namelist())
    return content.decode("utf-8")


def test_the_full_bundle_says_who_the_judges_are(stage: Stage, round_: Round, zips: dict[Scope, Path]) -> None:
    """For the archive: pseudonyms with names, every sealed version with its key."""
    files = files_of(zips[Scope.FULL])
    rows = list(csv.reader(io.StringIO(files["data/tables/judges.csv"].decode("utf-8-sig"))))
    assert {(row[0], row[1]) for row in rows[1:]} == {
        (judge.pseudonym, judge.name) for judge in panels.judges(stage.db, round_)
    }
    told = document(files, "data/commitments.json")
    assert len(told) == len(ballots.sealed_versions(stage.db, round_))
    assert all(one["key"] and one["marks"] for one in told)


def test_the_log_ends_with_the_round(stage: Stage, round_: Round, zips: dict[Scope, Path]) -> None:
    """What other rounds do afterwards is not in the bundle, and neither is what the archive itself logs."""
    entries = log_of(files_of(zips[Scope.PUBLIC]))
    assert entries[0]["seq"] == 1
    assert entries[-1]["act"] == "publication.result" or entries[-1]["object"].startswith(f"round:{CODE}")
    assert not [entry for entry in entries if entry["object"].startswith("round:xz-2025")]
    assert not [entry for entry in entries if entry["act"].startswith("archive.")]


def test_tables_hold_every_entry_and_award(stage: Stage, round_: Round, zips: dict[Scope, Path]) -> None:
    """Standings, indicator scores, entries and awards as CSV; both headings in one cell."""
    files = files_of(zips[Scope.PUBLIC])
    result = document(files, "data/result.json")
    standings = list(csv.DictReader(io.StringIO(files["data/tables/standings.csv"].decode("utf-8-sig"))))
    assert [(row["代号 entry"], row["总分 total"]) for row in standings if row["状态 status"] == "eligible"] == [
        (row["entry"], row["total"]) for row in result["standings"]
    ]
    awards = list(csv.DictReader(io.StringIO(files["data/tables/awards.csv"].decode("utf-8-sig"))))
    assert awards
    assert {row["金额大写 amount in words"] for row in awards} == {"贰拾万元整"}
    assert [name for name in files if name.startswith("data/documents/")] == [
        "data/documents/notice-1-publicity.docx", "data/documents/notice-2-result.docx"
    ]  # fmt: skip


def test_a_name_never_becomes_a_formula(stage: Stage, round_: Round) -> None:
    """A town called =cmd|… is a text in every table."""
    content = tables.written({"name": ("名称", "name", "text"), "total": ("总分", "total", "number")},
                             [{"name": "=cmd|' /C calc'!A0", "total": "-1.5"}])  # fmt: skip
    assert content.decode("utf-8-sig").splitlines()[1] == "'=cmd|' /C calc'!A0,-1.5"


def test_writing_again_changes_nothing(stage: Stage, round_: Round, sealed: Sealed) -> None:
    """While nothing about the round has changed, the registered bundle stands."""
    again = service.write_bundle(stage.db, stage.actor("organizer-1"), round_, public=True)
    assert again == sealed[Scope.PUBLIC]


def test_a_new_event_makes_a_new_version(stage: Stage, round_: Round, sealed: Sealed) -> None:
    """What is logged about the round afterwards asks for bundles that hold it; the old files stay."""
    office = stage.actor("organizer-1")
    assert service.outstanding(stage.db, round_, Phase.PUBLISHED) == ()
    rounds.set_deadline(stage.db, office, round_, Phase.ARCHIVED, datetime(2023, 9, 30, tzinfo=UTC))
    assert [todo.code for todo in service.outstanding(stage.db, round_, Phase.PUBLISHED)] == ["archive.write_again"] * 2
    newer = service.write_bundle(stage.db, office, round_, public=True)
    assert (newer.version, newer.path) == (2, f"bundles/{CODE}-public-2.zip")
    assert service.file_of(stage.db, sealed[Scope.PUBLIC]).is_file()


def test_a_lost_file_is_written_anew(stage: Stage, round_: Round, sealed: Sealed) -> None:
    """A bundle whose file is gone is not what stands: writing makes the next version."""
    path = service.file_of(stage.db, sealed[Scope.FULL])
    held = path.read_bytes()
    path.unlink()
    assert service.write_bundle(stage.db, stage.actor("organizer-1"), round_, public=False).version == 2
    path.write_bytes(held)


def test_the_round_is_archived_only_with_both_bundles(stage: Stage, round_: Round) -> None:
    """The desk waits for both, written and intact."""
    office = stage.actor("organizer-1")
    with pytest.raises(Outstanding) as refused:
        desk.move(stage.db, office, round_, Phase.ARCHIVED)
    assert [todo.params["scope"] for todo in refused.value.todos] == [Scope.PUBLIC, Scope.FULL]
    service.write_bundle(stage.db, office, round_, public=True)
    with pytest.raises(Outstanding):
        desk.move(stage.db, office, round_, Phase.ARCHIVED)
    service.write_bundle(stage.db, office, round_, public=False)
    assert desk.move(stage.db, office, round_, Phase.ARCHIVED).phase is Phase.ARCHIVED
    with pytest.raises(Frozen):
        service.write_bundle(stage.db, office, rounds.get(stage.db, CODE), public=True)


def test_a_damaged_file_keeps_the_round_open(stage: Stage, round_: Round, sealed: Sealed) -> None:
    """A verification that fails is kept, named in the to-do, and a law is broken until the file is restored."""
    one = sealed[Scope.PUBLIC]
    path = service.file_of(stage.db, one)
    held = path.read_bytes()
    path.write_bytes(held.replace(b'{"award"', b'{"awarx"'))
    report = service.verify_bundle(stage.db, stage.actor("organizer-1"), round_, one)
    assert report.outcome is Outcome.ALTERED
    assert [todo.code for todo in service.outstanding(stage.db, round_, Phase.PUBLISHED)] == ["archive.verify"]
    assert breaches(stage.db, LAWS) == [f"{LAWS[0].name}: the bundle {one.path} is not the file that was registered"]
    path.write_bytes(held)
    assert service.verify_bundle(stage.db, stage.actor("organizer-1"), round_, one).is_intact
    assert service.outstanding(stage.db, round_, Phase.PUBLISHED) == ()


def test_a_missing_file_breaks_a_law(stage: Stage, round_: Round, sealed: Sealed) -> None:
    """A registered bundle whose file is gone is named."""
    path = service.file_of(stage.db, sealed[Scope.FULL])
    held = path.read_bytes()
    path.unlink()
    assert breaches(stage.db, LAWS) == [
        f"{LAWS[0].name}: the bundle {sealed[Scope.FULL].path} is registered, but its file is missing"
    ]
    with pytest.raises(NotFound):
        service.verify_bundle(stage.db, stage.actor("organizer-1"), round_, sealed[Scope.FULL])
    path.write_bytes(held)


def test_registered_bundles_are_immutable(stage: Stage, sealed: Sealed) -> None:
    """The register's rows and its verifications cannot be changed or taken away."""
    for table in ("bundle", "bundle_check"):
        with stage.db.write() as tx, pytest.raises(Exception, match="rows are sealed"):
            tx.execute(f"UPDATE {table} SET at = at")
        with stage.db.write() as tx, pytest.raises(Exception, match="rows are sealed"):
            tx.execute(f"DELETE FROM {table}")
    assert store.last_check(stage.db, sealed[Scope.FULL].id) is not None


def test_bundles_are_the_organizers(stage: Stage, round_: Round) -> None:
    """Nobody else writes one, the auditor neither."""
    for who in ("auditor", "adjudicator", "judge-1"):
        with pytest.raises(Denied):
            service.write_bundle(stage.db, stage.actor(who), round_, public=True)


def test_bundles_wait_for_publication(stage: Stage) -> None:
    """A round in publicity has no bundle yet, and none is asked for."""
    second = rounds.get(stage.db, "xz-2025")
    with pytest.raises(Frozen):
        service.write_bundle(stage.db, stage.actor("organizer-1"), second, public=True)
    assert service.outstanding(stage.db, second, Phase.PUBLICITY) == ()


def test_a_bundle_may_lie_elsewhere(stage: Stage, round_: Round, tmp_path: Path) -> None:
    """A folder of one's own is registered with its whole path."""
    one = service.write_bundle(stage.db, stage.actor("organizer-1"), round_, public=True, folder=tmp_path / "out")
    assert Path(one.path) == (tmp_path / "out" / f"{CODE}-public.zip").resolve()
    assert service.file_of(stage.db, one).is_file()


def test_the_bundle_is_dated_by_the_clock_it_was_given(app: Flask, stage: Stage, round_: Round, tmp_path: Path) -> None:
    """The same round at the same instant gives the same file; at another instant only dates differ."""
    office = stage.actor("organizer-1")
    first = service.write_bundle(stage.db, office, round_, public=True)
    clock = stage.db.clock
    assert isinstance(clock, FixedClock)
    content = service.file_of(stage.db, first).read_bytes()
    assert {info.date_time for info in zipfile.ZipFile(io.BytesIO(content)).infolist()} == {clock.now().timetuple()[:6]}
    clock.set(clock.now() + timedelta(days=40))
    shutil.move(service.file_of(stage.db, first), tmp_path / "first.zip")
    second = service.write_bundle(stage.db, office, round_, public=True)
    old, new = files_of(tmp_path / "first.zip"), files_of(service.file_of(stage.db, second))
    tags = ("tagmanifest-sha256.txt", "tagmanifest-sha512.txt", "bag-info.txt", "sm3sums.txt")
    assert {name for name in old if old[name] != new[name]} == set(tags)
    shutil.move(tmp_path / "first.zip", store.home(stage.db) / first.path)


def test_published_marks_can_be_opened_by_anyone(zips: dict[Scope, Path], stage: Stage, round_: Round) -> None:
    """Where the rules publish marks, the public bundle holds them with the keys of the ballots that counted."""
    material = material_of(stage.db, round_, stage.db.clock.now())
    published = replace(material, rules={**material.rules, "publish_marks": "pseudonyms"})
    files: Files = contents.files(published, Scope.PUBLIC)
    assert json.loads(files["data/round.json"])["ballots"]
    assert all("key" in one for one in document(files, "data/commitments.json"))
    assert "data/tables/judges.csv" not in files


def test_both_bundles_say_how_firm_the_places_are(zips: dict[Scope, Path], stage: Stage, round_: Round) -> None:
    """In full in the archive's; in the public one, whose rules withhold marks, without a judge in it."""
    held = {scope: document(files_of(path), "data/diagnostics.json") for scope, path in zips.items()}
    kept = tally.diagnostics(stage.db, round_)
    assert kept is not None
    assert held[Scope.FULL] == kept.document
    public = held[Scope.PUBLIC]
    assert public["withheld"] == ["collusion", "design", "flags", "flip_margin", "leave_one_out", "severity"]
    assert public["rank_sets"] == kept.document["rank_sets"]
    assert not [judge for judge in kept.document["judges"] if f'"{judge}"' in json.dumps(public)]
    for path in zips.values():
        text = files_of(path)["data/tables/standings.csv"].decode("utf-8-sig")
        rows = {row["代号 entry"]: row for row in csv.DictReader(io.StringIO(text))}
        for entry, (low, high) in kept.document["rank_sets"]["simultaneous"].items():
            assert (rows[entry]["95%名次区间，从 place at 95 %, from"], rows[entry]["95%名次区间，到 to"]) == (
                str(low), str(high)
            )  # fmt: skip


def test_a_round_nobody_asked_of_has_no_such_file(stage: Stage, round_: Round) -> None:
    """Neither the file nor the columns are there, and the bundle is whole without them."""
    material = replace(material_of(stage.db, round_, stage.db.clock.now()), diagnostics=None, told=None, sets={})
    for scope in Scope:
        files = contents.files(material, scope)
        assert "data/diagnostics.json" not in files
        assert b"95%" not in files["data/tables/standings.csv"]


def test_the_registry_may_change_afterwards(stage: Stage, round_: Round, sealed: Sealed) -> None:
    """A town renamed in the registry leaves the bundles current: the round itself has not changed."""
    town = registry.towns(stage.db)[0]
    registry.amend_town(stage.db, stage.actor("organizer-1"), town.id, name=Text("新名", "New name"))
    assert service.outstanding(stage.db, round_, Phase.PUBLISHED) == ()
