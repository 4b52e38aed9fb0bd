"""Notices: the period drawn from the calendar, what is posted for good, and the document that comes of it."""

import io
from datetime import date, datetime
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from competition.adjudication import service as adjudication
from competition.adjudication.records import Decision, Objector
from competition.awards import service as awards
from competition.core.clock import BEIJING, FixedClock, stamp
from competition.core.database import Database, IntegrityError, write
from competition.core.documents import to_docx
from competition.core.errors import Denied, Refusal
from competition.core.records import PUBLIC, Text
from competition.publication import body, service
from competition.publication.records import Kind, Posted, Stage
from competition.rounds.records import Phase
from competition.tally import service as tally
from tests.awards.hall import build, propose
from tests.publication.stage import adopted, approved, at, disqualify_first, hosted, posted, published, record
from tests.tally.scene import Scene


def codes(scene: Scene, leaving: Phase) -> list[str]:
    return [todo.code for todo in service.outstanding(scene.db, scene.round, leaving)]


def refused(what: Any, *args: Any, **more: Any) -> str:
    with pytest.raises(Refusal) as raised:
        what(*args, **more)
    return raised.value.code


def post(scene: Scene, **more: Any) -> Posted:
    return service.post_publicity(scene.db, scene.actor("organizer"), scene.round, **more)


def in_publicity(database: Database) -> Scene:
    scene = approved(database)
    scene.enter(Phase.PUBLICITY)
    return scene


def words(notice: Posted) -> str:
    return "".join(each.get("text", "") for each in notice.body["blocks"])


def test_the_period_begins_on_the_working_day_after_posting(database: Database) -> None:
    """Posted on Monday 3 November: five working days, the 4th the first and Monday the 10th the last."""
    _scene, notice = posted(database)
    assert notice.posted_on == date(2025, 11, 3)
    assert (notice.first_day, notice.closes_on, len(notice.days)) == (date(2025, 11, 4), date(2025, 11, 10), 5)


def test_the_national_day_holiday_is_not_counted(database: Database, clock: FixedClock) -> None:
    """Posted on 29 September 2025: then the 30th, 9 and 10 October, the moved Saturday, and the 13th."""
    scene = in_publicity(database)
    at(clock, date(2025, 9, 29))
    counted = ((9, 30), (10, 9), (10, 10), (10, 11), (10, 13))
    assert post(scene).days == tuple(date(2025, month, day) for month, day in counted)


def test_a_year_without_a_table_is_refused(database: Database, clock: FixedClock) -> None:
    """At the end of the last year entered no closing date is computed, and nothing is posted."""
    scene = in_publicity(database)
    at(clock, date(2026, 12, 29))
    assert refused(post, scene) == "calendar.year_missing"
    assert service.notices(database, scene.round) == ()


def test_posting_sets_the_end_that_adoption_waits_for(database: Database) -> None:
    """The period lasts to the end of its last day in Beijing."""
    scene, _notice = posted(database)
    assert scene.round.deadlines[Phase.PUBLICITY] == datetime(2025, 11, 11, tzinfo=BEIJING)


def test_a_notice_names_list_period_and_office(database: Database) -> None:
    """The document says what it rests on, who is named, when, and to whom objections go."""
    _scene, notice = posted(database)
    for said in (
        "忻政办发〔2022〕81号", "第四条", "局党组会议研究", "T01甲公司（云川法兰）", "拟确定以下2家企业",
        "2025年11月4日至11月10日，共5个工作日", "监督科，电话 0000-0000000",
    ):  # fmt: skip
        assert said in words(notice)
    assert notice.title == "关于特色专业镇集群竞赛规模化领军企业拟入选名单的公示"
    assert notice.body["sample"] is True


def test_a_list_without_names_says_so(database: Database) -> None:
    """Where no town could name anyone, the notice says it instead of an empty list."""
    _scene, notice = posted(database, nominees={"T01": [], "T02": []})
    assert "本届没有企业拟入选规模化领军企业" in words(notice)
    headings = [each["text"] for each in notice.body["blocks"] if each["kind"] == "heading"]
    assert headings == ["公示时间", "异议受理"]


