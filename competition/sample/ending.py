"""One sample edition after the ballots are sealed: rulings, tally, publicity, result, archive."""

from __future__ import annotations

from competition.adjudication import service as adjudication
from competition.adjudication.records import Case, Decision, Objector
from competition.archive import service as archive
from competition.awards import service as awards
from competition.desk import service as desk
from competition.entries import service as entries
from competition.panels import service as panels
from competition.publication import service as publication
from competition.rounds import service as rounds
from competition.rounds.records import Phase, Round
from competition.sample.edition import Edition
from competition.sample.story import Stage
from competition.tally import service as tally

STATEMENT = "示例：现场没有看到检测设备在用，台账有两年没有单列，所以各项都从严。"
GROUNDS = "示例：评委已书面说明，打分有现场依据，维持原分。"
MEETING = "局党组会议"
ADDRESSEE = "各县（市、区）工业和信息化主管部门"


def rule(stage: Stage, edition: Edition, round_: Round) -> None:
    """Scoring is left, every mark that lies far off is ruled on by two people, the tally made and looked through."""
    office, auditor = stage.actor("organizer-1"), stage.actor("auditor")
    stage.on(edition.days["scored"], 17)
    desk.move(stage.db, office, round_, Phase.ADJUDICATION)
    stage.on(edition.days["ruled"], 10)
    for case in adjudication.open_discrepancies(stage.db, office, round_):
        _decide(stage, round_, case)
        adjudication.countersign(stage.db, auditor, round_, case.number)
    stage.on(edition.days["ruled"], 15)
    tally.tally(stage.db, office, round_)
    tally.diagnose(stage.db, office, round_)


def _decide(stage: Stage, round_: Round, case: Case) -> None:
    judge = panels.get(stage.db, round_, str(case.judge))
    handle = next(f"judge-{n}" for n in range(1, 10) if stage.actor(f"judge-{n}").account_id == judge.account_id)
    adjudication.state(stage.db, stage.actor(handle), round_, case.number, STATEMENT)
    adjudication.rule(stage.db, stage.actor("adjudicator"), round_, case.number, Decision.KEEP, GROUNDS)


def object_to(stage: Stage, edition: Edition, round_: Round, town_code: str) -> None:
    """Somebody objects to a town's figure; the case stays open for the walk."""
    stage.on(edition.days["objected"], 11)
    entry = next(one for one in entries.entries(stage.db, round_) if one.town_id == stage.towns[town_code].id)
    adjudication.object_(
        stage.db, rounds.get(stage.db, round_.code),
        Objector("示例异议人", "0000-0000000", "示例：2024年平台服务台账复印件一份"),
        "示例：该镇填报的平台服务企业覆盖率高于其台账记载，请核实。",
        entry=entry.code, origin="127.0.0.1", op=f"sample-{edition.code}",
    )  # fmt: skip


def publicize(stage: Stage, edition: Edition, round_: Round) -> None:
    """The list is approved and proposed, and the publicity notice is posted."""
    office, approved = stage.actor("organizer-1"), edition.days["approved"]
    stage.on(approved, 16)
    publication.record_approval(
        stage.db, office, round_, meeting=MEETING, number=f"示工信党纪〔{edition.year}〕6号", decided_on=approved
    )
    awards.propose(stage.db, office, round_, decided_on=approved)
    stage.on(edition.days["posted"], 9)
    desk.move(stage.db, office, round_, Phase.PUBLICITY)
    publication.post_publicity(stage.db, office, round_)


def close(stage: Stage, edition: Edition, round_: Round) -> None:
    """The period is over: two people adopt the list, the result is published, and the round is sealed and archived."""
    office, second = stage.actor("organizer-1"), stage.actor("auditor")
    stage.on(edition.days["published"], 9)
    awards.sign_first(stage.db, office, round_, held=adjudication.holding)
    awards.sign_second(stage.db, second, round_, held=adjudication.holding)
    desk.move(stage.db, office, round_, Phase.PUBLISHED)
    publication.publish(
        stage.db, office, round_, number=f"示工信函〔{edition.year}〕21号", addressee=ADDRESSEE
    )
    stage.on(edition.days["archived"], 10)
    for is_public in (True, False):
        archive.verify_bundle(
            stage.db, office, round_, archive.write_bundle(stage.db, office, round_, public=is_public)
        )
    desk.move(stage.db, office, round_, Phase.ARCHIVED)
