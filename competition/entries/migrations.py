"""The tables of the entries room. A step is never edited once it has run anywhere.

Triggers hold the freeze: once a round stands past registration, a row is only written under the case of a ruling.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from competition.core.database import immutable

steps = Migrations("pingxuan.entries")

OPEN = "('draft', 'registration')"
ROUND_OF_ENTRY = "(SELECT phase FROM round JOIN entry ON entry.round_id = round.id WHERE entry.id = {0}.entry_id)"
ROUND_OF_ROUND = "(SELECT phase FROM round WHERE id = {0}.round_id)"


def _frozen(db: Database, table: str, event: str, phase: str, ruled: str) -> None:
    row = "old" if event == "DELETE" else "new"
    db.execute(
        f"CREATE TRIGGER {table}_frozen_{event.lower()} BEFORE {event} ON {table}"
        f" WHEN {phase.format(row)} NOT IN {OPEN} AND NOT ({ruled})"
        f" BEGIN SELECT RAISE(ABORT, 'registration is left: only a ruling changes {table}'); END"
    )


UNDER_A_CASE = "new.case_code IS NOT NULL"
UNDER_ANOTHER_CASE = "new.case_code IS NOT NULL AND new.case_code IS NOT old.case_code"


@steps()
def m001_entry(db: Database) -> None:
    """Towns in a round, with what they were called when they entered."""
    db.execute("""
        CREATE TABLE entry (
            id INTEGER PRIMARY KEY,
            round_id INTEGER NOT NULL REFERENCES round (id),
            code TEXT NOT NULL CHECK (code <> ''),
            town_id INTEGER NOT NULL REFERENCES town (id),
            name_zh TEXT NOT NULL CHECK (name_zh <> ''),
            name_en TEXT NOT NULL DEFAULT '',
            county_id INTEGER NOT NULL REFERENCES county (id),
            county_zh TEXT NOT NULL,
            county_en TEXT NOT NULL DEFAULT '',
            industry_zh TEXT NOT NULL DEFAULT '',
            industry_en TEXT NOT NULL DEFAULT '',
            status TEXT NOT NULL DEFAULT 'eligible' CHECK (status IN ('eligible', 'withdrawn', 'excluded')),
            check_state TEXT NOT NULL DEFAULT 'pending' CHECK (check_state IN ('pending', 'passed', 'failed')),
            position INTEGER NOT NULL,
            note TEXT NOT NULL DEFAULT '',
            case_code TEXT,
            CHECK (status <> 'eligible' OR check_state <> 'failed'),
            CHECK (status = 'eligible' OR note <> ''),
            UNIQUE (round_id, code),
            UNIQUE (round_id, town_id)
        ) STRICT""")
    _frozen(db, "entry", "INSERT", ROUND_OF_ROUND, "0")
    _frozen(db, "entry", "UPDATE", ROUND_OF_ROUND, UNDER_ANOTHER_CASE)
    immutable_delete(db, "entry")


@steps()
def m002_veto(db: Database) -> None:
    """Vetoes with the document that certifies them; lifted, never deleted."""
    db.execute("""
        CREATE TABLE veto (
            id INTEGER PRIMARY KEY,
            entry_id INTEGER NOT NULL REFERENCES entry (id),
            kind TEXT NOT NULL CHECK (kind IN ('safety', 'quality', 'environment', 'data', 'tax', 'credit',
                                               'statistics', 'wages', 'fraud')),
            department TEXT NOT NULL CHECK (department <> ''),
            document_no TEXT NOT NULL CHECK (document_no <> ''),
            dated_on TEXT NOT NULL CHECK (date(dated_on) IS dated_on),
            note TEXT NOT NULL DEFAULT '',
            at TEXT NOT NULL,
            lifted_at TEXT,
            lifted_why TEXT NOT NULL DEFAULT '',
            case_code TEXT,
            CHECK ((lifted_at IS NULL) = (lifted_why = ''))
        ) STRICT""")
    db.execute("CREATE INDEX veto_entry ON veto (entry_id)")
    _frozen(db, "veto", "INSERT", ROUND_OF_ENTRY, UNDER_A_CASE)
    _frozen(db, "veto", "UPDATE", ROUND_OF_ENTRY, UNDER_ANOTHER_CASE)
    immutable_delete(db, "veto")


@steps()
def m003_nominee(db: Database) -> None:
    """Enterprises put up for the award, as they were when they were put up."""
    db.execute("""
        CREATE TABLE nominee (
            id INTEGER PRIMARY KEY,
            entry_id INTEGER NOT NULL REFERENCES entry (id),
            enterprise_id INTEGER NOT NULL REFERENCES enterprise (id),
            name_zh TEXT NOT NULL CHECK (name_zh <> ''),
            name_en TEXT NOT NULL DEFAULT '',
            uscc TEXT NOT NULL CHECK (length(uscc) = 18),
            status TEXT NOT NULL CHECK (status IN ('leading', 'backbone', 'other')),
            check_state TEXT NOT NULL DEFAULT 'pending' CHECK (check_state IN ('pending', 'passed', 'failed')),
            reason TEXT NOT NULL DEFAULT '',
            revenue TEXT CHECK (revenue NOT GLOB '*[^-0-9.]*'),
            growth TEXT CHECK (growth NOT GLOB '*[^-0-9.]*'),
            market_share TEXT CHECK (market_share NOT GLOB '*[^-0-9.]*'),
            source TEXT NOT NULL DEFAULT '',
            version INTEGER NOT NULL DEFAULT 1,
            case_code TEXT,
            CHECK (check_state <> 'failed' OR reason <> ''),
            UNIQUE (entry_id, enterprise_id)
        ) STRICT""")
    _frozen(db, "nominee", "INSERT", ROUND_OF_ENTRY, UNDER_A_CASE)
    _frozen(db, "nominee", "UPDATE", ROUND_OF_ENTRY, UNDER_ANOTHER_CASE)
    _frozen(db, "nominee", "DELETE", ROUND_OF_ENTRY, "0")


@steps()
def m004_measured(db: Database) -> None:
    """Figures in versions; the highest stands. A correction is a new version, after registration under its case."""
    db.execute("""
        CREATE TABLE measured (
            id INTEGER PRIMARY KEY,
            entry_id INTEGER NOT NULL REFERENCES entry (id),
            indicator TEXT NOT NULL CHECK (indicator <> ''),
            version INTEGER NOT NULL CHECK (version >= 1),
            value TEXT NOT NULL CHECK (value <> '' AND value NOT GLOB '*[^-0-9.]*'),
            year INTEGER NOT NULL CHECK (year BETWEEN 1990 AND 2199),
            source TEXT NOT NULL CHECK (source <> ''),
            verifier TEXT NOT NULL CHECK (verifier <> ''),
            attachment TEXT NOT NULL DEFAULT '',
            at TEXT NOT NULL,
            by_whom TEXT NOT NULL,
            case_code TEXT,
            UNIQUE (entry_id, indicator, version)
        ) STRICT""")
    immutable(db, "measured")
    _frozen(db, "measured", "INSERT", ROUND_OF_ENTRY, UNDER_A_CASE)


def immutable_delete(db: Database, table: str) -> None:
    """Rows of this table are never removed."""
    db.execute(
        f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table}"
        f" BEGIN SELECT RAISE(ABORT, 'a row of {table} is never removed'); END"
    )
