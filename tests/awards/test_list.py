"""The list of awards from proposal to adoption: what it holds, what is refused, and who signs."""

import io
from dataclasses import replace
from datetime import date
from typing import Any

import openpyxl
import pytest

from competition.awards import service
from competition.awards.content import as_json, from_json
from competition.awards.records import Standing, Verdict
from competition.core.canonical import digest
from competition.core.clock import FixedClock
from competition.core.database import Database, IntegrityError, Reader, write
from competition.core.errors import Outstanding, Refusal
from competition.core.records import Actor, ToDo
from competition.entries import service as entries
from competition.rounds.records import Phase, Repeat, Round
from competition.tally import service as tally
from tests.awards.hall import DECIDED, Firm, build, cut_budget, nothing, post, propose


def code(raised: Any) -> str:
    return str(raised.value.code)


def test_the_best_placed_towns_each_name_their_first_nominee(database: Database) -> None:
    """Quota two: T01 and T02 name the one with the larger revenue, 200,000 yuan each under article 4."""
    one = propose(build(database))
    assert [(each.entry, each.enterprise.zh, each.rank) for each in one.awards] == [
        ("T01", "T01甲公司", 1), ("T02", "T02甲公司", 2),
    ]  # fmt: skip
    assert (one.awards[0].amount_fen, one.awards[0].article, one.awards[0].source.zh) == (20_000_000, 4, "第四条")
    assert one.total_fen == 40_000_000
    assert [(each.entry, each.reason.code) for each in one.unnamed] == [
        ("T03", "awards.behind_quota"), ("T04", "awards.behind_quota"),
    ]  # fmt: skip


def test_every_name_has_its_steps_and_the_articles_they_rest_on(database: Database) -> None:
    """Place, quota, order, nothing twice, validity, sum: in this order, the last three with the policy's words."""
    steps = propose(build(database)).awards[0].steps
    assert [step.code.removeprefix("awards.step_") for step in steps] == [
        "place", "quota", "order", "single", "validity", "amount",
    ]  # fmt: skip
    assert [step.source.zh if step.source else None for step in steps][-1] == "第四条"
    assert "20万元" in steps[-1].quote.zh  # type: ignore[union-attr]


def test_a_town_without_an_eligible_nominee_leaves_its_place_empty(database: Database) -> None:
    """Nobody moves up: the place is not passed on, and the reason names the nominees."""
    scene = build(database, nominees={"T01": [], "T02": [Firm("甲", ineligible="安全事故")]})
    one = propose(scene)
    assert one.awards == ()
    assert [each.reason.code for each in one.unnamed[:2]] == ["awards.nobody_nominated", "awards.none_eligible"]
    assert one.unnamed[1].nominees[0].reason == "安全事故"


@pytest.mark.parametrize(("line", "named"), [(7700, ["T01", "T02"]), (7701, ["T01"])])
def test_the_minimum_line_holds_inside_the_quota(database: Database, line: int, named: list[str]) -> None:
    """T02 has 77.00: a line of exactly that is reached, a hundredth more is not."""
    one = propose(build(database, rules={"minimum_line": line}))
    assert [each.entry for each in one.awards] == named


def test_the_line_is_told_among_the_reasons(database: Database) -> None:
    """With a minimum total of 80, T02 with 77 names none although it is inside the quota."""
    one = propose(build(database, rules={"minimum_line": 8000}))
    assert [each.entry for each in one.awards] == ["T01"]
    assert one.unnamed[0].reason.code == "awards.below_line"
    assert one.unnamed[0].reason.params == {"total": "77.00", "line": "80"}
    assert "awards.step_line" in [step.code for step in one.awards[0].steps]


def test_over_budget_stops(database: Database) -> None:
    """Two awards of 200,000 do not fit into 399,999.99 yuan: nothing is stored, and the refusal tells the sums."""
    scene = build(database)
    cut_budget(database, 39_999_999)
    with pytest.raises(Refusal) as refusal:
        propose(scene)
    assert code(refusal) == "awards.over_budget"
    assert refusal.value.params["over_fen"] == 1
    assert service.proposals(database, scene.round) == ()


@pytest.mark.parametrize(("day", "found"), [(date(2022, 12, 21), "policy.not_yet_in_force"), (DECIDED, "")])
def test_the_decision_must_lie_inside_the_policy(database: Database, day: date, found: str) -> None:
    """A decision before the policy was in force is refused with the policy's own reason."""
    scene = build(database)
    if not found:
        assert propose(scene, day).listing.decided_on == day
        return
    with pytest.raises(Refusal) as refusal:
        propose(scene, day)
    assert code(refusal) == found


def test_a_decision_after_the_policy_is_refused(database: Database, clock: FixedClock) -> None:
    """The last day, 22 December 2025, is inside; the day after is not; and no day ahead is taken."""
    scene = build(database)
    with pytest.raises(Refusal) as ahead:
        propose(scene, date(2025, 12, 22))
    assert code(ahead) == "awards.decided_ahead"
    clock.set(clock.now().replace(month=12, day=24))
    with pytest.raises(Refusal) as refusal:
        propose(scene, date(2025, 12, 23))
    assert code(refusal) == "policy.out_of_force"
    assert propose(scene, date(2025, 12, 22)).version == 1


