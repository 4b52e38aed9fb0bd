"""Rulings: previewed, proposed by one, signed by another, done at once, and public with their reason."""

from __future__ import annotations

from decimal import Decimal

import pytest

from competition.adjudication import service
from competition.adjudication.records import DECISIONS, MOVES, Decision, Kind, Objector, State
from competition.ballots import service as ballots
from competition.core.database import Database, write
from competition.core.errors import Conflict, Denied, Frozen, Refusal
from competition.entries import service as entries
from competition.rounds.records import Phase
from competition.tally import service as tally
from tests.adjudication.test_cases import LEVEL, odd
from tests.tally.scene import Scene, build, mark, seal


def opened(database: Database, **more: object) -> Scene:
    """The odd round with its one case opened and explained."""
    scene = odd(database, **more)
    service.open_cases(database, scene.actor("organizer"), scene.round)
    service.state(database, scene.actor("赵"), scene.round, 1, "没有看到检测设备")
    return scene


def decide(scene: Scene, decision: Decision, number: int = 1, **detail: object) -> None:
    """The adjudicator proposes, the auditor signs."""
    service.rule(scene.db, scene.actor("adjudicator"), scene.round, number, decision, "理由", detail=detail)
    service.countersign(scene.db, scene.actor("auditor"), scene.round, number)


def test_the_effect_of_each_ruling_is_known_before_anyone_signs(database: Database) -> None:
    """Keeping changes nothing, striking moves total and line, a new mark cannot be known."""
    scene = opened(database)
    case = service.case(database, scene.round, 1)
    keep, reopen, strike = service.effects(database, scene.round, case)
    assert (keep.total, keep.rank, keep.is_inside, keep.change, keep.moves_line) == ("77", 2, True, None, False)
    assert not reopen.is_known
    assert (strike.total, strike.change, strike.rank) == ("77.2", "+0.2", 2)


def test_what_was_previewed_is_what_happens(database: Database) -> None:
    """The tally after the ruling gives exactly the previewed total and place."""
    scene = opened(database)
    case = service.case(database, scene.round, 1)
    foreseen = service.effect(database, scene.round, case, Decision.STRIKE, {})
    decide(scene, Decision.STRIKE)
    tally.tally(database, scene.actor("organizer"), scene.round, reason="第1号裁定")
    found = next(row for row in tally.standings(database, scene.round) if row.entry == "T02")
    assert (found.total, found.rank) == (foreseen.total, foreseen.rank)
    ruling = service.ruling_of(database, service.case(database, scene.round, 1))
    assert ruling is not None
    assert ruling.effect == {"inside": True, "moves_awards": False, "moves_line": False, "rank": 2}


def test_nothing_happens_before_the_second_signature(database: Database) -> None:
    """A proposed strike leaves the round file as it was."""
    scene = opened(database)
    before = service.basis(database, scene.round)
    service.rule(database, scene.actor("adjudicator"), scene.round, 1, Decision.STRIKE, "理由")
    assert service.basis(database, scene.round) == before
    assert service.case(database, scene.round, 1).state is State.PROPOSED
    service.countersign(database, scene.actor("auditor"), scene.round, 1)
    assert service.basis(database, scene.round) != before


def test_two_people_sign(database: Database) -> None:
    """Neither the adjudicator alone, nor an organizer beside an auditor, nor a judge completes a ruling."""
    scene = opened(database)
    service.rule(database, scene.actor("adjudicator"), scene.round, 1, Decision.KEEP, "理由")
    for who, code in (("adjudicator", "not_permitted"), ("organizer", "auditor_signs"), ("赵", "not_permitted")):
        with pytest.raises(Denied, match=code):
            service.countersign(database, scene.actor(who), scene.round, 1)
    assert service.case(database, scene.round, 1).state is State.PROPOSED


def test_an_organizer_signs_where_no_auditor_is_appointed(database: Database) -> None:
    """The second person is then a second organizer."""
    scene = opened(database, auditor=False)
    service.rule(database, scene.actor("adjudicator"), scene.round, 1, Decision.KEEP, "理由")
    assert service.countersign(database, scene.actor("organizer"), scene.round, 1).state == "signed"


def test_only_an_adjudicator_proposes(database: Database) -> None:
    """Organizer and auditor may not rule."""
    scene = opened(database)
    for who in ("organizer", "auditor", "赵"):
        with pytest.raises(Denied, match="not_permitted"):
            service.rule(database, scene.actor(who), scene.round, 1, Decision.KEEP, "理由")


