"""The archive's SQL: the register of bundles and their verifications."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from competition.archive.records import Bundle, Check, Outcome, Scope
from competition.core.clock import instant, stamp
from competition.core.database import Reader, Row, Transaction

BUNDLES = """
SELECT id, round_id, scope, version, path, sha256, size, n_files, commitment, input_digest, result_digest,
       log_size, log_head, tags_sha256, tags_sha512, at, by
FROM bundle"""
CHECKS = "SELECT bundle_id, outcome, told, at, by FROM bundle_check WHERE bundle_id = ? ORDER BY id DESC"
# The file this connection works on tells where the installation's folder is.
FILE = "SELECT file FROM pragma_database_list WHERE name = 'main'"


def add_bundle(tx: Transaction, columns: Mapping[str, Any], by: str) -> int:
    """Register a bundle; gives its id."""
    return tx.insert("bundle", **columns, at=stamp(tx.at), by=by)


def bundles(reader: Reader, round_id: int) -> tuple[Bundle, ...]:
    """Every registered bundle of a round, newest first."""
    rows = reader.rows(f"{BUNDLES} WHERE round_id = ? ORDER BY version DESC, scope DESC", (round_id,))
    return tuple(_bundle(row) for row in rows)


def every(reader: Reader) -> tuple[Bundle, ...]:
    """Every registered bundle."""
    return tuple(_bundle(row) for row in reader.rows(f"{BUNDLES} ORDER BY id"))


def bundle(reader: Reader, bundle_id: int) -> Bundle | None:
    """One bundle, or None."""
    row = reader.row(f"{BUNDLES} WHERE id = ?", (bundle_id,))
    return None if row is None else _bundle(row)


def add_check(tx: Transaction, bundle_id: int, outcome: Outcome, told: str, by: str) -> None:
    """Keep what a verification found."""
    tx.insert("bundle_check", bundle_id=bundle_id, outcome=outcome, told=told, at=stamp(tx.at), by=by)


def last_check(reader: Reader, bundle_id: int) -> Check | None:
    """The latest verification of a bundle, or None."""
    row = reader.row(CHECKS, (bundle_id,))
    if row is None:
        return None
    return Check(row["bundle_id"], Outcome(row["outcome"]), row["told"], instant(row["at"]), row["by"])


def home(reader: Reader) -> Path:
    """The installation's folder."""
    return Path(reader.value(FILE)).resolve().parent


def _bundle(row: Row) -> Bundle:
    values = dict(row)
    return Bundle(**{**values, "scope": Scope(row["scope"]), "at": instant(row["at"])})
