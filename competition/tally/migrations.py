"""Tables of the tally: every row is written once and stays as it is."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from competition.core.database import immutable

steps = Migrations("pingxuan.tally")


@steps()
def tallies(db: Database) -> None:
    """Stored versions: the round file and the result file as canonical JSON, with their digests."""
    db.execute("""
        CREATE TABLE tally (
            id INTEGER PRIMARY KEY,
            round_id INTEGER NOT NULL REFERENCES round (id),
            version INTEGER NOT NULL CHECK (version >= 1),
            input_digest TEXT NOT NULL CHECK (input_digest LIKE 'sha256:%'),
            result_digest TEXT NOT NULL CHECK (result_digest LIKE 'sha256:%'),
            round TEXT NOT NULL,
            result TEXT NOT NULL,
            engine TEXT NOT NULL,
            reason TEXT NOT NULL DEFAULT '',
            at TEXT NOT NULL,
            actor TEXT NOT NULL,
            CHECK (version = 1 OR reason <> ''),
            UNIQUE (round_id, version)
        ) STRICT""")
    immutable(db, "tally")


@steps()
def strikes(db: Database) -> None:
    """Marks left out of the count by a ruling; the mark itself stays in its sealed ballot."""
    db.execute("""
        CREATE TABLE tally_strike (
            id INTEGER PRIMARY KEY,
            round_id INTEGER NOT NULL REFERENCES round (id),
            judge TEXT NOT NULL,
            entry TEXT NOT NULL,
            indicator TEXT NOT NULL,
            case_code TEXT NOT NULL,
            at TEXT NOT NULL,
            UNIQUE (round_id, judge, entry, indicator)
        ) STRICT""")
    immutable(db, "tally_strike")


@steps()
def orders(db: Database) -> None:
    """Rulings that order a level group; ``entries`` is a JSON list, best first."""
    db.execute("""
        CREATE TABLE tally_order (
            id INTEGER PRIMARY KEY,
            round_id INTEGER NOT NULL REFERENCES round (id),
            case_code TEXT NOT NULL,
            entries TEXT NOT NULL,
            at TEXT NOT NULL,
            UNIQUE (round_id, case_code)
        ) STRICT""")
    immutable(db, "tally_order")


@steps()
def lots(db: Database) -> None:
    """Seeds of the drawn lot; one counts when its approval is signed, the last such one."""
    db.execute("""
        CREATE TABLE tally_lot (
            id INTEGER PRIMARY KEY,
            round_id INTEGER NOT NULL REFERENCES round (id),
            seed TEXT NOT NULL CHECK (seed <> ''),
            source TEXT NOT NULL CHECK (source <> ''),
            approval_id INTEGER NOT NULL UNIQUE REFERENCES approval (id),
            at TEXT NOT NULL
        ) STRICT""")
    immutable(db, "tally_lot")


@steps()
def adjustments(db: Database) -> None:
    """Points on top of a total; one counts when its approval is signed."""
    db.execute("""
        CREATE TABLE tally_adjustment (
            id INTEGER PRIMARY KEY,
            round_id INTEGER NOT NULL REFERENCES round (id),
            code TEXT NOT NULL,
            entry TEXT NOT NULL,
            points INTEGER NOT NULL CHECK (points <> 0),
            reason TEXT NOT NULL CHECK (reason <> ''),
            approval_id INTEGER NOT NULL UNIQUE REFERENCES approval (id),
            at TEXT NOT NULL,
            UNIQUE (round_id, code)
        ) STRICT""")
    immutable(db, "tally_adjustment")


@steps()
def diagnostics(db: Database) -> None:
    """How firm a stored version is, as canonical JSON: once for each, beside the result and never part of it."""
    db.execute("""
        CREATE TABLE tally_diagnostics (
            id INTEGER PRIMARY KEY,
            tally_id INTEGER NOT NULL UNIQUE REFERENCES tally (id),
            input_digest TEXT NOT NULL CHECK (input_digest LIKE 'sha256:%'),
            digest TEXT NOT NULL CHECK (digest LIKE 'sha256:%'),
            document TEXT NOT NULL CHECK (json_valid(document)),
            at TEXT NOT NULL,
            actor TEXT NOT NULL
        ) STRICT""")
    immutable(db, "tally_diagnostics")
