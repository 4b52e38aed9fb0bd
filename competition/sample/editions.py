"""The sample editions: 2023 archived, 2025 with an open objection in its publicity period, 2027 a draft.

Beside them stands a rehearsal in its scoring phase, in which nobody has opened a ballot yet: there one tries judging.
"""

from __future__ import annotations

from datetime import date

from competition.core.records import Text
from competition.rounds import service as rounds
from competition.sample import cast, ending
from competition.sample import edition as playing
from competition.sample.edition import POLICY, Edition
from competition.sample.story import CONTACT, OFFICE, TITLE, Stage, people, register


def ordinal(zh: str, en: str) -> Text:
    """第二届特色专业镇集群竞赛, Second competition of specialized towns."""
    return Text(f"{zh}特色专业镇集群竞赛", f"{en} {TITLE.en}")


FIRST = Edition(
    "xz-2023", ordinal("第一届", "First"), 2023, 2022, later=0, outside=("ZY12",),
    days={
        "drafted": date(2023, 3, 6), "locked": date(2023, 3, 20), "registered": date(2023, 4, 10),
        "checked": date(2023, 5, 15), "scoring": date(2023, 6, 12), "scored": date(2023, 6, 14),
        "ruled": date(2023, 6, 20), "approved": date(2023, 6, 28), "posted": date(2023, 7, 3),
        "published": date(2023, 7, 11), "archived": date(2023, 9, 1),
    },
    odd=(6, "ZY09", -11),
)  # fmt: skip
SECOND = Edition(
    "xz-2025", ordinal("第二届", "Second"), 2025, 2024, later=1, copy_from="xz-2023", tied=True,
    days={
        "drafted": date(2025, 8, 18), "locked": date(2025, 8, 29), "registered": date(2025, 9, 8),
        "checked": date(2025, 10, 13), "scoring": date(2025, 10, 20), "scored": date(2025, 10, 22),
        "ruled": date(2025, 10, 28), "approved": date(2025, 11, 5), "posted": date(2025, 11, 10),
        "objected": date(2025, 11, 12),
    },
    vetoed="ZY12", withdrawn="ZY11", own_county=(3, "ZY04"), declared=(7, "ZY08"), odd=(6, "ZY09", -16),
)  # fmt: skip
REHEARSED = ("ZY01", "ZY02", "ZY03", "ZY06")
TODAY = date(2025, 11, 13)
REHEARSAL = Edition(
    "xz-drill", Text("打分演练（示例数据）", "Scoring rehearsal (sample data)"), 2025, 2024, later=1,
    copy_from="xz-2025", days=dict.fromkeys(("drafted", "locked", "registered", "checked", "scoring"), TODAY),
    outside=tuple(town.code for town in cast.TOWNS if town.code not in REHEARSED), n_judges=5, quota=2,
    is_declared=False,
)  # fmt: skip
OBJECTED = "ZY02"
THIRD = ordinal("第三届", "Third")


def play(stage: Stage) -> None:
    """Play every edition and the rehearsal; leaves the clock on the day the walk begins."""
    stage.on(FIRST.days["drafted"], 8)
    people(stage)
    register(stage)
    for each in (FIRST, SECOND):
        held = playing.set_up(stage, each)
        playing.register(stage, each, held)
        playing.score(stage, each, held)
        ending.rule(stage, each, rounds.get(stage.db, each.code))
        ending.publicize(stage, each, rounds.get(stage.db, each.code))
        if each is FIRST:
            ending.close(stage, each, rounds.get(stage.db, each.code))
    ending.object_to(stage, SECOND, rounds.get(stage.db, SECOND.code), OBJECTED)
    playing.register(stage, REHEARSAL, playing.set_up(stage, REHEARSAL))
    stage.on(TODAY, 10)
    rounds.create(
        stage.db, stage.actor("organizer-1"), "xz-2027", THIRD, 2027, POLICY,
        copy_from=SECOND.code, sample=True, host=OFFICE, contact=CONTACT,
    )  # fmt: skip