@pytest.mark.parametrize("table", ["notice", "published_result", "approval_record"])
def test_a_posted_notice_is_never_changed(database: Database, table: str) -> None:
    """The rows of approvals, notices and published results are sealed by the database itself."""
    scene, notice = posted(database)
    for statement in (f"UPDATE {table} SET round_id = round_id", f"DELETE FROM {table}"):
        with pytest.raises(IntegrityError, match="sealed"), write(database) as tx:
            tx.execute(statement)
    assert service.notices(database, scene.round) == (notice,)


def test_the_same_operation_posts_once(database: Database) -> None:
    """A form sent twice is one notice."""
    scene = in_publicity(database)
    first, second = post(scene, op="a" * 32), post(scene, op="a" * 32)
    assert first == second
    assert len(service.notices(database, scene.round)) == 1


def test_a_correction_needs_a_reason_and_begins_a_new_period(database: Database, clock: FixedClock) -> None:
    """The first notice stays as it was; the second says why and counts its own days."""
    scene, first = posted(database)
    at(clock, date(2025, 11, 5))
    assert refused(post, scene) == "publication.reason_missing"
    second = post(scene, reason="联系电话有误。")
    assert (second.serial, second.version, second.closes_on) == (2, 2, date(2025, 11, 12))
    assert second.title.endswith("（更正）")
    assert "理由：联系电话有误。公示期自本公示重新计算。" in words(second)
    assert service.notice(database, scene.round, 1) == first
    assert scene.round.deadlines[Phase.PUBLICITY] == datetime(2025, 11, 13, tzinfo=BEIJING)


def test_a_draft_that_changed_is_not_posted(database: Database) -> None:
    """Whoever posts agrees to what they read: another draft since then is refused."""
    scene = in_publicity(database)
    basis = service.draw(database, scene.round, Kind.PUBLICITY).basis
    hosted(scene, Text("另一科室"))
    assert refused(post, scene, basis=basis) == "publication.draft_changed"
    again = service.draw(database, scene.round, Kind.PUBLICITY, number="〔2025〕1号", reason="").basis
    assert post(scene, basis=again).serial == 1


def test_a_changed_list_makes_the_notice_outdated(database: Database, clock: FixedClock) -> None:
    """A nominee disqualified in publicity: the list is proposed anew, and only a new period lets it be adopted."""
    scene, notice = posted(database)
    assert not service.is_outdated(database, scene.round, notice)
    disqualify_first(scene)
    assert service.is_outdated(database, scene.round, notice)
    assert codes(scene, Phase.PUBLICITY) == ["publication.post_again"]
    assert refused(post, scene, reason="名单有变") == "publication.list_outdated"
    propose(scene, reason="T01甲公司不合格")
    at(clock, date(2025, 11, 11))
    asked = {"held": adjudication.holding}
    assert refused(awards.sign_first, database, scene.actor("organizer"), scene.round, **asked) == "awards.not_posted"
    assert post(scene, reason="T01甲公司查实不合格").closes_on == date(2025, 11, 18)
    assert codes(scene, Phase.PUBLICITY) == ["publication.period_runs"]


def test_publicity_is_held_again_after_going_back(database: Database) -> None:
    """Back in review and forward again, neither the old approval nor the old notice nor its period counts."""
    scene, _notice = posted(database)
    scene.enter(Phase.ADJUDICATION, reason="异议成立，重新复核")
    assert service.result(database, scene.round).stage is Stage.REOPENED
    assert codes(scene, Phase.ADJUDICATION) == ["publication.approve_again"]
    record(scene)
    assert codes(scene, Phase.ADJUDICATION) == []
    scene.enter(Phase.PUBLICITY)
    assert codes(scene, Phase.PUBLICITY) == ["publication.post"]
    assert Phase.PUBLICITY not in scene.round.deadlines
    assert (post(scene).serial, post(scene, reason="再次核对").serial) == (2, 3)


def test_what_each_phase_asks_for(database: Database, clock: FixedClock) -> None:
    """Approval, then notice, then its days to their last midnight, then the result notice."""
    scene = build(database)
    assert codes(scene, Phase.ADJUDICATION) == ["publication.approve"]
    record(scene)
    propose(scene)
    scene.enter(Phase.PUBLICITY)
    assert codes(scene, Phase.PUBLICITY) == ["publication.post"]
    post(scene)
    at(clock, date(2025, 11, 10), hour=23)
    assert codes(scene, Phase.PUBLICITY) == ["publication.period_runs"]
    at(clock, date(2025, 11, 11), hour=0)
    assert codes(scene, Phase.PUBLICITY) == []
    scene.enter(Phase.PUBLISHED)
    assert codes(scene, Phase.PUBLISHED) == ["publication.publish"]
    assert codes(scene, Phase.SCORING) == []


