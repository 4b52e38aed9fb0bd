"""The SQL of the awards room."""

from __future__ import annotations

import json

from competition.awards.content import Json, from_json
from competition.awards.records import Award, Proposal
from competition.core.canonical import canonical
from competition.core.clock import instant, stamp
from competition.core.database import Reader, Row, Transaction

PROPOSALS = """
SELECT p.id, p.round_id, p.version, p.content, p.digest, p.reason, p.at, p.actor, d.at AS adopted_at,
       'a' || s.proposed_by AS first, 'a' || s.signed_by AS second
FROM award_proposal p
LEFT JOIN award_adoption d ON d.proposal_id = p.id
LEFT JOIN approval s ON s.id = d.approval_id
WHERE p.round_id = ? ORDER BY p.version DESC
"""
# The adoption in force in a round is that of its highest adopted version.
EARLIER = """
SELECT a.enterprise_id, p.round_id FROM award a JOIN award_proposal p ON p.id = a.proposal_id
WHERE p.version = (SELECT max(q.version) FROM award_proposal q JOIN award_adoption d ON d.proposal_id = q.id
                   WHERE q.round_id = p.round_id)
ORDER BY a.id
"""
ADOPTED_ROUNDS = """
SELECT DISTINCT p.round_id FROM award_proposal p JOIN award_adoption d ON d.proposal_id = p.id
"""
WRONG_SUMS = """
SELECT p.id, p.total_fen, coalesce(sum(a.amount_fen), 0) AS listed
FROM award_proposal p JOIN award_adoption d ON d.proposal_id = p.id LEFT JOIN award a ON a.proposal_id = p.id
GROUP BY p.id HAVING listed != p.total_fen
"""
UNSIGNED = """
SELECT d.proposal_id FROM award_adoption d JOIN approval s ON s.id = d.approval_id
WHERE s.state != 'signed' OR s.act != 'awards.adopt'
"""


def add(tx: Transaction, round_id: int, version: int, content: Json, **columns: object) -> int:
    """Store a proposal; gives its id."""
    text = canonical(content).decode()
    return tx.insert("award_proposal", round_id=round_id, version=version, content=text, at=stamp(tx.at), **columns)


def proposals(reader: Reader, round_id: int) -> tuple[Proposal, ...]:
    """The proposals of a round, newest first."""
    return tuple(_proposal(row) for row in reader.rows(PROPOSALS, (round_id,)))


def adopt(tx: Transaction, proposal: Proposal, approval_id: int) -> None:
    """Store the adoption, and each award as a row of the ledger."""
    tx.insert("award_adoption", proposal_id=proposal.id, approval_id=approval_id, at=stamp(tx.at))
    for award in proposal.awards:
        tx.insert("award", proposal_id=proposal.id, **_row(award))


def earlier(reader: Reader) -> list[tuple[int, int]]:
    """Every award in force: the enterprise and the round."""
    return [(int(row["enterprise_id"]), int(row["round_id"])) for row in reader.rows(EARLIER)]


def adopted_rounds(reader: Reader) -> frozenset[int]:
    """The rounds whose awards have been adopted."""
    return frozenset(int(row["round_id"]) for row in reader.rows(ADOPTED_ROUNDS))


def wrong_sums(reader: Reader) -> list[Row]:
    """Adopted proposals whose ledger adds up to something else: there must be none."""
    return reader.rows(WRONG_SUMS)


def unsigned(reader: Reader) -> list[Row]:
    """Adoptions without two signatures: there must be none."""
    return reader.rows(UNSIGNED)


def _row(award: Award) -> dict[str, object]:
    return {
        "number": award.number, "enterprise_id": award.enterprise_id, "uscc": award.uscc, "entry_code": award.entry,
        "rank": award.rank, "rule": award.rule, "article": award.article, "amount_fen": award.amount_fen,
    }  # fmt: skip


def _proposal(row: Row) -> Proposal:
    return Proposal(
        id=row["id"],
        round_id=row["round_id"],
        version=row["version"],
        listing=from_json(json.loads(row["content"])),
        digest=row["digest"],
        reason=row["reason"],
        at=instant(row["at"]),
        actor=row["actor"],
        adopted_at=instant(row["adopted_at"]) if row["adopted_at"] else None,
        signed_by=(row["first"], row["second"]) if row["adopted_at"] else (),
    )
