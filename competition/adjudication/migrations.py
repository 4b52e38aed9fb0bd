"""Tables of adjudication: a case moves through its states, everything said and ruled in it stays as it was written."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from competition.core.database import immutable

steps = Migrations("pingxuan.adjudication")

CASE_KEEPS = """
CREATE TRIGGER adjudication_case_keeps BEFORE UPDATE ON adjudication_case
WHEN new.id IS NOT old.id OR new.round_id IS NOT old.round_id OR new.number IS NOT old.number
  OR new.kind IS NOT old.kind OR new.entry IS NOT old.entry OR new.judge IS NOT old.judge
  OR new.subject IS NOT old.subject OR new.text IS NOT old.text OR new.opened_by IS NOT old.opened_by
  OR new.opened_at IS NOT old.opened_at
BEGIN SELECT RAISE(ABORT, 'a case changes its state alone'); END
"""


@steps()
def cases(db: Database) -> None:
    """Cases, numbered within their round; a discrepancy is taken up once for each version of a ballot."""
    db.execute("""
        CREATE TABLE adjudication_case (
            id INTEGER PRIMARY KEY,
            round_id INTEGER NOT NULL REFERENCES round (id),
            number INTEGER NOT NULL CHECK (number >= 1),
            kind TEXT NOT NULL CHECK (kind IN ('discrepancy', 'tie', 'eligibility', 'objection')),
            state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'proposed', 'decided')),
            entry TEXT,
            judge TEXT,
            ballot_version INTEGER,
            subject TEXT NOT NULL,
            text TEXT NOT NULL DEFAULT '',
            opened_by TEXT NOT NULL,
            opened_at TEXT NOT NULL,
            CHECK ((kind = 'discrepancy') = (judge IS NOT NULL)),
            CHECK ((kind = 'discrepancy') = (ballot_version IS NOT NULL)),
            CHECK (kind <> 'discrepancy' OR entry IS NOT NULL),
            UNIQUE (round_id, number)
        ) STRICT""")
    db.execute(
        "CREATE UNIQUE INDEX adjudication_case_ballot ON adjudication_case (round_id, judge, entry, ballot_version)"
        " WHERE kind = 'discrepancy'"
    )
    immutable(db, "adjudication_case", when="old.state = 'decided'")
    db.execute(CASE_KEEPS)


@steps()
def statements(db: Database) -> None:
    """What judges say to the cases over their marks."""
    db.execute("""
        CREATE TABLE adjudication_statement (
            id INTEGER PRIMARY KEY,
            case_id INTEGER NOT NULL REFERENCES adjudication_case (id),
            text TEXT NOT NULL CHECK (text <> ''),
            actor TEXT NOT NULL,
            at TEXT NOT NULL
        ) STRICT""")
    immutable(db, "adjudication_statement")


@steps()
def conflicts(db: Database) -> None:
    """Who may not rule on a case, and why."""
    db.execute("""
        CREATE TABLE adjudication_conflict (
            id INTEGER PRIMARY KEY,
            case_id INTEGER NOT NULL REFERENCES adjudication_case (id),
            account_id INTEGER NOT NULL,
            reason TEXT NOT NULL CHECK (reason <> ''),
            at TEXT NOT NULL,
            UNIQUE (case_id, account_id)
        ) STRICT""")
    immutable(db, "adjudication_conflict")


@steps()
def rulings(db: Database) -> None:
    """Rulings as proposed, each under the approval two people sign; the effect is written when it is signed."""
    db.execute("""
        CREATE TABLE adjudication_ruling (
            id INTEGER PRIMARY KEY,
            case_id INTEGER NOT NULL REFERENCES adjudication_case (id),
            decision TEXT NOT NULL CHECK (decision IN (
                'keep', 'reopen', 'strike', 'order', 'dismiss', 'uphold', 'correct', 'exclude', 'disqualify')),
            reason TEXT NOT NULL CHECK (reason <> ''),
            detail TEXT NOT NULL,
            approval_id INTEGER NOT NULL UNIQUE REFERENCES approval (id)
        ) STRICT""")
    immutable(db, "adjudication_ruling")
    db.execute("""
        CREATE TABLE adjudication_effect (
            ruling_id INTEGER PRIMARY KEY REFERENCES adjudication_ruling (id),
            effect TEXT NOT NULL,
            at TEXT NOT NULL
        ) STRICT""")
    immutable(db, "adjudication_effect")


@steps()
def objections(db: Database) -> None:
    """Who objected and how to reach them, apart from the case; and for a day, from where, to limit floods."""
    db.execute("""
        CREATE TABLE adjudication_objector (
            case_id INTEGER PRIMARY KEY REFERENCES adjudication_case (id),
            receipt TEXT NOT NULL UNIQUE CHECK (length(receipt) = 16),
            name TEXT NOT NULL CHECK (name <> ''),
            contact TEXT NOT NULL CHECK (contact <> ''),
            evidence TEXT NOT NULL DEFAULT ''
        ) STRICT""")
    db.execute(
        "CREATE TABLE adjudication_origin (id INTEGER PRIMARY KEY, origin TEXT NOT NULL, at TEXT NOT NULL) STRICT"
    )
