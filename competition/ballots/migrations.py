"""Tables of the ballots room. Steps are never edited once released; a change is a new step."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from competition.core.database import immutable

steps = Migrations("ballots")

N_SEALED = "(SELECT count(*) FROM sealed_ballot WHERE ballot_id = {0})"
N_REOPENED = "(SELECT count(*) FROM reopening WHERE ballot_id = {0})"
STATE = "(SELECT state FROM ballot WHERE id = {0})"


def _refuse(db: Database, name: str, event: str, when: str, sentence: str) -> None:
    db.execute(f"CREATE TRIGGER {name} BEFORE {event} WHEN {when} BEGIN SELECT RAISE(ABORT, '{sentence}'); END")


@steps()
def m001_pledge(db: Database) -> None:
    """A judge's pledge: without it no entry opens."""
    db.execute("""
        CREATE TABLE pledge (
            judge_id INTEGER PRIMARY KEY REFERENCES judge (id),
            pledged_at TEXT NOT NULL
        ) STRICT""")
    immutable(db, "pledge")


@steps()
def m002_ballot(db: Database) -> None:
    """One judge's ballot for one entry; ``version`` counts the saves of its draft and only rises."""
    db.execute("""
        CREATE TABLE ballot (
            id INTEGER PRIMARY KEY,
            round_id INTEGER NOT NULL REFERENCES round (id),
            judge_id INTEGER NOT NULL REFERENCES judge (id),
            entry_id INTEGER NOT NULL REFERENCES entry (id),
            state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'sealed')),
            version INTEGER NOT NULL DEFAULT 0 CHECK (version >= 0),
            opened_at TEXT NOT NULL,
            saved_at TEXT,
            UNIQUE (judge_id, entry_id)
        ) STRICT""")
    _refuse(db, "ballot_stays", "DELETE ON ballot", "1", "a ballot is never removed")
    _refuse(db, "ballot_whose", "UPDATE OF round_id, judge_id, entry_id ON ballot", "1", "a ballot keeps its judge")
    _refuse(
        db, "ballot_version", "UPDATE OF version ON ballot",
        "new.version NOT IN (old.version, old.version + 1)", "a draft version rises by one",
    )  # fmt: skip
    _refuse(
        db, "ballot_closed", "UPDATE OF version, saved_at ON ballot",
        "old.state = 'sealed' AND new.state = 'sealed'", "a sealed ballot is not written on",
    )  # fmt: skip


@steps()
def m003_ballot_mark(db: Database) -> None:
    """The draft as typed: one row an indicator, in hundredths of a point. Closed while the ballot is sealed."""
    db.execute("""
        CREATE TABLE ballot_mark (
            ballot_id INTEGER NOT NULL REFERENCES ballot (id),
            indicator TEXT NOT NULL CHECK (indicator <> ''),
            mark INTEGER CHECK (mark >= 0),
            note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 1000),
            saved_at TEXT NOT NULL,
            PRIMARY KEY (ballot_id, indicator)
        ) STRICT, WITHOUT ROWID""")
    for event, which in (("INSERT", "new"), ("UPDATE", "old"), ("DELETE", "old")):
        _refuse(
            db, f"ballot_mark_no_{event.lower()}", f"{event} ON ballot_mark",
            STATE.format(f"{which}.ballot_id") + " = 'sealed'", "a sealed ballot is not written on",
        )  # fmt: skip


@steps()
def m004_receipt(db: Database) -> None:
    """What a judge was handed at each sealing, under the log entry that says so."""
    db.execute("""
        CREATE TABLE receipt (
            id INTEGER PRIMARY KEY,
            round_id INTEGER NOT NULL REFERENCES round (id),
            judge_id INTEGER NOT NULL REFERENCES judge (id),
            number INTEGER NOT NULL CHECK (number >= 1),
            content TEXT NOT NULL,
            digest TEXT NOT NULL UNIQUE CHECK (digest LIKE 'sha256:%'),
            digits TEXT NOT NULL UNIQUE CHECK (length(digits) = 19),
            n_entries INTEGER NOT NULL CHECK (n_entries >= 1),
            n_marks INTEGER NOT NULL CHECK (n_marks >= 1),
            sealed_at TEXT NOT NULL,
            seq INTEGER NOT NULL REFERENCES log (seq),
            UNIQUE (judge_id, number)
        ) STRICT""")
    immutable(db, "receipt")


@steps()
def m005_sealed(db: Database) -> None:
    """Sealed versions and the key of each commitment; the highest version is the one in force."""
    db.execute("""
        CREATE TABLE sealed_ballot (
            id INTEGER PRIMARY KEY,
            ballot_id INTEGER NOT NULL REFERENCES ballot (id),
            version INTEGER NOT NULL CHECK (version >= 1),
            round TEXT NOT NULL,
            judge TEXT NOT NULL,
            entry TEXT NOT NULL,
            key BLOB NOT NULL CHECK (length(key) = 32),
            commitment TEXT NOT NULL UNIQUE CHECK (length(commitment) = 64),
            receipt_id INTEGER NOT NULL REFERENCES receipt (id),
            sealed_at TEXT NOT NULL,
            UNIQUE (ballot_id, version)
        ) STRICT""")
    db.execute("""
        CREATE TABLE sealed_mark (
            sealed_id INTEGER NOT NULL REFERENCES sealed_ballot (id),
            indicator TEXT NOT NULL CHECK (indicator <> ''),
            mark INTEGER NOT NULL CHECK (mark >= 0),
            note TEXT NOT NULL DEFAULT '',
            PRIMARY KEY (sealed_id, indicator)
        ) STRICT, WITHOUT ROWID""")
    immutable(db, "sealed_ballot")
    immutable(db, "sealed_mark")


