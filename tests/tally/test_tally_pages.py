"""The tally's pages and files, as people with different roles get them."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from flask import Flask

import scoring
from competition.core.database import Database, write
from competition.rounds.records import Phase
from competition.tally import service
from competition.tally.cli import score
from competition.tally.commands import export
from tests.tally.scene import CODE, PIN, Scene, build, sign_in

BASE = f"/rounds/{CODE}/tally"
PAGES = ("/", "/versions/1", "/entries/T01", "/marks", "/summary", "/firmness", "/lot", "/adjustments")
FILES = ("/summary.xlsx", "/residuals.csv", "/round.json", "/result.json", "/diagnostics.json")


def tallied(database: Database, **more: object) -> Scene:
    """A round with its tally made."""
    scene = build(database, **more)  # type: ignore[arg-type]
    service.tally(database, scene.actor("organizer"), scene.round)
    return scene


@pytest.mark.parametrize("who", ["organizer", "adjudicator", "auditor"])
def test_no_page_tells_a_mark_before_scoring_is_left(app: Flask, database: Database, who: str) -> None:
    """The home of the results says when they open; everything else is refused, with no mark of 88 or 90 in it."""
    client = sign_in(app, build(database, phase=Phase.SCORING), who)
    assert client.get(f"{BASE}/").status_code == 200
    for address in (*PAGES[1:], *FILES):
        answer = client.get(BASE + address)
        assert answer.status_code in {404, 409}, address
        assert "89.6" not in answer.text
    assert client.post(f"{BASE}/").status_code == (409 if who == "organizer" else 403)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("who", ["organizer", "adjudicator", "auditor"])
def test_whoever_may_see_marks_reads_every_page(app: Flask, database: Database, who: str, language: str) -> None:
    """Once scoring is left all of them answer, in both languages, with the places on the first."""
    scene = tallied(database)
    service.diagnose(database, scene.actor("organizer"), scene.round)
    client = sign_in(app, scene, who, language=language)
    for address in (*PAGES, *FILES):
        assert client.get(BASE + address).status_code == 200, address
    assert "81.80" in client.get(f"{BASE}/").text


@pytest.mark.parametrize("who", ["", "赵"])
def test_judges_and_the_public_never_reach_the_tally(app: Flask, database: Database, who: str) -> None:
    """A judge is refused, the public is sent to sign in, also after scoring is left."""
    scene = tallied(database)
    client = sign_in(app, scene, who) if who else app.test_client()
    for address in (*PAGES, *FILES):
        assert client.get(BASE + address).status_code == (403 if who else 303)


def test_the_organizer_makes_the_tally_and_makes_it_again_with_a_reason(app: Flask, database: Database) -> None:
    """Without a reason the page comes back with what is missing; with it, version 2 stands."""
    scene = build(database)
    client = sign_in(app, scene, "organizer")
    assert client.post(f"{BASE}/").status_code == 303
    with write(database) as tx:
        service.strike(tx, scene.actor("organizer"), scene.round, scene.judge(1), "T02", None, "C1")
    assert "make the tally again" in client.get(f"{BASE}/").text
    refused = client.post(f"{BASE}/", data={"reason": " "})
    assert (refused.status_code, "Say why the tally is made again" in refused.text) == (422, True)
    assert client.post(f"{BASE}/", data={"reason": "case 1"}).status_code == 303
    assert [one.version for one in service.versions(database, scene.round)] == [2, 1]


def test_dropped_marks_are_struck_through_and_recused_ones_are_a_slash(app: Flask, database: Database) -> None:
    """On the page of marks a dropped mark stands in <del>, a recusal never as a number."""
    page = sign_in(app, tallied(database, recused={"赵": "T04"}), "auditor").get(f"{BASE}/marks").text
    assert "<del>88.0</del>" in page
    assert "<del>91.0</del>" in page
    assert 'class="num recused"' in page


def test_the_explanation_shows_every_number_the_total_came_from(app: Flask, database: Database) -> None:
    """Marks, figure, weights, dimensions, total and place of one entry, exact fractions where decimals do not end."""
    page = sign_in(app, tallied(database), "organizer").get(f"{BASE}/entries/T01").text
    for told in ("89.666667", "269/3", "54.9", "26.9", "81.8", "Place 1", "highest, dropped", "× 30 %"):
        assert told in page, told


def test_the_spreadsheet_holds_the_stored_values_and_strikes_dropped_marks(app: Flask, database: Database) -> None:
    """Totals are numbers with their decimals, names are text, and the annex strikes what does not count."""
    scene = tallied(database)
    answer = sign_in(app, scene, "organizer").get(f"{BASE}/summary.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    (first,) = [row for row in rows if row[1] == "Town 1"]
    assert first[-3:-1] == (81.8, 1)
    struck = [cell.value for cell in next(book["A4"].iter_rows(min_row=3, max_row=3)) if cell.font.strike]
    assert sorted(struck) == [88, 91]
    assert book.worksheets[0].page_setup.orientation == "landscape"


def test_a_name_that_looks_like_a_formula_stays_a_name(app: Flask, database: Database, monkeypatch: object) -> None:
    """No cell of the spreadsheet can become a formula."""
    from tests.tally import scene as stage

    monkeypatch.setitem(stage.NAMES, "T01", '=HYPERLINK("http://x")')  # type: ignore[attr-defined]
    client = sign_in(app, tallied(database), "organizer", language="zh")
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{BASE}/summary.xlsx").data))
    found = [cell for sheet in book for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert found
    assert {cell.data_type for cell in found} == {"s"}


def test_other_weights_are_tried_and_what_was_typed_is_kept(app: Flask, database: Database) -> None:
    """Weights that sum give trial places; others are refused with their sum, and nothing is stored."""
    scene = tallied(database)
    client = sign_in(app, scene, "organizer")
    assert "Trial total" in client.get(f"{BASE}/firmness?A=30&B=70").text
    page = client.get(f"{BASE}/firmness?A=30&B=71").text
    assert "add up to 101" in page
    assert 'value="71"' in page
    assert len(service.versions(database, scene.round)) == 1


def test_two_people_record_the_seed_of_a_lot(app: Flask, database: Database) -> None:
    """The first with the right PIN, the second another person; a wrong PIN records nothing."""
    scene = tallied(database, rules={"method": {"ties": ["lot"]}, "lot_source": "福彩3D"})
    first, second = (sign_in(app, scene, who) for who in ("organizer", "second"))
    assert first.post(f"{BASE}/lot", data={"seed": "358", "secret": "000000"}).status_code == 422
    assert service.lots(database, scene.round) == (None, None)
    assert first.post(f"{BASE}/lot", data={"seed": "358", "secret": PIN}).status_code == 303
    assert first.post(f"{BASE}/lot/sign", data={"secret": PIN}).status_code == 403
    assert second.post(f"{BASE}/lot/sign", data={"secret": PIN}).status_code == 303
    drawn, _waiting = service.lots(database, scene.round)
    assert drawn is not None
    assert drawn.seed == "358"


def test_two_people_sign_an_adjustment(app: Flask, database: Database) -> None:
    """Beyond the limits of the rules the page comes back and says so."""
    scene = tallied(database, rules={"method": {"adjustments": {"low": "-2", "high": "0"}}})
    organizer, auditor = (sign_in(app, scene, who) for who in ("organizer", "auditor"))
    wanted = {"entry": "T01", "points": "5", "reason": "奖励", "secret": PIN}
    assert "between -2 and 0" in organizer.post(f"{BASE}/adjustments", data=wanted).text
    assert organizer.post(f"{BASE}/adjustments", data=wanted | {"points": "-1"}).status_code == 303
    assert auditor.post(f"{BASE}/adjustments/P1/sign", data={"secret": PIN}).status_code == 303
    signed, waiting = service.adjustments(database, scene.round)
    assert ([one.points for one in signed], waiting) == ([-100], ())


@pytest.fixture
def installed(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands find the app's installation."""
    monkeypatch.setenv("PINGXUAN_INSTANCE", str(tmp_path / "instance"))


