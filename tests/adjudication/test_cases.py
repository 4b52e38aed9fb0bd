"""Opening cases and hearing them: what calls for one, who may say what, and what the public sees."""

from __future__ import annotations

import pytest

from competition.adjudication import service
from competition.adjudication.records import Decision, Kind, Objector, State, letters
from competition.core.database import Database, IntegrityError, write
from competition.core.errors import Denied, Frozen, NotFound, Refusal
from competition.rounds.records import Phase
from competition.tally import service as tally
from tests.tally.scene import Scene, build

ODD = {"T02": ("60", "82", "81", "83", "82")}
LEVEL = {"T03": ("80", "82", "81", "83", "82")}
WHO = Objector("王某某", "13800000000", "台账复印件")


def odd(database: Database, **more: object) -> Scene:
    """A round whose first judge marks T02 far too low, with its tally made."""
    scene = build(database, marks=ODD, **more)  # type: ignore[arg-type]
    tally.tally(database, scene.actor("organizer"), scene.round)
    return scene


def test_marks_beyond_the_line_call_for_one_case_a_judge_and_entry(database: Database) -> None:
    """The total and both single indicators are off; one case takes them up together, and only once."""
    scene = odd(database)
    (case,) = service.open_cases(database, scene.actor("organizer"), scene.round)
    assert (case.kind, case.entry, case.judge, case.is_red) == (Kind.DISCREPANCY, "T02", scene.judge(1), True)
    assert case.subject["percent"] == "-26.53"
    assert [one["code"] for one in case.subject["indicators"]] == ["A4", "B5"]
    assert service.open_cases(database, scene.actor("second"), scene.round) == ()


def test_marks_within_the_lines_call_for_none(database: Database) -> None:
    """The empty queue is the good one."""
    scene = build(database)
    assert service.open_cases(database, scene.actor("adjudicator"), scene.round) == ()
    assert service.outstanding(database, scene.round, Phase.ADJUDICATION) == ()


def test_no_case_is_opened_before_scoring_is_left(database: Database) -> None:
    """Until then even asking would tell something about marks."""
    scene = build(database, marks=ODD, phase=Phase.SCORING)
    with pytest.raises(Frozen, match="not_hearing"):
        service.open_cases(database, scene.actor("organizer"), scene.round)


def test_a_tie_across_the_award_line_opens_a_case(database: Database) -> None:
    """Two towns level at places 2 and 3 with a quota of 2 wait for a ruling."""
    scene = build(database, marks=LEVEL)
    tally.tally(database, scene.actor("organizer"), scene.round)
    (case,) = service.open_cases(database, scene.actor("organizer"), scene.round)
    assert (case.kind, case.subject["entries"], case.subject["rank"]) == (Kind.TIE, ["T02", "T03"], 2)
    assert service.open_tie(database, scene.actor("organizer"), scene.round) == ()


def test_a_phase_waits_for_open_cases_and_for_those_that_should_be_open(database: Database) -> None:
    """First the finding without a case, then the case itself holds the phase."""
    scene = odd(database)
    codes = [todo.code for todo in service.outstanding(database, scene.round, Phase.ADJUDICATION)]
    assert codes == ["adjudication.unopened"]
    service.open_cases(database, scene.actor("organizer"), scene.round)
    codes = [todo.code for todo in service.outstanding(database, scene.round, Phase.ADJUDICATION)]
    assert codes == ["adjudication.open"]
    assert service.outstanding(database, scene.round, Phase.SCORING) == ()


def test_the_log_of_a_case_holds_no_mark(database: Database) -> None:
    """Opening, explaining and ruling leave neither 60 nor 26.53 in the log."""
    scene = odd(database)
    service.open_cases(database, scene.actor("organizer"), scene.round)
    service.state(database, scene.actor("赵"), scene.round, 1, "没有看到检测设备")
    service.rule(database, scene.actor("adjudicator"), scene.round, 1, Decision.STRIKE, "畸低")
    service.countersign(database, scene.actor("auditor"), scene.round, 1)
    told = " ".join(row["body"] for row in database.rows("SELECT body FROM log WHERE act LIKE 'adjudication.%'"))
    assert "26.53" not in told
    assert '"60' not in told
    assert "81.67" not in told


def test_a_judge_explains_own_marks_alone(database: Database) -> None:
    """Another judge, and the organizer, have nothing to say to the case."""
    scene = odd(database)
    service.open_cases(database, scene.actor("organizer"), scene.round)
    for who in ("钱", "organizer", "adjudicator"):
        with pytest.raises(Denied, match="not_your_case"):
            service.state(database, scene.actor(who), scene.round, 1, "说明")
    service.state(database, scene.actor("赵"), scene.round, 1, " 没有看到检测设备 ")
    (said,) = service.statements(database, service.case(database, scene.round, 1))
    assert said.text == "没有看到检测设备"


def test_letters_tell_nothing_of_pseudonyms_and_change_from_round_to_round() -> None:
    """Every judge has a letter of their own; another round deals them anew."""
    judges = [f"J{n}" for n in range(1, 31)]
    first, second = letters(judges, "xz-2025"), letters(judges, "xz-2027")
    assert len(set(first.values())) == 30
    assert first != second
    assert "AA" in first.values()
    assert letters(reversed(judges), "xz-2025") == first


