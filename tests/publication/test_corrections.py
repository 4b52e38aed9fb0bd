"""A round that corrects for severity, from its draft to its publication: the corrections are printed for everyone."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

import scoring
from competition.core.clock import FixedClock
from competition.core.database import Database
from competition.publication import method, service
from competition.rounds.records import Phase, PublishMarks
from competition.tally import service as tally
from tests.publication.stage import posted, published
from tests.tally.scene import CODE, JUDGES, Scene

PAGE = f"/results/{CODE}"
UNEVEN = {
    "T01": ("88", "92.5", "89", "91", "84"),
    "T02": ("80", "86", "81", "83", "75.5"),
    "T03": ("78", "83", "80", "81", "74"),
    "T04": ("70", "77", "72", "73", "66"),
}
GAPS = {"赵": "T04", "钱": "T03"}
FOLDED = re.compile(r'<details id="corrections">.*?</details>', re.DOTALL)


def corrected(database: Database, clock: FixedClock, rule: str = "shrunken", **rules: Any) -> Scene:
    """A published round of incomplete panels whose rules correct for severity."""
    asked = {"method": {"severity": rule}, **rules}
    scene, _notice = published(database, clock, marks=UNEVEN, recused=GAPS, rules=asked)
    return scene


def folded(client: FlaskClient, language: str) -> str:
    """What the folded part of the page says, one blank between words."""
    found = FOLDED.search(client.get(f"{PAGE}?lang={language}").text)
    assert found is not None
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", found[0])).split())


@pytest.mark.parametrize("publish", PublishMarks)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_public_page_prints_every_correction(
    database: Database, client: FlaskClient, clock: FixedClock, publish: PublishMarks, language: str
) -> None:
    """Whatever the rules publish of the marks: judge by judge under pseudonyms, the ratio, and what the signs mean."""
    scene = corrected(database, clock, publish_marks=publish)
    assert scene.round.phase is Phase.PUBLISHED
    told = folded(client, language)
    sentence = {
        "zh": "减下来；− 是打得比别人低，补上去",
        "en": "+ is taken off a judge who marks higher than the others",
    }
    assert sentence[language] in told
    for one in tally.corrections(database, scene.round):
        assert one.ratio in told.split()
        for judge, effect in one.effects.items():
            assert judge in told.split()
            assert f"{'+' if effect > 0 else '−'}{abs(effect):.6f}" in told.split()
    assert not [name for name in JUDGES if f" {name} " in told]


def test_they_are_those_of_the_published_file(database: Database, client: FlaskClient, clock: FixedClock) -> None:
    """The result file holds them, its digest covers them, and the round file scores to the same."""
    scene = corrected(database, clock, publish_marks=PublishMarks.PSEUDONYMS)
    file = json.loads(client.get(f"{PAGE}/result.json").data)
    again = scoring.tally(scoring.read_round(client.get(f"{PAGE}/round.json").data)).as_format()
    assert file["severity"] == json.loads(json.dumps(again["severity"]))
    assert file["result_digest"] == again["result_digest"] == scoring.result_digest(file)
    shown = service.result(database, scene.round).shown
    assert shown is not None
    stored = {one.code: {j: str(e) for j, e in one.effects.items()} for one in service.corrections(
        database, scene.round, shown
    )}  # fmt: skip
    assert stored == {code: found["effects"] for code, found in file["severity"].items()}


@pytest.mark.parametrize(("rule", "zh", "en"), [
    ("additive", "先全部校正宽严", "strict and lenient judges were corrected first"),
    ("shrunken", "先部分校正宽严", "as far as the marks bear it"),
])  # fmt: skip
def test_how_it_was_judged_names_the_correction(
    database: Database, client: FlaskClient, clock: FixedClock, rule: str, zh: str, en: str
) -> None:
    """In both languages, within the 150 characters."""
    scene = corrected(database, clock, rule)
    shown = service.result(database, scene.round).shown
    assert shown is not None
    assert zh in shown.content["method"]["zh"]
    assert en in shown.content["method"]["en"]
    assert len(shown.content["method"]["zh"]) <= method.LONGEST
    assert ("Ratio" in folded(client, "en").split()) is (rule == "shrunken")


def test_nothing_is_folded_in_where_marks_count_as_given(database: Database, client: FlaskClient) -> None:
    """No empty table in a round that corrects nothing."""
    posted(database)
    assert not FOLDED.search(client.get(PAGE).text)
