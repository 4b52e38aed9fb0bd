"""What a reader can check: a published round is tallied again only where the rules publish the marks."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

import scoring
from competition.core.clock import FixedClock
from competition.core.database import Database
from competition.publication import service
from competition.publication.records import Kind
from competition.rounds.records import PublishMarks
from competition.tally.cli import score
from tests.publication.stage import adopted, approved, posted, published
from tests.tally.scene import CODE

PAGE = f"/results/{CODE}"
OPEN: dict[str, Any] = {"publish_marks": PublishMarks.PSEUDONYMS}
CLAIMS = {"zh": ("重新计算", "重算", "重新计分"), "en": ("tally again", "score the round again", "score it")}


def read(client: FlaskClient, path: str, language: str = "zh") -> str:
    return client.get(f"{path}?lang={language}").get_data(as_text=True)


def said(database: Database, clock: FixedClock, **asked: Any) -> str:
    scene = adopted(database, clock, **asked)
    document = service.draw(database, scene.round, Kind.RESULT).document
    return "".join(block.text for block in document.body if hasattr(block, "text"))


def test_the_notice_says_what_can_be_checked_without_marks(database: Database, clock: FixedClock) -> None:
    """Where the rules withhold the marks, the notice promises no tally, and says what a reader can check instead."""
    text = said(database, clock)
    assert "任何人都可以" not in text
    assert "按规则不公布评委打分" in text
    assert "校验码" in text


def test_the_notice_says_that_anyone_can_tally_again(database: Database, clock: FixedClock) -> None:
    """Where marks are published under pseudonyms, it says that anyone can."""
    text = said(database, clock, rules=OPEN)
    assert "任何人都可以下载评选数据文件重新计算" in text
    assert "不公布评委打分" not in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_promises_a_tally_that_nobody_can_make(
    database: Database, client: FlaskClient, clock: FixedClock, language: str
) -> None:
    """Marks withheld: neither the result nor the home page says that a reader can tally again; both say why not."""
    published(database, clock)
    for path in (PAGE, "/"):
        page = read(client, path, language)
        assert not [claim for claim in CLAIMS[language] if claim in page], path
        assert ("按规则不公布" if language == "zh" else "withheld by the rules") in page
    assert "round.json" not in read(client, PAGE, language)


def test_the_round_file_is_withheld_with_a_reason(database: Database, client: FlaskClient, clock: FixedClock) -> None:
    """Asked for it all the same, the answer is 404 and says that the rules withhold the marks."""
    published(database, clock)
    answer = client.get(f"{PAGE}/round.json?lang=zh")
    assert answer.status_code == 404
    assert "按规则不公布" in answer.text


def test_before_anything_is_posted_there_is_no_round_file(database: Database, client: FlaskClient) -> None:
    """Also where the rules publish marks, none is public before the result is shown."""
    approved(database, rules=OPEN)
    assert client.get(f"{PAGE}/round.json").status_code == 404


def test_anyone_scores_the_published_round_to_the_published_digest(
    database: Database, client: FlaskClient, clock: FixedClock, tmp_path: Path
) -> None:
    """The file beside the result is what ``pingxuan score`` reads, and gives the digest that the page shows."""
    scene, _notice = published(database, clock, rules=OPEN)
    page = read(client, PAGE)
    assert f"{PAGE}/round.json" in page
    assert f"pingxuan score {CODE}-round.json" in page
    answer = client.get(f"{PAGE}/round.json")
    assert f"{CODE}-round.json" in answer.headers["Content-Disposition"]
    (file := tmp_path / "round.json").write_bytes(answer.data)
    made = json.loads(CliRunner().invoke(score, [str(file)]).output)
    shown = service.result(database, scene.round).shown
    assert shown is not None
    assert made["result_digest"] == shown.result_digest
    assert made == json.loads(read(client, f"{PAGE}/result.json"))


def test_the_public_round_file_names_no_judge(database: Database, client: FlaskClient) -> None:
    """Judges stand in it by pseudonym alone: no account, no name, no workplace."""
    scene, _notice = posted(database, rules=OPEN)
    text = read(client, f"{PAGE}/round.json")
    assert scoring.read_round(json.loads(text)).code == CODE
    assert not re.search("赵|钱|孙|李|周|示例大学", text)
    assert {judge["code"] for judge in json.loads(text)["judges"]} == set(scene.by_seat.values())


def test_home_says_how_to_tally_the_newest_result(database: Database, client: FlaskClient, clock: FixedClock) -> None:
    """With marks published, the home page says that anyone can tally the result again."""
    published(database, clock, rules=OPEN)
    assert "重新计分" in read(client, "/")
