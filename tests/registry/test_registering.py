"""Counties, towns and enterprises are registered once, amended on the version that was read, and logged."""

from __future__ import annotations

import json

import pytest

from competition.core.database import Database
from competition.core.errors import Conflict, NotFound, Refusal
from competition.core.records import Actor, Text
from competition.registry import service
from competition.registry.records import County, Level, Status, Town

USCC = "91350100M000100Y43"


def last_event(database: Database) -> tuple[str, dict[str, object]]:
    """The act and body of the newest log entry."""
    row = database.row("SELECT act, body FROM log ORDER BY seq DESC LIMIT 1")
    return row["act"], json.loads(row["body"])


def test_a_town_stands_in_its_county(database: Database, county: County, town: Town) -> None:
    """What was registered is what is read."""
    assert service.town_by_code(database, "dx") == town
    assert (town.county, town.level) == (county.name, Level.PROVINCIAL)


def test_a_town_is_found_by_any_of_its_words(database: Database, town: Town) -> None:
    """Name, industry, county and code are searched in both languages, whatever the case."""
    for word in ("法兰", "FLANGE", "定襄", "dx", "锻造"):
        assert service.towns(database, word) == (town,)
    assert service.towns(database, "黄酒") == ()
    assert service.towns(database, "%") == ()


def test_a_code_or_a_name_is_taken_once(database: Database, organizer: Actor, town: Town) -> None:
    """Two towns never share a code or a name: figures are linked by name."""
    told = {"level": Level.MUNICIPAL, "industry": Text("")}
    with pytest.raises(Refusal, match="town_taken"):
        service.register_town(database, organizer, "dx", Text("别的镇"), town.county_id, **told)
    with pytest.raises(Refusal, match="name_taken"):
        service.register_town(database, organizer, "dx2", Text("定襄法兰"), town.county_id, **told)


def test_an_amendment_is_logged_with_before_and_after(database: Database, organizer: Actor, town: Town) -> None:
    """The log says what stood there and what stands there now."""
    service.amend_town(database, organizer, town.id, tier=5)
    act, body = last_event(database)
    assert act == "registry.amend"
    assert (body["before"]["tier"], body["after"]["tier"]) == (None, 5)  # type: ignore[index]


def test_a_stale_amendment_is_refused(database: Database, organizer: Actor, town: Town) -> None:
    """Who read version 1 does not overwrite version 2 unseen."""
    service.amend_town(database, organizer, town.id, based_on=1, tier=4)
    with pytest.raises(Conflict) as refused:
        service.amend_town(database, organizer, town.id, based_on=1, tier=5)
    assert refused.value.params == {"stored": 2, "based_on": 1}
    assert service.town(database, town.id).tier == 4


def test_a_code_is_not_changed_to_a_taken_one(database: Database, organizer: Actor, town: Town, county: County) -> None:
    """Amending keeps codes apart, too."""
    other = service.register_county(database, organizer, "140922", Text("五台县"))
    with pytest.raises(Refusal, match="county_taken"):
        service.amend_county(database, organizer, other.id, code=county.code)
    with pytest.raises(Refusal, match="name_taken"):
        service.amend_county(database, organizer, other.id, name=county.name)


def test_enterprises_are_listed_by_town(database: Database, organizer: Actor, town: Town) -> None:
    """An enterprise belongs to one town or none."""
    inside = service.register_enterprise(
        database, organizer, USCC, Text("甲公司", "Jia"), town.id, status=Status.LEADING, main_business=Text("法兰")
    )
    assert service.enterprises(database, town.id) == (inside,)
    assert service.enterprises(database, q="jia") == (inside,)
    moved = service.amend_enterprise(database, organizer, inside.id, town_id=None)
    assert (moved.town_id, service.enterprises(database, town.id)) == (None, ())


def test_what_is_not_there_is_not_found(database: Database) -> None:
    """An unknown id or code says so."""
    for ask in (service.county, service.town, service.enterprise, service.figure_by_id):
        with pytest.raises(NotFound):
            ask(database, 99)
    for by_code in (service.county_by_code, service.town_by_code, service.enterprise_by_uscc):
        with pytest.raises(NotFound):
            by_code(database, "none")