def test_the_approval_is_amended_beside_the_old_one(database: Database) -> None:
    """Amending stores a new version; outside review, ahead of its day or incomplete it is refused."""
    scene = approved(database)
    organizer = scene.actor("organizer")
    told = {"meeting": "市政府常务会议", "number": "纪要〔2025〕9号", "decided_on": date(2025, 11, 2)}
    service.record_approval(database, organizer, scene.round, **told)
    assert [one.meeting for one in service.approvals(database, scene.round)] == ["市政府常务会议", "局党组会议"]
    for changed, code in (
        ({"decided_on": date(2025, 11, 4)}, "publication.approved_ahead"),
        ({"number": " "}, "publication.approval_incomplete"),
    ):
        assert refused(service.record_approval, database, organizer, scene.round, **(told | changed)) == code
    scene.enter(Phase.PUBLICITY)
    assert refused(service.record_approval, database, organizer, scene.round, **told) == "publication.approval_closed"


def test_nothing_is_posted_without_approval_or_by_a_judge(database: Database) -> None:
    """The notice names the meeting, so there must be one; posting is the organizer's."""
    scene = build(database)
    scene.enter(Phase.PUBLICITY)
    assert refused(post, scene) == "publication.not_approved"
    with pytest.raises(Denied):
        service.post_publicity(database, scene.actor("赵"), scene.round)


def test_nothing_is_posted_without_a_list(database: Database) -> None:
    """Approved, but no list proposed: there is nothing to say."""
    scene = build(database)
    record(scene)
    scene.enter(Phase.PUBLICITY)
    assert refused(post, scene) == "publication.no_list"


def test_the_result_is_published_once_the_list_is_adopted(database: Database, clock: FixedClock) -> None:
    """The notice of the result lists enterprises with sums and every place; from there the result is final."""
    scene, notice = published(database, clock)
    named, places = [each for each in notice.body["blocks"] if each["kind"] == "table"]
    first = named["rows"][0]
    assert (first[1], first[3], first[4]) == ("T01甲公司", "云川法兰", "200,000")
    assert named["foot"][-1] == "400,000"
    assert [row[0] for row in places["rows"]] == ["1", "2", "3", "4"]
    assert "每家奖补20万元，共计40万元（肆拾万元整）" in words(notice)
    assert "没有收到异议" in words(notice)
    assert notice.body["number"] == "示工信函〔2025〕21号"
    assert service.result(database, scene.round).stage is Stage.FINAL
    assert codes(scene, Phase.PUBLISHED) == []


def test_the_result_notice_counts_what_came_in_within_the_period(database: Database, clock: FixedClock) -> None:
    """What came in before the standing notice was posted is told apart, and later matters are not counted."""
    scene, _notice = posted(database)
    who = Objector("王某某", "0000-0000000", "")
    for day in (4, 10):
        at(clock, date(2025, 11, day), hour=22)
        adjudication.object_(database, scene.round, who, "异议", entry=None, origin="::1", op=f"op-{day}")
        if day == 4:
            at(clock, date(2025, 11, day), hour=23)
            post(scene, reason="补充说明")
    at(clock, date(2025, 11, 12))
    with write(database) as tx:
        late = "INSERT INTO adjudication_case (round_id, number, kind, state, subject, text, opened_by, opened_at)"
        late += " SELECT round_id, 3, kind, state, subject, text, opened_by, ? FROM adjudication_case WHERE number = 1"
        tx.execute(late, (stamp(tx.at),))
        tx.log(PUBLIC, "adjudication.object", scene.round.tag)
    for number in (1, 2, 3):
        adjudication.rule(database, scene.actor("adjudicator"), scene.round, number, Decision.DISMISS, "无误")
        adjudication.countersign(database, scene.actor("auditor"), scene.round, number)
    awards.sign_first(database, scene.actor("organizer"), scene.round, held=adjudication.holding)
    awards.sign_second(database, scene.actor("second"), scene.round, held=adjudication.holding)
    scene.enter(Phase.PUBLISHED)
    notice = service.publish(database, scene.actor("organizer"), scene.round)
    assert "期内收到异议1件，均已处理，此前收到异议1件，均已处理。" in words(notice)


