"""A published place stands with its interval: on the page, in the table and in a file, or without any of them."""

from __future__ import annotations

import csv
import io
import json

from flask.testing import FlaskClient

from competition.core.database import Database
from competition.publication import service, tables
from competition.rounds.records import Phase, PublishMarks
from competition.tally import service as tally
from tests.publication.stage import approved, posted
from tests.tally.scene import CODE, JUDGES, Scene

PAGE = f"/results/{CODE}"
CLOSE = {"T02": ("80", "84", "79", "86", "81"), "T03": ("82", "79", "81", "80", "83")}


def firm(database: Database, withheld: bool = True) -> Scene:
    """A round in publicity of whose places it was worked out how firm they are."""
    publish = PublishMarks.NONE if withheld else PublishMarks.PSEUDONYMS
    scene = approved(database, marks=CLOSE, rules={"publish_marks": publish})
    tally.diagnose(database, scene.actor("organizer"), scene.round)
    scene.enter(Phase.PUBLICITY)
    service.post_publicity(database, scene.actor("organizer"), scene.round)
    return scene


def test_places_stand_with_their_intervals_and_one_plain_sentence(database: Database, client: FlaskClient) -> None:
    """In both languages: which places cannot be told apart, a ladder for each, and words for who cannot see it."""
    firm(database)
    zh, en = (client.get(f"{PAGE}?lang={language}").text for language in ("zh", "en"))
    assert "第 2、3 名分不出先后：评委打分的误差换一次，次序就可能不同。第 1 名和第 4 名是稳的。" in zh
    assert "Places 2 and 3 cannot be told apart" in en
    assert 'aria-label="第 2 名；95% 名次区间第 2 至 3 名"' in zh
    assert zh.count('class="ladder"') == en.count('class="ladder"') == 4


def test_the_table_says_from_where_to_where(database: Database, client: FlaskClient) -> None:
    """Two columns more, after the total."""
    firm(database)
    text = client.get(f"{PAGE}/standings.csv?lang=en").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    low, high = (column.title.en for column in tables.INTERVAL)
    assert [(row[low], row[high]) for row in rows] == [("1", "1"), ("2", "3"), ("2", "3"), ("4", "4")]


def test_what_is_shown_is_stored_and_not_reckoned_anew(database: Database) -> None:
    """The stored content holds the intervals and the digest of the document they come from."""
    scene = firm(database)
    shown = service.result(database, scene.round).shown
    kept = tally.diagnostics(database, scene.round)
    assert shown is not None
    assert kept is not None
    assert shown.content["diagnostics"] == {"digest": kept.digest, "level": "0.95"}
    assert [row["interval"] for row in shown.content["standings"]] == [[1, 1], [2, 3], [2, 3], [4, 4]]


def test_without_it_nothing_is_drawn(database: Database, client: FlaskClient) -> None:
    """No ladder, no empty column, no file, and the table as it was."""
    scene, _notice = posted(database)
    tally.diagnose(database, scene.actor("organizer"), scene.round)
    page = client.get(f"{PAGE}?lang=en").text
    assert "ladder" not in page
    assert "told apart" not in page
    assert "diagnostics.json" not in page
    assert client.get(f"{PAGE}/diagnostics.json").status_code == 404
    assert b"95%" not in client.get(f"{PAGE}/standings.csv").data


def test_the_public_file_names_no_judge_where_marks_are_withheld(database: Database, client: FlaskClient) -> None:
    """No pseudonym stands in it, and it says what is left out."""
    scene = firm(database)
    text = client.get(f"{PAGE}/diagnostics.json").text
    assert json.loads(text)["withheld"] == ["collusion", "design", "flags", "flip_margin", "leave_one_out", "severity"]
    assert not [code for code in scene.by_seat.values() if f'"{code}"' in text]
    assert not [name for name in JUDGES if name in text]


def test_the_public_file_is_whole_under_pseudonyms_where_marks_are_published(
    database: Database, client: FlaskClient
) -> None:
    """The same judges as in the round file beside it, and no name."""
    firm(database, withheld=False)
    told = client.get(f"{PAGE}/diagnostics.json")
    file = client.get(f"{PAGE}/round.json")
    assert json.loads(told.data)["judges"] == [judge["code"] for judge in json.loads(file.data)["judges"]]
    assert "leave_one_out" in json.loads(told.data)
    assert not [name for name in JUDGES if name in told.text]
