"""The commitment: two people, one digest, and nothing changed afterwards."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.core.canonical import canonical
from competition.core.database import Database, IntegrityError, write
from competition.core.errors import Conflict, Denied, Frozen, NotFound, Refusal
from competition.core.records import Actor, Text
from competition.policy import service as policy
from competition.rounds import edits, service
from competition.rounds.compare import differences
from competition.rounds.freezing import descriptions, freeze, place_of
from competition.rounds.records import Phase, Round, Rules
from competition.rounds.template import first_rules
from scoring.formats import read_rules
from scoring.records import rules_digest
from tests.rounds.conftest import Board

ROUND = Round(1, "xz-2025", Text("第二届", "Second"), 2025, "xz-2022-81", Phase.DRAFT, False, Text(""), Text(""), None)  # type: ignore[arg-type]


def test_two_people_lock_the_rules(board: Board) -> None:
    """The second signature makes the digest, which the stored file gives back."""
    assert service.commitment(board.db, board.round) is None
    signed = board.lock()
    file = service.frozen(board.db, board.round)
    assert signed.digest == rules_digest(read_rules(canonical(file)))
    assert (signed.proposed_by, signed.signed_by, signed.version) == ("Organizer", "Auditor", 1)
    held = service.rules(board.db, board.round)
    assert held.is_locked
    assert held.digest == signed.digest


def test_one_person_cannot_sign_twice(board: Board) -> None:
    """Whoever proposed cannot countersign, and the rules stay a draft."""
    service.propose_lock(board.db, board.organizer, board.round)
    with pytest.raises(Denied):
        service.sign_lock(board.db, board.organizer, board.round)
    assert not service.rules(board.db, board.round).is_locked


def test_nothing_changes_between_the_signatures(board: Board) -> None:
    """While the second signature is missing the draft is closed; withdrawing opens it again."""
    service.propose_lock(board.db, board.organizer, board.round)
    with pytest.raises(Frozen, match="awaits_signature"):
        board.amend(quota=7)
    with pytest.raises(Frozen, match="awaits_signature"):
        details(board, title=Text("改名"))
    service.withdraw_lock(board.db, board.organizer, board.round)
    assert board.amend(quota=7).quota == 7
    with pytest.raises(Frozen, match="nothing_proposed"):
        service.sign_lock(board.db, board.auditor, board.round)
    with pytest.raises(Frozen, match="nothing_proposed"):
        service.withdraw_lock(board.db, board.organizer, board.round)


def details(board: Board, *, title: Text) -> None:
    """Change the title alone."""
    held = board.round
    service.amend_details(
        board.db, board.organizer, held, title=title, year=held.year, edition_code=held.edition_code,
        host=held.host, contact=held.contact,
    )  # fmt: skip


def test_a_signature_stands_under_what_was_read(board: Board) -> None:
    """When the rules changed after the page was opened, signing is refused."""
    ready = service.frozen_draft(board.db, board.round)
    board.amend(quota=7)
    with pytest.raises(Conflict, match="read_again"):
        service.propose_lock(board.db, board.organizer, board.round, seen=ready.digest)
    now = service.frozen_draft(board.db, board.round).digest
    service.propose_lock(board.db, board.organizer, board.round, seen=now)
    with pytest.raises(Conflict, match="read_again"):
        service.sign_lock(board.db, board.auditor, board.round, seen=ready.digest)


def test_rules_with_a_fault_are_not_signed(board: Board) -> None:
    """Five missing points in Innovation keep everybody from signing."""
    board.amend(dimensions=edits.with_weights(board.rules.dimensions, {"C5": 0}))
    with pytest.raises(Refusal, match="not_ready"):
        service.propose_lock(board.db, board.organizer, board.round)
    assert isinstance(service.examine(board.db, board.round), Refusal)


def test_what_only_the_engine_sees_is_refused_with_its_place(board: Board) -> None:
    """A fault the checks do not know comes back with the indicator it sits in, not with a pointer."""
    leaf = replace(board.rules.indicator("B3"), normalize={"by": "yes_no", "extra": "1"})  # type: ignore[type-var]
    board.amend(dimensions=edits.with_part(board.rules.dimensions, leaf))
    with pytest.raises(Refusal, match="engine_refuses") as refused:
        service.propose_lock(board.db, board.organizer, board.round)
    assert refused.value.params["place"] == "B3"
    assert place_of("/criteria/2", board.rules) == "C"
    assert place_of("/method/panel", board.rules) == "method › panel"


def test_a_stale_page_changes_nothing(board: Board) -> None:
    """Two organizers edit the same revision: the second is told, and the first one's work stands."""
    stale = board.rules.revision
    board.amend(quota=7)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        service.amend(board.db, board.organizer, board.round, based_on=stale, quota=8)
    assert board.rules.quota == 7