def test_a_notice_says_how_evidence_is_handed_in(database: Database) -> None:
    """The same as the form: in writing, naming the receipt number."""
    _scene, notice = posted(database)
    assert "证据材料以书面形式送交受理部门；在网站填写的，须注明回执号" in words(notice)


def test_a_published_result_is_corrected_by_another_notice(database: Database, clock: FixedClock) -> None:
    """The first stays; the second needs its reason and carries the result from then on."""
    scene, _notice = published(database, clock)
    organizer = scene.actor("organizer")
    assert refused(service.publish, database, organizer, scene.round) == "publication.reason_missing"
    service.publish(database, organizer, scene.round, reason="文号有误")
    shown = service.result(database, scene.round).shown
    assert shown is not None
    assert (shown.version, shown.notice, len(service.results(database, scene.round))) == (3, 3, 3)


def test_the_result_waits_for_its_phase_and_for_adoption(database: Database) -> None:
    """In the wrong phase, or with a list nobody adopted, nothing is published."""
    scene, _notice = posted(database)
    organizer = scene.actor("organizer")
    assert refused(service.publish, database, organizer, scene.round) == "publication.not_now_result"
    scene.enter(Phase.PUBLISHED)
    assert refused(service.publish, database, organizer, scene.round) == "publication.not_adopted"
    assert refused(post, scene) == "publication.not_now_publicity"


def test_before_the_notice_the_proposed_list_stays_public(database: Database, clock: FixedClock) -> None:
    """Adopted but not yet announced: the public still reads the list as proposed, and may not object any more."""
    view = service.result(database, adopted(database, clock).round)
    assert (view.stage, view.is_open) == (Stage.PUBLICITY, False)


def test_the_document_is_that_of_the_standard(database: Database) -> None:
    """Read back from the .docx: the edges of GB/T 9704, its faces, and every sentence of the notice."""
    scene, notice = posted(database)
    content = to_docx(service.document(notice), notice.at)
    assert content == to_docx(body.from_json(service.notice(database, scene.round, 1).body), notice.at)
    read = docx.Document(io.BytesIO(content))
    section = read.sections[0]
    edges = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    assert [round(edge / Mm(1)) for edge in edges if edge] == [37, 26, 35, 28]
    lines = [line.text for line in read.paragraphs]
    assert lines[0] == "关于特色专业镇集群竞赛\n规模化领军企业拟入选名单的公示"
    assert "一、拟入选名单" in lines
    assert "1.T01甲公司（云川法兰）" in lines
    assert lines[-2:] == ["示例市工业和信息化局", "2025年11月3日"]
    runs = [run._r.rPr for line in read.paragraphs for run in line.runs if run._r.rPr is not None]
    faces = {run.rFonts.get(qn("w:eastAsia")) for run in runs}
    assert {"方正小标宋简体", "仿宋_GB2312", "黑体"} <= faces
    assert notice.body["check_digits"] in section.footer.paragraphs[0].text


def test_the_end_of_the_text_goes_with_the_signature(database: Database) -> None:
    """No page holds the signature alone: the last paragraph is kept with it."""
    _scene, notice = posted(database)
    read = docx.Document(io.BytesIO(to_docx(service.document(notice), notice.at)))
    assert all(line.paragraph_format.keep_with_next for line in read.paragraphs[-4:-1])


def test_the_log_tells_digests_and_no_mark(database: Database, clock: FixedClock) -> None:
    """What the log keeps of a posting: digests, days and who; nothing the notice says of scores."""
    scene, _notice = published(database, clock)
    events = database.rows("SELECT act, body FROM log WHERE act LIKE 'publication.%' ORDER BY seq")
    assert [row["act"] for row in events] == [
        "publication.record_approval", "publication.post_publicity", "publication.post_result",
    ]  # fmt: skip
    total = tally.standings(database, scene.round)[0].total
    assert all(total not in row["body"] for row in events)