def test_a_shared_place_at_the_line_waits_for_a_ruling(database: Database) -> None:
    """T02 and T03 are level across the line: no list follows before a ruling parts them."""
    same = ("80", "82", "81", "83", "82")
    scene = build(database, marks={"T02": same, "T03": same})
    with pytest.raises(Refusal) as refusal:
        propose(scene)
    assert code(refusal) == "awards.level_at_line"
    with write(database) as tx:
        tally.order(tx, scene.actor("adjudicator"), scene.round, "C1", ["T03", "T02"])
    tally.tally(database, scene.actor("organizer"), scene.round, reason="裁定")
    assert [each.entry for each in propose(scene).awards] == ["T01", "T03"]


def test_the_same_list_is_one_version_and_a_new_one_needs_a_reason(database: Database) -> None:
    """Proposing twice changes nothing; after a change the new version says why, and the old one stays."""
    scene = build(database)
    first = propose(scene)
    assert propose(scene) == first
    with pytest.raises(Refusal) as refusal:
        propose(scene, date(2025, 11, 2))
    assert code(refusal) == "awards.reason_missing"
    second = propose(scene, date(2025, 11, 2), "会议改期")
    assert (second.version, second.reason) == (2, "会议改期")
    assert service.proposal(database, scene.round, 1) == first


def test_a_list_follows_its_tally(database: Database) -> None:
    """When a ruling changes what the list rests on, it is out of date and cannot be adopted."""
    scene = build(database)
    one = propose(scene)
    assert service.standing(database, scene.round, one) is Standing.PROPOSED
    held = entries.nominees(database, entries.entry(database, scene.round, "T01"))[0]
    with write(database) as tx:
        entries.disqualify_nominee(tx, scene.actor("adjudicator"), scene.round, held.id, case="C2", reason="税务处罚")
    assert service.standing(database, scene.round, one) is Standing.OUTDATED
    again = propose(scene, reason="裁定C2")
    assert again.awards[0].enterprise.zh == "T01乙公司"
    assert again.awards[0].nominees[-1].verdict is Verdict.INELIGIBLE


def test_two_people_adopt_after_publicity(database: Database, clock: FixedClock) -> None:
    """Not before the notice is posted, not while it runs, not by one person; then each award enters the ledger."""
    scene = build(database)
    one = propose(scene)
    first, second = scene.actor("organizer"), scene.actor("second")
    with pytest.raises(Refusal) as early:
        service.sign_first(database, first, scene.round, held=nothing)
    assert code(early) == "awards.not_posted"
    post(scene, clock)
    over = clock.now()
    clock.set(over.replace(day=10))
    with pytest.raises(Refusal) as running:
        service.sign_first(database, first, scene.round, held=nothing)
    assert code(running) == "awards.publicity_runs"
    clock.set(over)
    service.sign_first(database, first, scene.round, held=nothing)
    with pytest.raises(Refusal) as alone:
        service.sign_second(database, first, scene.round, held=nothing)
    assert code(alone) == "core.second_person"
    adopted = service.sign_second(database, second, scene.round, held=nothing)
    assert adopted.is_adopted
    assert adopted.signed_by == (first.tag, second.tag)
    assert service.awards(database, scene.round) == one.awards
    assert database.value("SELECT sum(amount_fen) FROM award") == 40_000_000
    with pytest.raises(Refusal) as twice:
        service.sign_first(database, first, scene.round, held=nothing)
    assert code(twice) == "awards.adopted_already"


def test_neither_signature_is_taken_while_something_could_still_change_the_list(
    database: Database, clock: FixedClock
) -> None:
    """The first and the second are refused with what is open, and taken once nothing is."""
    scene = build(database)
    propose(scene)
    post(scene, clock)
    first, second = scene.actor("organizer"), scene.actor("second")
    todo = ToDo("adjudication.open", "adjudication.case", {"code": scene.round.code, "number": 1}, {"number": 1})

    def held(_reader: Reader, _round: Round) -> tuple[ToDo, ...]:
        return (todo,)

    with pytest.raises(Outstanding) as refused:
        service.sign_first(database, first, scene.round, held=held)
    assert (refused.value.code, refused.value.todos) == ("awards.held", (todo,))
    service.sign_first(database, first, scene.round, held=nothing)
    with pytest.raises(Outstanding):
        service.sign_second(database, second, scene.round, held=held)
    assert service.adopted(database, scene.round) is None
    assert service.sign_second(database, second, scene.round, held=nothing).is_adopted


def test_an_ended_period_of_an_earlier_publicity_does_not_count(database: Database, clock: FixedClock) -> None:
    """When the round goes back and publicity is entered anew, adoption waits for the new notice."""
    scene = build(database)
    propose(scene)
    post(scene, clock)
    assert service.publicity_over(database, scene.round)
    scene.enter(Phase.ADJUDICATION, "复议")
    scene.enter(Phase.PUBLICITY)
    assert service.closing(scene.round) is None
    with pytest.raises(Refusal) as refusal:
        service.sign_first(database, scene.actor("organizer"), scene.round, held=nothing)
    assert code(refusal) == "awards.not_posted"