def test_nobody_rules_or_signs_with_a_declared_conflict(database: Database) -> None:
    """A conflict is kept with its reason, declared once, and hands the second signature to an organizer."""
    scene = opened(database)
    case = service.case(database, scene.round, 1)
    service.declare_conflict(database, scene.actor("auditor"), scene.round, 1, "本县人")
    service.declare_conflict(database, scene.actor("auditor"), scene.round, 1, "本县人")
    assert len(service.conflicts(database, case)) == 1
    service.rule(database, scene.actor("adjudicator"), scene.round, 1, Decision.KEEP, "理由")
    with pytest.raises(Denied, match="conflict"):
        service.countersign(database, scene.actor("auditor"), scene.round, 1)
    service.withdraw(database, scene.actor("adjudicator"), scene.round, 1)
    service.declare_conflict(database, scene.actor("organizer"), scene.round, 1, "同单位",
                             account_id=scene.people["adjudicator"])  # fmt: skip
    with pytest.raises(Denied, match="conflict"):
        service.rule(database, scene.actor("adjudicator"), scene.round, 1, Decision.KEEP, "理由")
    with pytest.raises(Denied):
        service.declare_conflict(
            database, scene.actor("赵"), scene.round, 1, "别人", account_id=scene.people["auditor"]
        )


def test_a_ruling_whose_proposer_declares_a_conflict_is_not_signed(database: Database) -> None:
    """It goes back, and somebody else rules."""
    scene = opened(database)
    service.rule(database, scene.actor("adjudicator"), scene.round, 1, Decision.KEEP, "理由")
    service.declare_conflict(database, scene.actor("adjudicator"), scene.round, 1, "本县人")
    with pytest.raises(Frozen, match="proposer_in_conflict"):
        service.countersign(database, scene.actor("auditor"), scene.round, 1)
    service.send_back(database, scene.actor("auditor"), scene.round, 1, "提出人回避")
    assert service.case(database, scene.round, 1).state is State.OPEN


def test_a_mark_far_off_is_not_kept_unexplained(database: Database) -> None:
    """Beyond the red line the judge explains first; leaving it out or scoring again needs no statement."""
    scene = odd(database)
    service.open_cases(database, scene.actor("organizer"), scene.round)
    with pytest.raises(Frozen, match="statement_missing"):
        service.rule(database, scene.actor("adjudicator"), scene.round, 1, Decision.KEEP, "理由")
    service.rule(database, scene.actor("adjudicator"), scene.round, 1, Decision.STRIKE, "理由")


def test_a_ruling_needs_a_reason_that_fits_its_case(database: Database) -> None:
    """No reason, no ruling; and a case over marks is not decided by excluding anybody."""
    scene = opened(database)
    adjudicator = scene.actor("adjudicator")
    with pytest.raises(Refusal, match="reason_missing"):
        service.rule(database, adjudicator, scene.round, 1, Decision.KEEP, "  ")
    with pytest.raises(Refusal, match="decision_unfit"):
        service.rule(database, adjudicator, scene.round, 1, Decision.EXCLUDE, "理由")


def test_a_reopened_ballot_is_scored_again_as_a_new_version(database: Database) -> None:
    """The first version stays sealed; the new one counts; a new mark that is off again calls for a new case."""
    scene = opened(database)
    decide(scene, Decision.REOPEN)
    assert not tally.is_outdated(database, scene.round)
    mark(scene, "赵", {"T02": {"A4": "79", "B5": "79"}})
    seal(scene, "赵")
    assert tally.is_outdated(database, scene.round)
    versions = [one for one in ballots.sealed_versions(database, scene.round)
                if (one.judge, one.entry) == (scene.judge(1), "T02")]  # fmt: skip
    assert [(one.version, one.marks["A4"]) for one in versions] == [(1, 6000), (2, 7900)]
    assert service.awaiting(database, scene.round)[0] == ()
    tally.tally(database, scene.actor("organizer"), scene.round, reason="重打")


def test_a_new_mark_that_is_off_again_is_taken_up_again(database: Database) -> None:
    """Each version of a ballot is taken up once."""
    scene = opened(database)
    decide(scene, Decision.REOPEN)
    mark(scene, "赵", {"T02": {"A4": "61", "B5": "61"}})
    seal(scene, "赵")
    (again,) = service.open_cases(database, scene.actor("organizer"), scene.round)
    assert (again.number, again.judge) == (2, scene.judge(1))


def test_ballots_are_not_reopened_during_the_publicity(database: Database) -> None:
    """The round goes back to review first."""
    scene = opened(database)
    scene.enter(Phase.PUBLICITY)
    with pytest.raises(Frozen, match="too_late_to_reopen"):
        service.rule(database, scene.actor("adjudicator"), scene.round, 1, Decision.REOPEN, "理由")


