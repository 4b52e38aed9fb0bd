"""The tables of the awards room: proposals as stored versions, their adoption, and the ledger of awards."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from competition.core.database import immutable

steps = Migrations("pingxuan.awards")


@steps()
def proposals(db: Database) -> None:
    """A proposal holds the whole list as the canonical JSON that is signed; it is never changed."""
    db.execute(
        "CREATE TABLE award_proposal (id INTEGER PRIMARY KEY, round_id INTEGER NOT NULL REFERENCES round (id),"
        " version INTEGER NOT NULL CHECK (version > 0), result_digest TEXT NOT NULL, digest TEXT NOT NULL,"
        " content TEXT NOT NULL CHECK (json_valid(content)), total_fen INTEGER NOT NULL CHECK (total_fen >= 0),"
        " budget_fen INTEGER NOT NULL, reason TEXT NOT NULL DEFAULT '', at TEXT NOT NULL, actor TEXT NOT NULL,"
        " CHECK (total_fen <= budget_fen), UNIQUE (round_id, version)) STRICT"
    )
    immutable(db, "award_proposal")


@steps()
def adoptions(db: Database) -> None:
    """The adoption of a proposal rests on an approval that two people signed."""
    db.execute(
        "CREATE TABLE award_adoption (proposal_id INTEGER PRIMARY KEY REFERENCES award_proposal (id),"
        " approval_id INTEGER NOT NULL UNIQUE REFERENCES approval (id), at TEXT NOT NULL) STRICT"
    )
    immutable(db, "award_adoption")


@steps()
def ledger(db: Database) -> None:
    """Each adopted award is a row of its own, so that later rounds can look it up."""
    db.execute(
        "CREATE TABLE award (id INTEGER PRIMARY KEY,"
        " proposal_id INTEGER NOT NULL REFERENCES award_adoption (proposal_id),"
        " number INTEGER NOT NULL CHECK (number > 0), enterprise_id INTEGER NOT NULL REFERENCES enterprise (id),"
        " uscc TEXT NOT NULL, entry_code TEXT NOT NULL, rank INTEGER NOT NULL, rule TEXT NOT NULL,"
        " article INTEGER NOT NULL, amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),"
        " UNIQUE (proposal_id, number), UNIQUE (proposal_id, enterprise_id)) STRICT"
    )
    immutable(db, "award")
