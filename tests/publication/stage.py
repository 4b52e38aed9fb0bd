"""A round on its way to the public, on top of the awards hall: approved, proposed, posted, adopted, published."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from competition.adjudication import service as adjudication
from competition.awards import service as awards
from competition.core.clock import BEIJING, FixedClock
from competition.core.database import Database, write
from competition.core.records import Text
from competition.entries import service as entries
from competition.publication import service
from competition.publication.records import Posted
from competition.rounds import service as rounds
from competition.rounds.records import Phase
from tests.awards.hall import build as hall
from tests.awards.hall import propose
from tests.tally.scene import Scene

MEETING = "局党组会议"
HOST = Text("示例市工业和信息化局", "Sample City Bureau of Industry")
CONTACT = Text("监督科，电话 0000-0000000", "Supervision office")


def approved(db: Database, **asked: Any) -> Scene:
    """A round in adjudication whose list is proposed and approved, on 3 November 2025."""
    scene = hall(db, **asked)
    hosted(scene, CONTACT)
    record(scene)
    propose(scene)
    return scene


def hosted(scene: Scene, contact: Text) -> None:
    """The round has a host, and somebody to ask."""
    held = scene.round
    rounds.amend_details(
        scene.db, scene.actor("organizer"), held, title=held.title, year=held.year, edition_code=held.edition_code,
        host=HOST, contact=contact,
    )  # fmt: skip


def record(scene: Scene, on: date = date(2025, 11, 3)) -> None:
    """The organizer records the approval."""
    service.record_approval(
        scene.db, scene.actor("organizer"), scene.round, meeting=MEETING, number="纪要〔2025〕6号", decided_on=on
    )


def posted(db: Database, **asked: Any) -> tuple[Scene, Posted]:
    """The round in publicity, its notice posted on 3 November: five working days to the 10th."""
    scene = approved(db, **asked)
    scene.enter(Phase.PUBLICITY)
    return scene, service.post_publicity(db, scene.actor("organizer"), scene.round)


def at(clock: FixedClock, day: date, hour: int = 9) -> None:
    """Set the clock to a day in Beijing."""
    clock.set(datetime(day.year, day.month, day.day, hour, tzinfo=BEIJING))


def adopted(db: Database, clock: FixedClock, **asked: Any) -> Scene:
    """The period over, the list adopted by two people, the round published on 11 November."""
    scene, _notice = posted(db, **asked)
    at(clock, date(2025, 11, 11))
    awards.sign_first(db, scene.actor("organizer"), scene.round, held=adjudication.holding)
    awards.sign_second(db, scene.actor("second"), scene.round, held=adjudication.holding)
    scene.enter(Phase.PUBLISHED)
    return scene


def published(db: Database, clock: FixedClock, **asked: Any) -> tuple[Scene, Posted]:
    """The result notice posted as well."""
    scene = adopted(db, clock, **asked)
    return scene, service.publish(db, scene.actor("organizer"), scene.round, number="示工信函〔2025〕21号")


def disqualify_first(scene: Scene) -> None:
    """A ruling takes the first nominee of the best town out."""
    one = entries.nominees(scene.db, entries.entry(scene.db, scene.round, "T01"))[0]
    with write(scene.db) as tx:
        entries.disqualify_nominee(tx, scene.actor("organizer"), scene.round, one.id, case="C1", reason="查实")