def test_a_tie_ruling_orders_exactly_its_group(database: Database) -> None:
    """Every entry once; the places follow the order and say that a ruling decided them."""
    scene = build(database, marks=LEVEL)
    tally.tally(database, scene.actor("organizer"), scene.round)
    service.open_cases(database, scene.actor("organizer"), scene.round)
    for wrong in ([], ["T02"], ["T02", "T02"], ["T02", "T04"]):
        with pytest.raises(Refusal, match="order_incomplete"):
            service.rule(
                database, scene.actor("adjudicator"), scene.round, 1, Decision.ORDER, "理由", detail={"entries": wrong}
            )
    _told, effect = service.consider(database, scene.round, 1, Decision.ORDER, {"entries": ["T03", "T02"]})
    assert [str(name) for name in effect.leaves] == ["青禾黄酒"]
    decide(scene, Decision.ORDER, entries=["T03", "T02"])
    tally.tally(database, scene.actor("organizer"), scene.round, reason="第1号裁定")
    placed = tally.standings(database, scene.round)
    assert [(row.entry, row.rank, row.decided_by) for row in placed[1:3]] == [
        ("T03", 2, "ruling"),
        ("T02", 3, "ruling"),
    ]
    assert service.outstanding(database, scene.round, Phase.ADJUDICATION) == ()
    tally.diagnose(database, scene.actor("organizer"), scene.round)
    assert tally.outstanding(database, scene.round, Phase.ADJUDICATION) == ()


def test_a_tie_that_is_gone_is_dismissed(database: Database) -> None:
    """When another ruling parts the group, the tie case needs no order."""
    scene = build(database, marks={**LEVEL, "T02": ("60", "82", "81", "83", "82")})
    tally.tally(database, scene.actor("organizer"), scene.round)
    service.open_cases(database, scene.actor("organizer"), scene.round)
    decide(scene, Decision.STRIKE)
    tally.tally(database, scene.actor("organizer"), scene.round, reason="第1号裁定")
    decide(scene, Decision.DISMISS, number=2)
    assert service.outstanding(database, scene.round, Phase.ADJUDICATION) == ()


def object_to(scene: Scene, entry: str | None = "T01") -> int:
    """An objection; gives its case number."""
    who = Objector("王某某", "13800000000", "")
    return service.object_(scene.db, scene.round, who, "异议", entry=entry, origin="::1", op=f"op-{entry}").number


def test_an_upheld_objection_corrects_a_figure_and_asks_for_the_tally_again(database: Database) -> None:
    """The figure gets a new version under the case; until the tally is made again the publicity cannot be left."""
    scene = build(database)
    tally.tally(database, scene.actor("organizer"), scene.round)
    scene.enter(Phase.PUBLICITY)
    number = object_to(scene)
    case = service.case(database, scene.round, number)
    wanted = {"indicator": "A1", "value": Decimal("50"), "source": "复核报告"}
    _told, effect = service.consider(database, scene.round, number, Decision.CORRECT, wanted)
    assert (effect.total, effect.change, effect.rank) == ("73.8", "−8", 3)
    assert [str(name) for name in effect.leaves] == ["云川法兰"]
    decide(scene, Decision.CORRECT, number=number, **wanted)
    figure = entries.figures(database, scene.round)["T01", "A1"]
    assert (figure.value, figure.version, figure.case, figure.source) == (Decimal("50"), 2, case.code, "复核报告")
    assert [todo.code for todo in tally.outstanding(database, scene.round, Phase.PUBLICITY)] == ["tally.again"]


def test_a_correction_names_a_measured_figure_and_a_number(database: Database) -> None:
    """A judged indicator, an unknown one, or no number is refused before anyone signs."""
    scene = build(database, phase=Phase.PUBLICITY)
    number = object_to(scene)
    for detail, code in (({"indicator": "A4", "value": "1"}, "no_such_indicator"), ({}, "no_such_indicator"),
                         ({"indicator": "A1", "value": ""}, "value_missing"),
                         ({"indicator": "A1", "value": "五十"}, "not_a_number")):  # fmt: skip
        with pytest.raises(Refusal, match=code):
            service.consider(database, scene.round, number, Decision.CORRECT, detail)


def test_an_objection_to_the_whole_round_excludes_nobody(database: Database) -> None:
    """Without an entry it is upheld or not; an effect on an entry needs a case over that entry."""
    scene = build(database, phase=Phase.PUBLICITY)
    number = object_to(scene, entry=None)
    with pytest.raises(Refusal, match="no_entry"):
        service.rule(database, scene.actor("adjudicator"), scene.round, number, Decision.EXCLUDE, "理由")
    decide(scene, Decision.UPHOLD, number=number)
    assert service.case(database, scene.round, number).is_settled