@steps()
def m006_reopening(db: Database) -> None:
    """A ruling that a sealed ballot is scored again; the version before it stays."""
    db.execute("""
        CREATE TABLE reopening (
            id INTEGER PRIMARY KEY,
            ballot_id INTEGER NOT NULL REFERENCES ballot (id),
            after_version INTEGER NOT NULL CHECK (after_version >= 1),
            case_number INTEGER NOT NULL,
            reason TEXT NOT NULL CHECK (reason <> ''),
            reopened_at TEXT NOT NULL,
            UNIQUE (ballot_id, after_version)
        ) STRICT""")
    immutable(db, "reopening")


@steps()
def m007_order_of_versions(db: Database) -> None:
    """Sealing and reopening take turns, whoever writes: a version follows the one before and needs its reopening."""
    sealed, reopened = N_SEALED.format("new.ballot_id"), N_REOPENED.format("new.ballot_id")
    _refuse(
        db, "sealed_ballot_follows", "INSERT ON sealed_ballot",
        f"{STATE.format('new.ballot_id')} != 'open' OR new.version != {sealed} + 1 OR {reopened} != {sealed}",
        "a sealed version follows a reopening",
    )  # fmt: skip
    _refuse(
        db, "reopening_follows", "INSERT ON reopening",
        f"{STATE.format('new.ballot_id')} != 'sealed' OR new.after_version != {sealed} OR {reopened} != {sealed} - 1",
        "only the sealed version in force is reopened",
    )  # fmt: skip
    _refuse(
        db, "ballot_seals", "UPDATE OF state ON ballot",
        f"new.state = 'sealed' AND {N_SEALED.format('old.id')} != {N_REOPENED.format('old.id')} + 1",
        "a ballot is sealed by a sealed version",
    )  # fmt: skip
    _refuse(
        db, "ballot_reopens", "UPDATE OF state ON ballot",
        f"new.state = 'open' AND {N_SEALED.format('old.id')} != {N_REOPENED.format('old.id')}",
        "a sealed ballot opens by a reopening",
    )  # fmt: skip
    ballot = "(SELECT ballot_id FROM sealed_ballot WHERE id = new.sealed_id)"
    _refuse(
        db, "sealed_mark_complete", "INSERT ON sealed_mark",
        f"{STATE.format(ballot)} != 'open' OR (SELECT version FROM sealed_ballot WHERE id = new.sealed_id)"
        f" != {N_REOPENED.format(ballot)} + 1",
        "a sealed version takes no more marks",
    )  # fmt: skip


@steps()
def m008_absence(db: Database) -> None:
    """A judge whose unsealed ballots are not waited for; the approval holds the two signatures."""
    db.execute("""
        CREATE TABLE absence (
            judge_id INTEGER PRIMARY KEY REFERENCES judge (id),
            reason TEXT NOT NULL CHECK (reason <> ''),
            approval_id INTEGER NOT NULL UNIQUE REFERENCES approval (id),
            excused_at TEXT NOT NULL
        ) STRICT""")
    immutable(db, "absence")


@steps()
def m009_paper(db: Database) -> None:
    """Signed paper sheets: keyed by one clerk, kept until a second keyed the same; then who the two were, for good."""
    db.execute("ALTER TABLE pledge ADD COLUMN on_paper INTEGER NOT NULL DEFAULT 0 CHECK (on_paper IN (0, 1))")
    # A keyed ballot is no ballot yet: its clerk may throw it away, and it goes when the ballot is sealed.
    db.execute("""
        CREATE TABLE keyed_ballot (
            id INTEGER PRIMARY KEY,
            round_id INTEGER NOT NULL REFERENCES round (id),
            judge_id INTEGER NOT NULL REFERENCES judge (id),
            entry_id INTEGER NOT NULL REFERENCES entry (id),
            keyed_by INTEGER NOT NULL REFERENCES account (id),
            keyed_at TEXT NOT NULL,
            key BLOB NOT NULL CHECK (length(key) = 32),
            commitment TEXT NOT NULL UNIQUE CHECK (length(commitment) = 64),
            UNIQUE (judge_id, entry_id)
        ) STRICT""")
    db.execute("""
        CREATE TABLE keyed_mark (
            keyed_id INTEGER NOT NULL REFERENCES keyed_ballot (id) ON DELETE CASCADE,
            indicator TEXT NOT NULL CHECK (indicator <> ''),
            mark INTEGER NOT NULL CHECK (mark >= 0),
            PRIMARY KEY (keyed_id, indicator)
        ) STRICT, WITHOUT ROWID""")
    db.execute("""
        CREATE TABLE paper_ballot (
            sealed_id INTEGER PRIMARY KEY REFERENCES sealed_ballot (id),
            keyed_by INTEGER NOT NULL REFERENCES account (id),
            keyed_at TEXT NOT NULL,
            confirmed_by INTEGER NOT NULL REFERENCES account (id),
            key BLOB NOT NULL CHECK (length(key) = 32),
            commitment TEXT NOT NULL UNIQUE CHECK (length(commitment) = 64),
            CHECK (confirmed_by <> keyed_by)
        ) STRICT""")
    immutable(db, "paper_ballot")