def test_a_first_signature_can_be_taken_back(database: Database, clock: FixedClock) -> None:
    """After that nobody can sign second."""
    scene = build(database)
    propose(scene)
    post(scene, clock)
    service.sign_first(database, scene.actor("organizer"), scene.round, held=nothing)
    service.withdraw(database, scene.actor("organizer"), scene.round)
    with pytest.raises(Refusal) as refusal:
        service.sign_second(database, scene.actor("second"), scene.round, held=nothing)
    assert code(refusal) == "awards.nothing_signed"


def test_the_repeat_rule_reads_the_awards_of_past_rounds(database: Database, clock: FixedClock) -> None:
    """Once adopted in 2025, an enterprise is known to a later round of the same kind, and to none before it."""
    scene = build(database)
    propose(scene)
    post(scene, clock)
    service.sign_first(database, scene.actor("organizer"), scene.round, held=nothing)
    one = service.sign_second(database, scene.actor("second"), scene.round, held=nothing)
    from competition.awards.service import deriving

    later = replace(scene.round, id=99, code="xz-2027", year=2027)
    found = deriving._earlier(database, later)
    assert {(each.enterprise_id, each.is_last) for each in found} == {(each.enterprise_id, True) for each in one.awards}
    assert deriving._earlier(database, scene.round) == []
    assert deriving._earlier(database, replace(later, sample=False)) == []
    assert set(deriving.naming.barred(Repeat.ONCE, found)) == {each.enterprise_id for each in one.awards}


def test_what_is_stored_never_changes(database: Database) -> None:
    """A proposal is immutable, and its stored content gives back the list and the digest that is signed."""
    scene = build(database)
    one = propose(scene)
    assert digest(as_json(one.listing)) == one.digest
    assert from_json(as_json(one.listing)) == one.listing
    with pytest.raises(IntegrityError), write(database) as tx:
        tx.execute("UPDATE award_proposal SET total_fen = 1")


def test_only_those_who_may_propose_and_sign(database: Database) -> None:
    """An auditor proposes nothing, a judge signs nothing."""
    scene = build(database)
    for who in ("auditor", "赵"):
        with pytest.raises(Refusal) as refusal:
            service.propose(database, scene.actor(who), scene.round, decided_on=DECIDED)
        assert code(refusal) == "core.not_permitted"
    with pytest.raises(Refusal) as unsigned:
        service.sign_second(database, scene.actor("赵"), scene.round, held=nothing)
    assert code(unsigned) == "core.not_permitted"


def test_no_list_shows_while_scoring_is_open(database: Database) -> None:
    """A round that goes back to scoring hides its list again, because a list tells places."""
    scene = build(database)
    propose(scene)
    scene.enter(Phase.SCORING, "补评")
    assert service.proposals(database, scene.round) == ()


def test_what_is_outstanding_follows_the_phases(database: Database, clock: FixedClock) -> None:
    """Propose before publicity, adopt before publication; nothing afterwards."""
    scene = build(database)

    def asked(leaving: Phase) -> list[str]:
        return [todo.code for todo in service.outstanding(database, scene.round, leaving)]

    assert asked(Phase.ADJUDICATION) == ["awards.propose"]
    propose(scene)
    assert asked(Phase.ADJUDICATION) == []
    assert asked(Phase.PUBLICITY) == ["awards.adopt_later"]
    post(scene, clock)
    assert asked(Phase.PUBLICITY) == ["awards.sign_first"]
    service.sign_first(database, scene.actor("organizer"), scene.round, held=nothing)
    assert asked(Phase.PUBLICITY) == ["awards.sign_second"]
    service.sign_second(database, scene.actor("auditor"), scene.round, held=nothing)
    assert asked(Phase.PUBLICITY) == []


def test_the_allocation_sheet_holds_no_bank_account(database: Database) -> None:
    """Enterprise, code, town, ground, amount in figures and words, and the sum; marked as sample data."""
    scene = build(database)
    content = service.allocation(propose(scene), scene.round, language="zh")
    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert rows[0][0] == "示例数据"
    assert rows[2][1:2] + rows[2][6:9] == ["T01甲公司", "忻政办发〔2022〕81号 第四条", 200000, "贰拾万元整"]
    assert rows[4][1:2] + rows[4][7:9] == ["合计", 400000, "肆拾万元整"]
    assert not [title for title in rows[1] if title and ("账" in title or "开户" in title)]


def test_an_actor_without_an_account_signs_nothing(database: Database, clock: FixedClock) -> None:
    """The program itself cannot be one of the two people."""
    scene = build(database)
    propose(scene)
    post(scene, clock)
    nobody = Actor(None, "system", scene.actor("organizer").grants)
    with pytest.raises(Refusal) as refusal:
        service.sign_first(database, nobody, scene.round, held=nothing)
    assert code(refusal) == "core.needs_account"