def test_the_exported_round_scores_to_the_stored_digest(database: Database, installed: None, tmp_path: Path) -> None:
    """``pingxuan export | pingxuan score`` gives the published digests."""
    scene = tallied(database)
    exported = CliRunner().invoke(export, [CODE])
    assert exported.exit_code == 0, exported.output
    path = tmp_path / "round.json"
    path.write_text(exported.stdout, encoding="utf-8")
    scored = json.loads(CliRunner().invoke(score, [str(path)]).stdout)
    stored = service.get_tally(database, scene.round)
    assert (scored["input_digest"], scored["result_digest"]) == (stored.input_digest, stored.result_digest)
    assert json.loads(CliRunner().invoke(export, [CODE, "--result"]).stdout) == stored.result


def test_export_as_things_stand_shows_what_has_changed(database: Database, installed: None) -> None:
    """--now gives the round file of the next tally, before it is made."""
    scene = tallied(database)
    with write(database) as tx:
        service.strike(tx, scene.actor("organizer"), scene.round, scene.judge(1), "T02", "A4", "C1")
    now = json.loads(CliRunner().invoke(export, [CODE, "--now"]).stdout)
    assert len(now["struck"]) == 1
    assert scoring.digest(now) == scoring.digest(service.round_object(database, scene.round))


@pytest.mark.parametrize(("code", "phase"), [("nowhere", Phase.ADJUDICATION), (CODE, Phase.SCORING)])
def test_export_refuses_with_status_2_and_writes_nothing(
    database: Database, installed: None, tmp_path: Path, code: str, phase: Phase
) -> None:
    """No such round, or marks still closed: the reason on standard error, no file."""
    build(database, phase=phase)
    out = tmp_path / "round.json"
    refused = CliRunner().invoke(export, [code, "--output", str(out)])
    assert (refused.exit_code, refused.stdout, out.exists()) == (2, "", False)
    assert refused.stderr


@pytest.mark.parametrize("points", ["", "0", "-0.001", "9" * 30, "9999999999999999", "1e9", "NaN", "52,3", "²", "\x00"])
def test_points_that_nothing_allows_are_refused(app: Flask, database: Database, points: str) -> None:
    """Never by the database: at the field, or by the limits of the rules."""
    scene = tallied(database, rules={"method": {"adjustments": {"low": "-2", "high": "0"}}})
    wanted = {"entry": "T01", "points": points, "reason": "示例", "secret": PIN}
    assert sign_in(app, scene, "organizer").post(f"{BASE}/adjustments", data=wanted).status_code in (409, 422)