def test_what_a_case_is_over_never_changes(database: Database) -> None:
    """Its entry, judge and subject are sealed from the start, and everything once it is decided."""
    scene = odd(database)
    service.open_cases(database, scene.actor("organizer"), scene.round)
    for column in ("entry", "judge", "subject", "text", "kind", "opened_by"):
        with pytest.raises(IntegrityError, match="state alone"), write(database) as tx:
            tx.execute(f"UPDATE adjudication_case SET {column} = 'x'")
    service.rule(database, scene.actor("adjudicator"), scene.round, 1, Decision.STRIKE, "畸低")
    service.countersign(database, scene.actor("auditor"), scene.round, 1)
    with pytest.raises(IntegrityError, match="sealed"), write(database) as tx:
        tx.execute("UPDATE adjudication_case SET state = 'open'")


def test_eligibility_is_a_case_with_its_ground(database: Database) -> None:
    """The organizer opens it over an entry that exists, and says what raised the doubt."""
    scene = build(database)
    with pytest.raises(Refusal, match="text_missing"):
        service.open_eligibility(database, scene.actor("organizer"), scene.round, "T01", "  ")
    with pytest.raises(NotFound):
        service.open_eligibility(database, scene.actor("organizer"), scene.round, "T99", "证明到期")
    with pytest.raises(Denied):
        service.open_eligibility(database, scene.actor("auditor"), scene.round, "T01", "证明到期")
    case = service.open_eligibility(database, scene.actor("organizer"), scene.round, "T01", "证明到期")
    assert (case.kind, case.state, case.entry) == (Kind.ELIGIBILITY, State.OPEN, "T01")


def objection(scene: Scene, op: str = "op-1", origin: str = "10.0.0.1", entry: str | None = "T01") -> tuple[int, str]:
    """File one objection; gives its number and receipt."""
    filed = service.object_(scene.db, scene.round, WHO, "覆盖率高于台账", entry=entry, origin=origin, op=op)
    return filed.number, filed.receipt


@pytest.mark.parametrize("phase", [Phase.ADJUDICATION, Phase.PUBLISHED])
def test_objections_are_taken_in_the_publicity_period_alone(database: Database, phase: Phase) -> None:
    """Before and after it the form is refused."""
    scene = build(database, phase=phase)
    with pytest.raises(Frozen, match="no_publicity"):
        objection(scene)


def test_an_objection_opens_a_case_and_gives_a_receipt(database: Database) -> None:
    """The receipt finds the case, with digits in groups or not; the same form sent twice is one objection."""
    scene = build(database, phase=Phase.PUBLICITY)
    number, receipt = objection(scene)
    assert objection(scene) == (number, receipt)
    grouped = f"{receipt[:4]} {receipt[4:8]} {receipt[8:12]} {receipt[12:]}"
    assert service.find_objection(database, scene.round, grouped).number == number
    with pytest.raises(NotFound, match="no_such_receipt"):
        service.find_objection(database, scene.round, "0" * 16)
    assert [todo.code for todo in service.outstanding(database, scene.round, Phase.PUBLICITY)] == ["adjudication.open"]


def test_who_objected_stands_in_no_log_and_in_no_case(database: Database) -> None:
    """Name, contact and evidence are kept apart; neither the case, nor the log, nor the answer's record has them."""
    scene = build(database, phase=Phase.PUBLICITY)
    number, _receipt = objection(scene)
    case = service.case(database, scene.round, number)
    assert WHO.name not in repr(case)
    for table in ("log", "operation", "adjudication_case", "adjudication_origin"):
        told = " ".join(str(tuple(row)) for row in database.rows(f"SELECT * FROM {table}"))
        assert WHO.name not in told
        assert WHO.contact not in told
        assert "10.0.0.1" not in told
    assert service.objector(database, case) == WHO


def test_one_place_files_a_few_objections_an_hour(database: Database, clock: object) -> None:
    """The sixth within the hour is refused; another place and a later hour are not."""
    from datetime import timedelta

    scene = build(database, phase=Phase.PUBLICITY)
    for n in range(5):
        objection(scene, op=f"op-{n}")
    with pytest.raises(Refusal, match="too_many") as refused:
        objection(scene, op="op-6")
    assert refused.value.status == 429
    objection(scene, op="op-7", origin="10.0.0.2")
    clock.set(clock.at + timedelta(hours=2))  # type: ignore[attr-defined]
    objection(scene, op="op-8")
    clock.set(clock.at + timedelta(days=2))  # type: ignore[attr-defined]
    objection(scene, op="op-9")
    assert database.value("SELECT count(*) FROM adjudication_origin") == 1


def test_an_objection_needs_a_name_a_contact_and_a_text(database: Database) -> None:
    """Anonymous ones are refused with what is missing."""
    scene = build(database, phase=Phase.PUBLICITY)
    for who, text, code in ((Objector(" ", "1", ""), "异议", "objector_missing"), (WHO, " ", "text_missing"),
                            (WHO, "长" * 4001, "text_too_long")):  # fmt: skip
        with pytest.raises(Refusal, match=code):
            service.object_(database, scene.round, who, text, entry=None, origin="10.0.0.1", op=code)