def test_an_excluded_entry_keeps_the_case_as_its_ground(database: Database) -> None:
    """Exclusion by ruling closes the gap above the others."""
    scene = build(database)
    tally.tally(database, scene.actor("organizer"), scene.round)
    case = service.open_eligibility(database, scene.actor("organizer"), scene.round, "T01", "证明到期")
    effect = service.effect(database, scene.round, case, Decision.EXCLUDE, {})
    assert (effect.rank, effect.is_inside, [str(name) for name in effect.enters]) == (None, None, ["南河铸造"])
    decide(scene, Decision.EXCLUDE, number=case.number)
    entry = entries.entry(database, scene.round, "T01")
    assert (entry.is_eligible, entry.case) == (False, case.code)


def test_a_preview_that_no_longer_holds_is_not_signed(database: Database) -> None:
    """Something changed between looking and signing: both signatures are refused until it is looked at again."""
    scene = opened(database)
    seen = service.basis(database, scene.round)
    with write(database) as tx:
        tally.strike(tx, scene.actor("organizer"), scene.round, scene.judge(5), "T01", None, "C9")
    with pytest.raises(Conflict, match="effect_changed"):
        service.rule(database, scene.actor("adjudicator"), scene.round, 1, Decision.KEEP, "理由", based_on=seen)
    fresh = service.basis(database, scene.round)
    service.rule(database, scene.actor("adjudicator"), scene.round, 1, Decision.KEEP, "理由", based_on=fresh)
    with pytest.raises(Conflict, match="effect_changed"):
        service.countersign(database, scene.actor("auditor"), scene.round, 1, based_on=seen)


def test_a_ruling_is_taken_back_by_whoever_proposed_it_or_sent_back_with_a_reason(database: Database) -> None:
    """Either way the case is open again and the old proposal cannot be signed any more."""
    scene = opened(database)
    service.rule(database, scene.actor("adjudicator"), scene.round, 1, Decision.KEEP, "理由")
    with pytest.raises(Denied, match="not_your_ruling"):
        service.withdraw(database, scene.actor("auditor"), scene.round, 1)
    with pytest.raises(Refusal, match="reason_missing"):
        service.send_back(database, scene.actor("auditor"), scene.round, 1, " ")
    service.send_back(database, scene.actor("auditor"), scene.round, 1, "理由不足")
    assert service.case(database, scene.round, 1).state is State.OPEN
    with pytest.raises(Frozen, match="nothing_to_sign"):
        service.countersign(database, scene.actor("auditor"), scene.round, 1)
    decide(scene, Decision.KEEP)
    states = [one.state for one in service.rulings(database, service.case(database, scene.round, 1))]
    assert states == ["withdrawn", "signed"]


def test_what_is_decided_stays_decided(database: Database) -> None:
    """No second ruling, no statement, no conflict and no signature after the second signature."""
    scene = opened(database)
    decide(scene, Decision.KEEP)
    with pytest.raises(Frozen, match="settled"):
        service.rule(database, scene.actor("adjudicator"), scene.round, 1, Decision.STRIKE, "理由")
    with pytest.raises(Frozen, match="settled"):
        service.state(database, scene.actor("赵"), scene.round, 1, "再说明")
    with pytest.raises(Frozen, match="settled"):
        service.declare_conflict(database, scene.actor("auditor"), scene.round, 1, "本县人")
    with pytest.raises(Frozen, match="settled"):
        service.countersign(database, scene.actor("auditor"), scene.round, 1)


def test_rulings_are_public_with_their_reasons_once_the_publicity_begins(database: Database) -> None:
    """Before it nobody outside reads them; then everyone reads decision and reason, and no mark or judge."""
    scene = opened(database)
    decide(scene, Decision.KEEP)
    assert service.public_rulings(database, scene.round) == ()
    scene.enter(Phase.PUBLICITY)
    (told,) = service.public_rulings(database, scene.round)
    assert (told.number, told.decision, told.reason, str(told.entry)) == (1, Decision.KEEP, "理由", "青禾黄酒")
    assert scene.judge(1) not in repr(told)


def test_every_kind_of_case_has_decisions_and_every_state_a_way_out() -> None:
    """Nothing is opened that cannot be decided, and decided is the only end."""
    assert set(DECISIONS) == set(Kind)
    assert {decision for offered in DECISIONS.values() for decision in offered} == set(Decision)
    assert [state for state, ways in MOVES.items() if not ways] == [State.DECIDED]
