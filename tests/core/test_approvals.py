"""The two-person rule: another person signs exactly what was proposed."""

from __future__ import annotations

import pytest

from competition.core import approvals
from competition.core.database import Database, write
from competition.core.errors import Conflict, Denied, Frozen
from competition.core.records import PUBLIC, Actor

FIRST, SECOND = Actor(1, "first"), Actor(2, "second")


def proposed(database: Database, content: dict[str, object]) -> approvals.Approval:
    """A deed put up by the first person."""
    with write(database) as tx:
        return approvals.propose(tx, FIRST, "rounds.lock", "round:x", content, reason="ready")


def test_a_second_person_signs(database: Database) -> None:
    """The second signature settles the approval and names both."""
    approval = proposed(database, {"a": 1})
    with write(database) as tx:
        signed = approvals.countersign(tx, SECOND, approval.id, {"a": 1})
    assert (signed.state, signed.proposed_by, signed.signed_by) == ("signed", 1, 2)


def test_nobody_signs_their_own_proposal(database: Database) -> None:
    """Whoever proposed it cannot be the second person."""
    approval = proposed(database, {"a": 1})
    with pytest.raises(Denied, match="second_person"), write(database) as tx:
        approvals.countersign(tx, FIRST, approval.id, {"a": 1})


def test_what_changed_since_is_not_signed(database: Database) -> None:
    """The signature is for the content, not for its number."""
    approval = proposed(database, {"a": 1})
    with pytest.raises(Conflict, match="approval_changed"), write(database) as tx:
        approvals.countersign(tx, SECOND, approval.id, {"a": 2})


def test_a_settled_approval_is_settled(database: Database) -> None:
    """A signature cannot be given twice, nor an approval withdrawn after it."""
    approval = proposed(database, {"a": 1})
    with write(database) as tx:
        approvals.countersign(tx, SECOND, approval.id, {"a": 1})
    with pytest.raises(Frozen), write(database) as tx:
        approvals.withdraw(tx, FIRST, approval.id)


def test_a_new_proposal_replaces_the_open_one(database: Database) -> None:
    """There is one open proposal of one deed."""
    first = proposed(database, {"a": 1})
    second = proposed(database, {"a": 2})
    assert [one.id for one in approvals.pending(database, "rounds.lock")] == [second.id]
    assert approvals.get(database, first.id).state == "withdrawn"


def test_the_public_proposes_nothing(database: Database) -> None:
    """Only a person with an account can propose a deed."""
    with pytest.raises(Denied, match="needs_account"), write(database) as tx:
        approvals.propose(tx, PUBLIC, "rounds.lock", "round:x", {})
