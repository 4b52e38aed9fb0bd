"""Tables of the rounds room. Steps are never edited once released; a change is a new step."""

from sqlite_utils import Database, Migrations

from competition.core.database import immutable

steps = Migrations("pingxuan.rounds")

LOCKED = "(SELECT digest FROM rules WHERE id = old.rules_id) IS NOT NULL"


@steps()
def m001_round(db: Database) -> None:
    """One row for each edition; its phase is written by rounds.service.enter alone."""
    db.execute("""
        CREATE TABLE round (
            id INTEGER PRIMARY KEY,
            code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 2 AND 32),
            title_zh TEXT NOT NULL CHECK (title_zh <> ''),
            title_en TEXT NOT NULL DEFAULT '',
            year INTEGER NOT NULL CHECK (year BETWEEN 1990 AND 2200),
            edition_code TEXT NOT NULL,
            phase TEXT NOT NULL DEFAULT 'draft' CHECK (phase IN (
                'draft', 'registration', 'scoring', 'adjudication', 'publicity', 'published', 'archived')),
            sample INTEGER NOT NULL DEFAULT 0 CHECK (sample IN (0, 1)),
            host_zh TEXT NOT NULL DEFAULT '',
            host_en TEXT NOT NULL DEFAULT '',
            contact_zh TEXT NOT NULL DEFAULT '',
            contact_en TEXT NOT NULL DEFAULT '',
            created_at TEXT NOT NULL
        ) STRICT""")


@steps()
def m002_phase_move(db: Database) -> None:
    """A round's way through its phases, the beginning included; never rewritten."""
    db.execute("""
        CREATE TABLE phase_move (
            id INTEGER PRIMARY KEY,
            round_id INTEGER NOT NULL REFERENCES round (id),
            number INTEGER NOT NULL CHECK (number >= 1),
            left_phase TEXT,
            entered TEXT NOT NULL,
            at TEXT NOT NULL,
            actor TEXT NOT NULL,
            reason TEXT NOT NULL DEFAULT '',
            CHECK ((left_phase IS NULL) = (number = 1)),
            UNIQUE (round_id, number)
        ) STRICT""")
    immutable(db, "phase_move")


@steps()
def m003_deadline(db: Database) -> None:
    """Until when a phase is planned to last."""
    db.execute("""
        CREATE TABLE phase_deadline (
            round_id INTEGER NOT NULL REFERENCES round (id),
            phase TEXT NOT NULL,
            closes_at TEXT NOT NULL,
            PRIMARY KEY (round_id, phase)
        ) STRICT, WITHOUT ROWID""")


@steps()
def m004_rules(db: Database) -> None:
    """Versions of a round's rules. One with a digest is locked; at most one of a round is a draft."""
    db.execute("""
        CREATE TABLE rules (
            id INTEGER PRIMARY KEY,
            round_id INTEGER NOT NULL REFERENCES round (id),
            version INTEGER NOT NULL CHECK (version >= 1),
            method TEXT NOT NULL CHECK (json_valid(method)),
            award TEXT NOT NULL CHECK (json_valid(award)),
            quota INTEGER NOT NULL CHECK (quota >= 0),
            lot_source TEXT NOT NULL DEFAULT '',
            discrepancy_percent INTEGER NOT NULL CHECK (discrepancy_percent > 0),
            red_percent INTEGER NOT NULL CHECK (red_percent > 0),
            discrepancy_points INTEGER NOT NULL CHECK (discrepancy_points > 0),
            minimum_line INTEGER CHECK (minimum_line >= 0),
            repeat TEXT NOT NULL CHECK (repeat IN ('allowed', 'not_consecutive', 'once')),
            publish_marks TEXT NOT NULL CHECK (publish_marks IN ('none', 'pseudonyms')),
            budget_fen INTEGER NOT NULL DEFAULT 0 CHECK (budget_fen >= 0),
            publicity_days INTEGER NOT NULL CHECK (publicity_days >= 5),
            reason TEXT NOT NULL DEFAULT '',
            digest TEXT CHECK (digest LIKE 'sha256:%'),
            frozen TEXT CHECK (json_valid(frozen)),
            revision INTEGER NOT NULL DEFAULT 1,
            approval_id INTEGER,
            proposed_by TEXT,
            proposed_name TEXT,
            signed_by TEXT,
            signed_name TEXT,
            locked_at TEXT,
            CHECK ((digest IS NULL) = (locked_at IS NULL)),
            CHECK ((digest IS NULL) = (frozen IS NULL)),
            CHECK (digest IS NULL OR (signed_name IS NOT NULL AND proposed_by IS NOT signed_by)),
            CHECK (version = 1 OR digest IS NULL OR reason <> ''),
            UNIQUE (round_id, version)
        ) STRICT""")
    db.execute("CREATE UNIQUE INDEX rules_one_draft ON rules (round_id) WHERE digest IS NULL")
    immutable(db, "rules", when="old.digest IS NOT NULL")