def test_locked_rows_cannot_be_written(board: Board) -> None:
    """The database itself refuses to change, delete or add to a locked version."""
    board.lock()
    for sql in (
        "UPDATE rules SET quota = 9",
        "DELETE FROM rules",
        "UPDATE indicator SET weight = 1 WHERE code = 'A1'",
        "DELETE FROM band",
        "INSERT INTO dimension VALUES (1, 'F', 6, '甲', '', '甲', '', '甲', 0)",
    ):
        with pytest.raises(IntegrityError, match="sealed"), write(board.db) as tx:
            tx.execute(sql)


def test_a_change_after_locking_is_a_new_version(board: Board) -> None:
    """It needs a reason and two people; until then, and afterwards too, the old version can be read."""
    first = board.lock()
    with pytest.raises(Frozen, match="locked"):
        service.amend(board.db, board.organizer, board.round, based_on=1, quota=5)
    service.begin_version(board.db, board.organizer, board.round)
    board.amend(quota=5)
    assert service.rules(board.db, board.round).quota == 6
    with pytest.raises(Refusal, match="needs_reason"):
        service.propose_lock(board.db, board.organizer, board.round, reason=" ")
    second = board.lock(reason="经费核减")
    assert (second.version, second.reason) == (2, "经费核减")
    assert second.digest != first.digest
    assert service.rules(board.db, board.round).quota == 5
    assert service.rules_version(board.db, board.round, 1).quota == 6
    assert [one.digest for one in service.commitments(board.db, board.round)] == [first.digest, second.digest]
    assert service.frozen(board.db, board.round, 1)["quota"] == 6


def test_a_new_version_can_be_taken_back(board: Board) -> None:
    """The locked rules stay in force; the first version cannot be taken back."""
    with pytest.raises(Frozen, match="first_version"):
        service.drop_version(board.db, board.organizer, board.round)
    board.lock()
    service.begin_version(board.db, board.organizer, board.round)
    with pytest.raises(Frozen, match="draft_is_open"):
        service.begin_version(board.db, board.organizer, board.round)
    service.drop_version(board.db, board.organizer, board.round)
    assert service.working(board.db, board.round) is None
    assert [rules.version for rules in service.versions(board.db, board.round)] == [1]
    with pytest.raises(NotFound):
        service.rules_version(board.db, board.round, 2)


def test_nobody_chooses_the_method_after_seeing_marks(board: Board) -> None:
    """During scoring the round must go back first; once scoring was left, the rules are closed for ever."""
    board.lock()
    board.enter(Phase.REGISTRATION)
    assert service.may_begin_version(board.db, board.round)
    board.enter(Phase.SCORING)
    with pytest.raises(Frozen, match="scoring_has_begun"):
        service.begin_version(board.db, board.organizer, board.round)
    board.enter(Phase.ADJUDICATION)
    board.enter(Phase.SCORING, reason="补评")
    board.enter(Phase.REGISTRATION, reason="补报")
    with pytest.raises(Frozen, match="marks_were_visible"):
        service.begin_version(board.db, board.organizer, board.round)


def test_a_version_begun_before_scoring_is_not_signed_after_it(board: Board) -> None:
    """An open draft cannot slip past the point where marks become visible."""
    board.lock()
    board.enter(Phase.REGISTRATION)
    service.begin_version(board.db, board.organizer, board.round)
    board.amend(quota=5)
    board.enter(Phase.SCORING, Phase.ADJUDICATION)
    with pytest.raises(Frozen, match="marks_were_visible"):
        service.propose_lock(board.db, board.organizer, board.round, reason="看过分了")


def test_a_proposal_made_before_scoring_is_not_countersigned_after_it(board: Board) -> None:
    """Nor can a first signature given in time be completed once marks can be seen."""
    board.lock()
    board.enter(Phase.REGISTRATION)
    service.begin_version(board.db, board.organizer, board.round)
    board.amend(quota=5)
    service.propose_lock(board.db, board.organizer, board.round, reason="经费核减")
    board.enter(Phase.SCORING, Phase.ADJUDICATION)
    with pytest.raises(Frozen, match="marks_were_visible"):
        service.sign_lock(board.db, board.auditor, board.round)


def test_title_and_policy_are_locked_with_the_rules(board: Board) -> None:
    """The commitment names both; host and contact may still change."""
    board.lock()
    with pytest.raises(Frozen, match="title_locked"):
        details(board, title=Text("改名"))
    details(board, title=board.round.title)


def test_a_copy_starts_with_the_same_rules(board: Board, database: Database) -> None:
    """The next edition copied from the last differs in nothing; its own changes then show as differences."""
    board.lock()
    copy = service.create(database, board.organizer, "xz-2027", Text("第三届"), 2027, "xz-2022-81", copy_from="xz-2025")
    old, new = service.rules(database, board.round), service.rules(database, copy)
    assert differences(old, new) == ()
    assert (new.version, new.is_locked) == (1, False)
    service.amend(database, board.organizer, copy, based_on=new.revision, quota=8)
    changed = differences(old, service.rules(database, copy))
    assert [(one.place, one.field, one.before, one.after) for one in changed] == [("awards", "quota", 6, 8)]


