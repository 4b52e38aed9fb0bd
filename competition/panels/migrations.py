"""The tables of panels. A step is never edited once it has run anywhere."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from competition.core.database import immutable

steps = Migrations("pingxuan.panels")


@steps()
def panel(db: Database) -> None:
    """How many judges a round wants; pseudonyms are drawn from that many numbers."""
    db.execute("""
        CREATE TABLE panel (
            round_id INTEGER PRIMARY KEY REFERENCES round (id),
            size INTEGER NOT NULL CHECK (size BETWEEN 3 AND 99)
        ) STRICT
    """)


@steps()
def judge(db: Database) -> None:
    """Judges. Whoever leaves before scoring stays as a row; from the first entry opened nothing of a judge changes."""
    db.execute("""
        CREATE TABLE judge (
            id INTEGER PRIMARY KEY,
            round_id INTEGER NOT NULL REFERENCES round (id),
            pseudonym TEXT NOT NULL CHECK (pseudonym GLOB 'J[1-9]*'),
            account_id INTEGER NOT NULL REFERENCES account (id),
            county_id INTEGER REFERENCES county (id),
            unit TEXT NOT NULL DEFAULT '',
            field TEXT NOT NULL DEFAULT '',
            appointed_at TEXT NOT NULL,
            invited_at TEXT,
            opened_at TEXT,
            left_at TEXT,
            CHECK (opened_at IS NULL OR left_at IS NULL)
        ) STRICT
    """)
    db.execute("CREATE UNIQUE INDEX judge_pseudonym ON judge (round_id, pseudonym) WHERE left_at IS NULL")
    db.execute("CREATE UNIQUE INDEX judge_account ON judge (round_id, account_id) WHERE left_at IS NULL")
    db.execute("""
        CREATE TRIGGER judge_fixed BEFORE UPDATE ON judge
        WHEN new.round_id <> old.round_id OR new.account_id <> old.account_id OR new.pseudonym <> old.pseudonym
          OR old.left_at IS NOT NULL
          OR (old.opened_at IS NOT NULL AND (new.opened_at IS NOT old.opened_at OR new.left_at IS NOT NULL
              OR new.county_id IS NOT old.county_id))
        BEGIN SELECT RAISE(ABORT, 'a judge who opened an entry, or left, is fixed'); END
    """)
    db.execute("""
        CREATE TRIGGER judge_kept BEFORE DELETE ON judge BEGIN SELECT RAISE(ABORT, 'judges are kept'); END
    """)


@steps()
def statement(db: Database) -> None:
    """What judges declared, each time in full; none after the first entry was opened."""
    db.execute("""
        CREATE TABLE statement (
            id INTEGER PRIMARY KEY,
            judge_id INTEGER NOT NULL REFERENCES judge (id),
            version INTEGER NOT NULL CHECK (version > 0),
            at TEXT NOT NULL,
            UNIQUE (judge_id, version)
        ) STRICT
    """)
    db.execute("""
        CREATE TABLE answer (
            id INTEGER PRIMARY KEY,
            statement_id INTEGER NOT NULL REFERENCES statement (id),
            entry_id INTEGER NOT NULL REFERENCES entry (id),
            reason TEXT CHECK (reason IN ('county', 'kin', 'employment', 'other')),
            note TEXT NOT NULL DEFAULT '',
            UNIQUE (statement_id, entry_id)
        ) STRICT
    """)
    immutable(db, "statement")
    immutable(db, "answer")
    db.execute("""
        CREATE TRIGGER statement_before_opening BEFORE INSERT ON statement
        WHEN (SELECT opened_at FROM judge WHERE id = new.judge_id) IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'recusals are frozen once the judge opened an entry'); END
    """)


@steps()
def recusal(db: Database) -> None:
    """Recusals that are not part of a statement: by rule, and late ones, each with the approval that two people signed.

    Those by rule are written down at the latest when the judge opens the first entry.
    """
    db.execute("""
        CREATE TABLE recusal (
            id INTEGER PRIMARY KEY,
            judge_id INTEGER NOT NULL REFERENCES judge (id),
            entry_id INTEGER NOT NULL REFERENCES entry (id),
            source TEXT NOT NULL CHECK (source IN ('rule', 'late')),
            reason TEXT NOT NULL CHECK (reason IN ('county', 'kin', 'employment', 'other')),
            note TEXT NOT NULL DEFAULT '',
            approval_id INTEGER REFERENCES approval (id),
            at TEXT NOT NULL,
            UNIQUE (judge_id, entry_id),
            CHECK ((source = 'late') = (approval_id IS NOT NULL))
        ) STRICT
    """)
    immutable(db, "recusal", when="(SELECT opened_at FROM judge WHERE id = old.judge_id) IS NOT NULL")
    db.execute("""
        CREATE TABLE late_recusal (
            approval_id INTEGER PRIMARY KEY REFERENCES approval (id),
            judge_id INTEGER NOT NULL REFERENCES judge (id),
            entry_id INTEGER NOT NULL REFERENCES entry (id),
            reason TEXT NOT NULL CHECK (reason IN ('county', 'kin', 'employment', 'other')),
            note TEXT NOT NULL CHECK (note <> '')
        ) STRICT
    """)
    immutable(db, "late_recusal")


@steps()
def scope(db: Database) -> None:
    """What a judge is given to score; a judge without rows is given everything."""
    db.execute("""
        CREATE TABLE scope_dimension (
            judge_id INTEGER NOT NULL REFERENCES judge (id),
            dimension TEXT NOT NULL,
            PRIMARY KEY (judge_id, dimension)
        ) STRICT, WITHOUT ROWID
    """)
    db.execute("""
        CREATE TABLE scope_entry (
            judge_id INTEGER NOT NULL REFERENCES judge (id),
            entry_id INTEGER NOT NULL REFERENCES entry (id),
            PRIMARY KEY (judge_id, entry_id)
        ) STRICT, WITHOUT ROWID
    """)