@steps()
def m005_tree(db: Database) -> None:
    """The criteria tree of one version: dimensions, indicators, rubric bands. Sealed with its version."""
    db.execute("""
        CREATE TABLE dimension (
            rules_id INTEGER NOT NULL REFERENCES rules (id),
            code TEXT NOT NULL CHECK (code <> ''),
            position INTEGER NOT NULL,
            title_zh TEXT NOT NULL,
            title_en TEXT NOT NULL DEFAULT '',
            short_zh TEXT NOT NULL,
            short_en TEXT NOT NULL DEFAULT '',
            mark TEXT NOT NULL,
            weight INTEGER NOT NULL CHECK (weight >= 0),
            PRIMARY KEY (rules_id, code)
        ) STRICT, WITHOUT ROWID""")
    db.execute("""
        CREATE TABLE indicator (
            rules_id INTEGER NOT NULL,
            code TEXT NOT NULL CHECK (code <> ''),
            dimension TEXT NOT NULL,
            position INTEGER NOT NULL,
            title_zh TEXT NOT NULL,
            title_en TEXT NOT NULL DEFAULT '',
            weight INTEGER NOT NULL CHECK (weight >= 0),
            kind TEXT NOT NULL CHECK (kind IN ('judged', 'measured')),
            unit TEXT NOT NULL DEFAULT '',
            direction TEXT NOT NULL CHECK (direction IN ('higher', 'lower')),
            normalize TEXT CHECK (json_valid(normalize)),
            scale_min INTEGER NOT NULL,
            scale_max INTEGER NOT NULL,
            scale_step INTEGER NOT NULL,
            measure_zh TEXT NOT NULL DEFAULT '',
            measure_en TEXT NOT NULL DEFAULT '',
            evidence_zh TEXT NOT NULL DEFAULT '',
            evidence_en TEXT NOT NULL DEFAULT '',
            basis_zh TEXT NOT NULL DEFAULT '',
            basis_en TEXT NOT NULL DEFAULT '',
            PRIMARY KEY (rules_id, code),
            FOREIGN KEY (rules_id, dimension) REFERENCES dimension (rules_id, code)
        ) STRICT, WITHOUT ROWID""")
    db.execute("""
        CREATE TABLE band (
            rules_id INTEGER NOT NULL,
            indicator TEXT NOT NULL,
            position INTEGER NOT NULL,
            code TEXT NOT NULL,
            title_zh TEXT NOT NULL,
            title_en TEXT NOT NULL DEFAULT '',
            low INTEGER NOT NULL,
            high INTEGER NOT NULL,
            text_zh TEXT NOT NULL DEFAULT '',
            text_en TEXT NOT NULL DEFAULT '',
            PRIMARY KEY (rules_id, indicator, position),
            FOREIGN KEY (rules_id, indicator) REFERENCES indicator (rules_id, code)
        ) STRICT, WITHOUT ROWID""")
    for table in ("dimension", "indicator", "band"):
        immutable(db, table, when=LOCKED)
        db.execute(f"""
            CREATE TRIGGER {table}_no_insert BEFORE INSERT ON {table}
            WHEN (SELECT digest FROM rules WHERE id = new.rules_id) IS NOT NULL
            BEGIN SELECT RAISE(ABORT, '{table} rows are sealed'); END""")
