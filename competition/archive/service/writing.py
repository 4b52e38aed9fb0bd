"""Writing a bundle and verifying one: the only deeds of the archive."""

from __future__ import annotations

import hashlib
import os
from datetime import datetime
from pathlib import Path

from competition import __version__
from competition.archive import bag, contents, store, telling
from competition.archive.contents import Material
from competition.archive.records import WRITING, Bundle, Marked, Report, Scope
from competition.archive.service.documents import documents
from competition.archive.service.reading import bundle, file_of, log_of
from competition.archive.verification import verify
from competition.awards import service as awards
from competition.ballots import service as ballots
from competition.core.database import Database, Reader, Transaction, write
from competition.core.errors import Frozen, NotFound, Refusal
from competition.core.permissions import Permission, require
from competition.core.records import Actor
from competition.entries import service as entries
from competition.panels import service as panels
from competition.rounds import service as rounds
from competition.rounds.records import Round
from competition.tally import service as tally

FOLDER = "bundles"


def write_bundle(
    db: Database | Transaction, actor: Actor, round_: Round, *, public: bool, folder: Path | None = None
) -> Bundle:
    """Write the public or the full bundle of a published round, verify it as it lies on the disk, and register it.

    It lies in ``folder``, or else among the installation's bundles. When the newest bundle still seals
    everything, that one stands and nothing is written.
    """
    require(actor, Permission.ARCHIVE, round_.id)
    scope = Scope.PUBLIC if public else Scope.FULL
    with write(db) as tx:
        now = rounds.by_id(tx, round_.id)
        if now.phase is not WRITING:
            raise Frozen("archive.not_published", phase=now.phase)
        material = material_of(tx, now, tx.at)
        last = next((one for one in store.bundles(tx, now.id) if one.scope is scope), None)
        if last and last.log_head == material.log[-1].hash.hex() and _stands(tx, last):
            return last
        place = (folder or store.home(tx) / FOLDER).resolve()
        return _keep(tx, actor, material, scope, place, (last.version if last else 0) + 1)


def _stands(reader: Reader, last: Bundle) -> bool:
    path = store.home(reader) / last.path
    return path.is_file() and _digest(path) == last.sha256


def _keep(tx: Transaction, actor: Actor, material: Material, scope: Scope, place: Path, version: int) -> Bundle:
    name = f"{material.round.code}-{scope}{'' if version == 1 else f'-{version}'}"
    files = contents.files(material, scope)
    path = place / f"{name}.zip"
    report = _put(path, bag.packed(files, name, material.at))
    marked = report.marked or Marked()
    number = store.add_bundle(
        tx,
        {
            "round_id": material.round.id, "scope": str(scope), "version": version, "path": _told(path, store.home(tx)),
            "sha256": _digest(path), "size": path.stat().st_size, "n_files": len(files),
            "commitment": marked.commitment, "input_digest": marked.input_digest,
            "result_digest": marked.result_digest, "log_size": int(marked.log_size), "log_head": marked.log_head,
            "tags_sha256": marked.tags_sha256, "tags_sha512": marked.tags_sha512,
        },
        actor.tag,
    )  # fmt: skip
    store.add_check(tx, number, report.outcome, telling.verdict(report).zh, actor.tag)
    made = bundle(tx, material.round, scope, version)
    told = {"sha256": made.sha256, "tags_sha256": made.tags_sha256, "tags_sha512": made.tags_sha512}
    tx.log(actor, "archive.write", f"{material.round.tag}/bundle:{scope}-{version}", path=made.path, after=told)
    return made


def _told(path: Path, home: Path) -> str:
    return path.relative_to(home).as_posix() if path.is_relative_to(home) else str(path)


def _put(path: Path, content: bytes) -> Report:
    """Write the file whole or not at all, and verify what the disk then holds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    growing = path.with_name(f"{path.name}.part")
    try:
        with growing.open("wb") as target:
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
        report = verify(growing)
        if not report.is_intact:
            raise Refusal("archive.not_intact", told=telling.verdict(report))
        growing.replace(path)
    finally:
        growing.unlink(missing_ok=True)
    return report


def verify_bundle(db: Database | Transaction, actor: Actor, round_: Round, one: Bundle) -> Report:
    """Verify a registered bundle again, hold it against the register, and keep what was found."""
    require(actor, Permission.ARCHIVE, round_.id)
    with write(db) as tx:
        report = verify(file_of(tx, one))
        if report.is_intact and not (report.marked and one.is_what(report.marked)):
            raise Refusal("archive.not_the_registered", path=one.path)
        store.add_check(tx, one.id, report.outcome, telling.verdict(report).zh, actor.tag)
        tag = f"{round_.tag}/bundle:{one.scope}-{one.version}"
        tx.log(actor, "archive.verify", tag, outcome=str(report.outcome), sha256=_digest(file_of(tx, one)))
        return report


def _digest(path: Path) -> str:
    with path.open("rb") as source:
        return f"sha256:{hashlib.file_digest(source, 'sha256').hexdigest()}"


def material_of(reader: Reader, round_: Round, at: datetime) -> Material:
    """Everything the bundles of a round are made of, as things stand."""
    signed = rounds.commitment(reader, round_)
    if signed is None:
        raise NotFound("rounds.no_rules", round=round_.code)
    last = tally.get_tally(reader, round_)
    kept = tally.diagnostics(reader, round_, version=last.version)
    return Material(
        round=round_,
        commitment=signed.digest,
        rules=rounds.frozen(reader, round_, signed.version),
        tally=last,
        diagnostics=kept.document if kept else None,
        told=tally.public_diagnostics(reader, round_, version=last.version),
        sets=tally.rank_sets(kept),
        log=log_of(reader, round_),
        sealed=ballots.sealed_versions(reader, round_),
        judges=panels.judges(reader, round_),
        entries=entries.entries(reader, round_),
        awards=awards.awards(reader, round_),
        documents=documents(reader, round_),
        software=f"pingxuan {__version__}",
        at=at,
    )
