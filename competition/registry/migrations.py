"""The tables of the registry. A step is never edited once it has run anywhere."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

steps = Migrations("pingxuan.registry")


@steps()
def m001_county(db: Database) -> None:
    """County-level units."""
    db.execute("""
        CREATE TABLE county (
            id INTEGER PRIMARY KEY,
            code TEXT NOT NULL UNIQUE CHECK (code <> ''),
            name_zh TEXT NOT NULL UNIQUE CHECK (name_zh <> ''),
            name_en TEXT NOT NULL DEFAULT '',
            version INTEGER NOT NULL DEFAULT 1
        ) STRICT""")


@steps()
def m002_town(db: Database) -> None:
    """Towns, each in one county. Two towns never share a name: figures are linked to a town by it."""
    db.execute("""
        CREATE TABLE town (
            id INTEGER PRIMARY KEY,
            code TEXT NOT NULL UNIQUE CHECK (code <> ''),
            name_zh TEXT NOT NULL UNIQUE CHECK (name_zh <> ''),
            name_en TEXT NOT NULL DEFAULT '',
            county_id INTEGER NOT NULL REFERENCES county (id),
            level TEXT NOT NULL CHECK (level IN ('national', 'provincial', 'municipal', 'county')),
            industry_zh TEXT NOT NULL DEFAULT '',
            industry_en TEXT NOT NULL DEFAULT '',
            tier INTEGER CHECK (tier BETWEEN 1 AND 9),
            version INTEGER NOT NULL DEFAULT 1
        ) STRICT""")
    db.execute("CREATE INDEX town_county ON town (county_id)")


@steps()
def m003_enterprise(db: Database) -> None:
    """Enterprises; the check digit of the code is verified before it comes here and by a law afterwards."""
    db.execute("""
        CREATE TABLE enterprise (
            id INTEGER PRIMARY KEY,
            uscc TEXT NOT NULL UNIQUE CHECK (length(uscc) = 18),
            name_zh TEXT NOT NULL CHECK (name_zh <> ''),
            name_en TEXT NOT NULL DEFAULT '',
            town_id INTEGER REFERENCES town (id),
            status TEXT NOT NULL CHECK (status IN ('leading', 'backbone', 'other')),
            main_business_zh TEXT NOT NULL DEFAULT '',
            main_business_en TEXT NOT NULL DEFAULT '',
            version INTEGER NOT NULL DEFAULT 1
        ) STRICT""")
    db.execute("CREATE INDEX enterprise_town ON enterprise (town_id)")


@steps()
def m004_figure(db: Database) -> None:
    """Figures as their sources give them. Two sources may disagree: each keeps its own row."""
    db.execute("""
        CREATE TABLE figure (
            id INTEGER PRIMARY KEY,
            subject TEXT NOT NULL CHECK (subject <> ''),
            town_id INTEGER REFERENCES town (id),
            enterprise_id INTEGER REFERENCES enterprise (id),
            place TEXT NOT NULL DEFAULT '',
            level TEXT NOT NULL DEFAULT '',
            metric TEXT NOT NULL CHECK (metric <> ''),
            period TEXT NOT NULL CHECK (period <> ''),
            year INTEGER NOT NULL CHECK (year BETWEEN 1900 AND 2199),
            value TEXT NOT NULL CHECK (value <> '' AND value NOT GLOB '*[^-0-9.]*'),
            unit TEXT NOT NULL DEFAULT '',
            bound TEXT NOT NULL CHECK (bound IN ('exact', 'at_least', 'more', 'nearly', 'about', 'target')),
            qualifier TEXT NOT NULL DEFAULT '',
            definition TEXT NOT NULL DEFAULT '',
            source TEXT NOT NULL CHECK (source <> ''),
            source_url TEXT NOT NULL DEFAULT '',
            reliability TEXT NOT NULL DEFAULT '',
            version INTEGER NOT NULL DEFAULT 1,
            CHECK (town_id IS NULL OR enterprise_id IS NULL),
            UNIQUE (subject, metric, period, source, source_url)
        ) STRICT""")
    db.execute("CREATE INDEX figure_town ON figure (town_id)")
    db.execute("CREATE INDEX figure_enterprise ON figure (enterprise_id)")


@steps()
def m005_upload(db: Database) -> None:
    """Files between preview and confirmation: nobody's data yet, and cleared after a day."""
    db.execute("""
        CREATE TABLE upload (
            token TEXT PRIMARY KEY CHECK (length(token) >= 20),
            account_id INTEGER,
            purpose TEXT NOT NULL,
            filename TEXT NOT NULL,
            content BLOB NOT NULL,
            at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""")