def test_a_round_needs_a_proper_code(board: Board, database: Database) -> None:
    """A code is lower-case, taken once, and rests on a known policy."""
    for code, refusal in (("XZ 2025", "bad_code"), ("xz-2025", "code_taken"), ("x" * 33, "bad_code")):
        with pytest.raises(Refusal, match=refusal):
            service.create(database, board.organizer, code, Text("届"), 2025, "xz-2022-81")
    with pytest.raises(NotFound):
        service.create(database, board.organizer, "xz-2029", Text("届"), 2029, "no-such-policy")
    with pytest.raises(NotFound):
        service.get(database, "xz-2029")


def test_only_those_who_may_set_up_a_round(board: Board, database: Database) -> None:
    """An auditor reads and countersigns, and changes nothing."""
    with pytest.raises(Denied):
        service.amend(database, board.auditor, board.round, based_on=board.rules.revision, quota=9)
    with pytest.raises(Denied):
        service.create(database, Actor(9, "judge"), "xz-2027", Text("届"), 2027, "xz-2022-81")


def test_what_is_stored_is_what_was_drafted(board: Board) -> None:
    """Rules written and read back are equal in every field, rubrics and anchors included."""
    again = replace(board.rules, minimum_line=7000, lot_source="福彩3D", budget_fen=120_000_000, publicity_days=7)
    board.amend(
        minimum_line=7000, lot_source="福彩3D", budget_fen=120_000_000, publicity_days=7,
        dimensions=board.rules.dimensions,
    )  # fmt: skip
    assert replace(board.rules, revision=again.revision) == again


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 10**6))
def test_the_order_of_the_tree_changes_no_digest(seed: int) -> None:
    """Permuting dimensions and indicators gives the same commitment; a weight does not."""
    rules = replace(first_rules(1, policy.template("xz-2022-81")), quota=6)
    rng, shuffled = Random(seed), list(rules.dimensions)
    rng.shuffle(shuffled)
    tree = tuple(
        replace(branch, indicators=tuple(rng.sample(branch.indicators, len(branch.indicators)))) for branch in shuffled
    )
    assert freeze(ROUND, replace(rules, dimensions=tree)).digest == freeze(ROUND, rules).digest
    other = edits.with_weights(rules.dimensions, {"A1": 400, "A2": 500})
    assert freeze(ROUND, replace(rules, dimensions=other)).digest != freeze(ROUND, rules).digest


def test_what_the_engine_does_not_weigh_is_hashed_beside_it(board: Board) -> None:
    """A rubric sentence leaves the commitment alone but changes the digest of the descriptions in the log."""
    before = service.frozen_draft(board.db, board.round)
    leaf = board.rules.indicator("A4")
    assert leaf is not None
    band = replace(leaf.rubric[0], text=Text("另一句"))
    board.amend(dimensions=edits.with_part(board.rules.dimensions, replace(leaf, rubric=(band, *leaf.rubric[1:]))))
    after = service.frozen_draft(board.db, board.round)
    assert after.digest == before.digest
    assert after.descriptions != before.descriptions
    board.lock()
    body = board.db.value("SELECT body FROM log WHERE act = 'rounds.lock'")
    assert after.descriptions in body
    assert descriptions(board.rules)["publicity_days"] == 5


def test_the_law_notices_rules_that_do_not_match(board: Board) -> None:
    """Were a locked weight changed behind the triggers, the law would name the round and version."""
    board.lock()
    law = next(law for law in service.LAWS if law.name == "locked rules match their commitment")
    assert list(law.check(board.db)) == []
    found: list[str] = []
    with suppress(RuntimeError), write(board.db) as tx:
        tx.execute("DROP TRIGGER indicator_no_update")
        tx.execute("UPDATE indicator SET weight = 400 WHERE code = 'A1'")
        tx.execute("UPDATE indicator SET weight = 500 WHERE code = 'A2'")
        found += law.check(tx)
        raise RuntimeError
    assert found == ["round xz-2025: version 1 of the rules does not match its commitment"]


def test_rules_of_a_round_are_found(board: Board) -> None:
    """Reads by code, by id, and as a list."""
    assert service.find(board.db, "nothing") is None
    assert service.find_id(board.db, "xz-2025") == board.round.id
    assert service.find_id(board.db, "nothing") is None
    assert service.by_id(board.db, board.round.id).code == "xz-2025"
    with pytest.raises(NotFound):
        service.by_id(board.db, 99)
    assert [held.code for held in service.list_rounds(board.db)] == ["xz-2025"]
    with pytest.raises(NotFound):
        service.frozen(board.db, board.round)
    assert isinstance(service.rules(board.db, board.round), Rules)
