"""The pages of the rounds room, as a browser without scripts meets them."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from competition.core.canonical import digest
from competition.core.records import Actor, Role
from competition.rounds import service
from competition.rounds.records import Phase
from tests.rounds.conftest import PASSWORD, Board, person

SignIn = Callable[[Actor], FlaskClient]
SETUP = "/rounds/xz-2025/setup"
PAGES = (
    "/rounds/new", SETUP, f"{SETUP}/details", f"{SETUP}/criteria", f"{SETUP}/criteria/B1", f"{SETUP}/criteria/A4",
    f"{SETUP}/criteria/C", f"{SETUP}/add", f"{SETUP}/method", f"{SETUP}/awards", f"{SETUP}/lock", f"{SETUP}/compare",
)  # fmt: skip
FIELD = re.compile(r"<(input|textarea|select)\b([^>]*)>")


def text(answer: TestResponse) -> str:
    """The page as read, tags left out."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)))


def typed(answer: TestResponse) -> dict[str, str]:
    """What the fields of a page hold, as a browser would send them."""
    found: dict[str, str] = {}
    for kind, attributes in FIELD.findall(answer.text):
        name = re.search(r'\bname="([^"]+)"', attributes)
        value = re.search(r'\bvalue="([^"]*)"', attributes)
        chosen = not re.search(r'type="(radio|checkbox)"', attributes) or " checked" in attributes
        if name and chosen and kind != "select":
            found[name[1]] = unescape(value[1]) if value else ""
    for name, inner in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', answer.text, re.S):
        selected = re.search(r'<option selected value="([^"]*)"', inner)
        found[name] = selected[1] if selected else ""
    for name, inner in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', answer.text, re.S):
        found[name] = unescape(inner).strip("\r\n")
    return found


@pytest.fixture
def organizer(board: Board, signed_in: SignIn) -> FlaskClient:
    """The organizer's browser."""
    return signed_in(board.organizer)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_opens_in_both_languages(organizer: FlaskClient, lang: str) -> None:
    """One headline, no style or script of its own, in Chinese and in English."""
    for page in PAGES:
        answer = organizer.get(f"{page}?lang={lang}")
        assert answer.status_code == 200, page
        assert answer.text.count("<h1") == 1, page
        assert not re.search(r"<style|style=|<script(?![^>]*src=)|\son\w+=", answer.text), page


def test_the_public_and_judges_see_no_setup(board: Board, client: FlaskClient, signed_in: SignIn) -> None:
    """Anonymous readers are asked to sign in; a judge is refused."""
    judge = signed_in(person(board.db, "judge", Role.JUDGE))
    assert {client.get(page).status_code for page in PAGES} == {303}
    assert {judge.get(page).status_code for page in PAGES} == {403}


def test_an_auditor_reads_and_changes_nothing(board: Board, signed_in: SignIn) -> None:
    """The tree is shown without a field to type in, and a post is refused."""
    auditor = signed_in(board.auditor)
    page = auditor.get(f"{SETUP}/criteria")
    assert page.status_code == 200
    assert "weight_A1" not in typed(page)
    assert auditor.post(f"{SETUP}/criteria", data={"weight_A1": "6"}).status_code == 403


def test_a_round_begins_on_the_page(board: Board, organizer: FlaskClient) -> None:
    """A code in capitals comes back with everything typed; mended, the round is there, copied from the last."""
    data = {"title_zh": "第三届", "code": "XZ2027", "year": "2027", "edition": "xz-2022-81", "start": "xz-2025"}
    refused = organizer.post("/rounds/new", data=data)
    assert refused.status_code == 422
    assert typed(refused)["title_zh"] == "第三届"
    made = organizer.post("/rounds/new", data=data | {"code": "xz-2027"})
    assert (made.status_code, made.location) == (303, "/rounds/xz-2027/setup")
    assert service.rules(board.db, service.get(board.db, "xz-2027")).quota == 6


def test_a_missing_sum_is_said_at_the_parent_and_on_top(organizer: FlaskClient) -> None:
    """The draft is stored unbalanced; the page says where, how much, and that locking waits for it."""
    page = organizer.get(f"{SETUP}/criteria")
    answer = organizer.post(f"{SETUP}/criteria", data=typed(page) | {"weight_C5": "0"}, follow_redirects=True)
    assert "Innovation: parts add up to 15; 5 missing." in text(answer)
    assert 'href="#dimension-C"' in answer.text
    row = answer.text.split('id="dimension-C"')[1].split("</tr>")[0]
    assert "parts add up to 15, 5 missing" in row
    assert "cannot be locked" in text(answer)


def test_weights_in_proportion_are_proposed_and_not_stored(board: Board, organizer: FlaskClient) -> None:
    """The proposal stands in the fields beside the old weights; the database keeps what it had."""
    page = organizer.get(f"{SETUP}/criteria")
    organizer.post(f"{SETUP}/criteria", data=typed(page) | {"weight_C5": "0"})
    proposal = organizer.get(f"{SETUP}/criteria?fit=C")
    assert typed(proposal)["weight_C1"] == "6.67"
    assert "was 5" in text(proposal)
    leaf = board.rules.indicator("C1")
    assert leaf is not None
    assert leaf.weight == 500


def test_a_wrong_weight_loses_nothing(board: Board, organizer: FlaskClient) -> None:
    """A comma is named with what to write; all other fields keep what was typed, nothing is stored."""
    page = organizer.get(f"{SETUP}/criteria")
    answer = organizer.post(f"{SETUP}/criteria", data=typed(page) | {"weight_A1": "5,5", "weight_A2": "3.5"})
    assert answer.status_code == 422
    assert typed(answer)["weight_A1"] == "5,5"
    assert typed(answer)["weight_A2"] == "3.5"
    assert 'href="#weight_A1"' in answer.text
    leaf = board.rules.indicator("A2")
    assert leaf is not None
    assert leaf.weight == 400


def test_somebody_elses_change_is_not_overwritten(board: Board, organizer: FlaskClient) -> None:
    """A page opened before another's save is refused with the reason, and keeps what was typed."""
    page = typed(organizer.get(f"{SETUP}/criteria"))
    board.amend(quota=7)
    answer = organizer.post(f"{SETUP}/criteria", data=page | {"weight_A1": "6"})
    assert answer.status_code == 422
    assert "Somebody changed the rules" in text(answer)
    assert typed(answer)["weight_A1"] == "6"


def test_pressing_a_name_stores_the_weights_and_opens_the_part(board: Board, organizer: FlaskClient) -> None:
    """Nothing typed is lost by going to another indicator."""
    page = typed(organizer.get(f"{SETUP}/criteria"))
    answer = organizer.post(f"{SETUP}/criteria", data=page | {"weight_A1": "6", "weight_A2": "3", "open": "B1"})
    assert answer.location == f"{SETUP}/criteria/B1"
    leaf = board.rules.indicator("A1")
    assert leaf is not None
    assert leaf.weight == 600


def test_anchors_are_rows_that_are_added_and_removed(board: Board, organizer: FlaskClient) -> None:
    """Buttons change the rows on the page only; storing writes them; half a row is asked for."""
    url = f"{SETUP}/criteria/B1"
    page = typed(organizer.get(url))
    grown = organizer.post(url, data=page | {"press": "add"})
    assert "part-rows-6-figure" in typed(grown)
    assert n_points(board) == 6
    half = organizer.post(url, data=typed(grown) | {"part-rows-6-figure": "500"})
    assert half.status_code == 422
    organizer.post(url, data=typed(grown) | {"part-rows-6-figure": "500", "part-rows-6-score": "100"})
    assert n_points(board) == 7
    shrunk = organizer.post(url, data=typed(organizer.get(url)) | {"press": "drop-0"})
    assert "part-rows-0-figure" not in typed(shrunk)
    assert typed(shrunk)["part-rows-1-figure"] == "5"
    organizer.post(url, data=typed(shrunk))
    assert n_points(board) == 6


def n_points(board: Board) -> int:
    """How many anchors B1 has in the database."""
    leaf = board.rules.indicator("B1")
    assert leaf is not None
    assert leaf.normalize is not None
    return len(leaf.normalize["points"])


def test_a_figure_is_read_off_the_anchors(organizer: FlaskClient) -> None:
    """23.4 亿元 scores 73.35 between 10 and 50, as LOOK shows."""
    url = f"{SETUP}/criteria/B1"
    answer = organizer.post(url, data=typed(organizer.get(url)) | {"part-trial": "23.4", "press": "draw"})
    assert answer.status_code == 200
    assert "73.35" in answer.text


def test_another_way_to_a_score_brings_its_own_numbers(board: Board, organizer: FlaskClient) -> None:
    """From anchors to goalposts: the page asks for two numbers, and a missing one is asked for again."""
    url = f"{SETUP}/criteria/B1"
    shown = organizer.post(url, data=typed(organizer.get(url)) | {"part-by": "goalposts", "press": "use"})
    assert typed(shown)["part-low"] == "0"
    assert organizer.post(url, data=typed(shown) | {"part-high": ""}).status_code == 422
    organizer.post(url, data=typed(shown) | {"part-high": "200"})
    leaf = board.rules.indicator("B1")
    assert leaf is not None
    assert leaf.normalize == {"by": "goalposts", "low": "0", "high": "200"}


def test_a_rubric_and_its_scale_are_edited(board: Board, organizer: FlaskClient) -> None:
    """A band's beginning moves the end of the one below it, so that no gap can open."""
    url = f"{SETUP}/criteria/A4"
    organizer.post(url, data=typed(organizer.get(url)) | {"part-rows-1-low": "85", "part-rows-1-text_zh": "新的一句"})
    leaf = board.rules.indicator("A4")
    assert leaf is not None
    assert [(band.low, band.high) for band in leaf.rubric[1:3]] == [(8500, 9000), (7000, 8500)]
    assert leaf.rubric[1].text.zh == "新的一句"
    assert leaf.rubric[0].code == "excellent"


def test_parts_are_added_moved_and_removed(board: Board, organizer: FlaskClient) -> None:
    """A new indicator comes without weight at the end of its dimension; up moves it; remove takes it out."""
    page = typed(organizer.get(f"{SETUP}/add"))
    made = organizer.post(
        f"{SETUP}/add", data=page | {"under": "C", "code": "C6", "title_zh": "绿色发展", "kind": "measured"}
    )
    assert made.location == f"{SETUP}/criteria/C6"
    organizer.post(f"{SETUP}/criteria/C6/move", data={"by": "up"})
    branch = board.rules.dimension("C")
    assert branch is not None
    assert [leaf.code for leaf in branch.indicators][-2:] == ["C6", "C5"]
    organizer.post(f"{SETUP}/criteria/C6/remove")
    assert board.rules.indicator("C6") is None
    taken = organizer.post(
        f"{SETUP}/add", data=page | {"under": "", "code": "A1", "title_zh": "重名", "kind": "judged"}
    )
    assert taken.status_code == 422
    organizer.post(f"{SETUP}/add", data=page | {"under": "", "code": "F", "title_zh": "绿色", "kind": "judged"})
    assert board.rules.dimensions[-1].mark == "绿"


def test_the_tie_chain_is_reordered_and_then_stored(board: Board, organizer: FlaskClient) -> None:
    """Up, down, remove and add change the page; only storing changes the rules."""
    url = f"{SETUP}/method"
    page = typed(organizer.get(url))
    before = list(board.rules.method["ties"])
    moved = organizer.post(url, data=page | {"press": "up-1"})
    assert typed(moved)["ties-0"] == before[1]
    longer = organizer.post(url, data=typed(moved) | {"another": "lot", "press": "add"})
    shorter = organizer.post(url, data=typed(longer) | {"press": "drop-2"})
    assert list(board.rules.method["ties"]) == before
    stored = organizer.post(url, data=typed(shorter) | {"lot_source": "福彩3D第2025300期"})
    assert stored.status_code == 303
    assert board.rules.method["ties"] == [before[1], before[0], *before[3:], "lot"]
    assert board.rules.lot_source == "福彩3D第2025300期"


def test_the_method_is_stored_as_typed(board: Board, organizer: FlaskClient) -> None:
    """Trimming by judge, rounding at two stages, and limits of adjustments."""
    url = f"{SETUP}/method"
    page = typed(organizer.get(url)) | {
        "scope": "judge_total",
        "trim_from": "7",
        "places": "3",
        "low": "-2",
        "high": "1.5",
    }
    page.pop("at")
    answer = organizer.post(url, data={**page, "at": ["panel"]})
    assert answer.status_code == 303
    method = board.rules.method
    assert method["panel"] == {"combine": "trimmed_mean", "trim": 1, "trim_from": 7, "scope": "judge_total"}
    assert method["rounding"] == {"mode": "half_up", "places": 3, "at": ["panel", "total"]}
    assert method["adjustments"] == {"low": "-2", "high": "1.5"}


def test_a_correction_for_severity_is_chosen_and_told(
    board: Board, organizer: FlaskClient, client: FlaskClient
) -> None:
    """Nothing is corrected unless it is chosen; then draft, sheet to sign, locked file and public page say it."""
    url = f"{SETUP}/method"
    page = typed(organizer.get(url))
    assert page["severity"] == "none"
    assert organizer.post(url, data=page | {"severity": "some"}).status_code == 422
    assert board.rules.method["severity"] == "none"
    assert "Marks count as given" in text(organizer.get(f"{SETUP}/lock"))
    assert organizer.post(url, data=page | {"severity": "shrunken"}).status_code == 303
    assert typed(organizer.get(url))["severity"] == "shrunken"
    assert "the smaller a part, the more it may be chance" in text(organizer.get(f"{SETUP}/lock"))
    board.lock()
    assert client.get("/rounds/xz-2025/rules/1.json").get_json()["method"]["severity"] == "shrunken"
    assert "printed on the result" in text(client.get("/rounds/xz-2025/rules?lang=en"))


@pytest.mark.parametrize("severity", ["additive", "shrunken"])
@pytest.mark.parametrize("scope", ["indicator", "judge_total"])
def test_severity_can_be_locked_with_every_panel(
    board: Board, organizer: FlaskClient, severity: str, scope: str
) -> None:
    """Neither way of leaving marks out excludes a correction."""
    url = f"{SETUP}/method"
    page = typed(organizer.get(url)) | {"severity": severity, "scope": scope}
    assert organizer.post(url, data=page).status_code == 303
    board.lock()
    assert board.rules.method["severity"] == severity


def test_award_settings_are_stored_in_whole_numbers(board: Board, organizer: FlaskClient) -> None:
    """Yuan become fen, points hundredths; four days of publicity are refused."""
    url = f"{SETUP}/awards"
    page = typed(organizer.get(url)) | {"quota": "5", "minimum_line": "70.5", "budget_fen": "1000000"}
    assert organizer.post(url, data=page | {"publicity_days": "4"}).status_code == 422
    moved = organizer.post(url, data=page | {"press": "down-0"})
    assert typed(moved)["order-0"] == "growth"
    assert organizer.post(url, data=typed(moved)).status_code == 303
    rules = board.rules
    assert (rules.quota, rules.minimum_line, rules.budget_fen) == (5, 7050, 100_000_000)
    assert rules.award["order"] == ["growth", "revenue", "share"]


def test_details_and_planned_dates_are_kept(board: Board, organizer: FlaskClient) -> None:
    """The planned end of scoring is typed in Beijing time."""
    url = f"{SETUP}/details"
    page = typed(organizer.get(url)) | {"scoring_closes": "2025-12-01T17:30", "host_zh": "市工信局"}
    assert organizer.post(url, data=page).status_code == 303
    held = service.get(board.db, "xz-2025")
    assert held.host.zh == "市工信局"
    assert held.deadlines[Phase.SCORING].isoformat() == "2025-12-01T09:30:00+00:00"
    assert typed(organizer.get(url))["scoring_closes"] == "2025-12-01T17:30"
    assert organizer.post(url, data=page | {"title_zh": ""}).status_code == 422


def test_two_people_sign_on_the_page(board: Board, organizer: FlaskClient, signed_in: SignIn) -> None:
    """A wrong secret signs nothing; the first signer cannot sign again; the second locks the rules."""
    url = f"{SETUP}/lock"
    seen = typed(organizer.get(url))["seen"]
    assert organizer.post(f"{url}/propose", data={"seen": seen, "secret": "wrong"}).status_code == 422
    assert organizer.post(f"{url}/propose", data={"seen": seen, "secret": PASSWORD}).status_code == 303
    assert "secret" not in typed(organizer.get(url))
    assert organizer.post(f"{url}/sign", data={"seen": seen, "secret": PASSWORD}).status_code == 403
    auditor = signed_in(board.auditor)
    assert "First signed by Organizer" in text(auditor.get(url))
    assert auditor.post(f"{url}/sign", data={"seen": "sha256:0", "secret": PASSWORD}).status_code == 422
    assert auditor.post(f"{url}/sign", data={"seen": seen, "secret": PASSWORD}).status_code == 303
    signed = service.commitment(board.db, board.round)
    assert signed is not None
    assert signed.digest == seen


def test_a_first_signature_is_taken_back(board: Board, organizer: FlaskClient) -> None:
    """After that the rules can be changed again."""
    service.propose_lock(board.db, board.organizer, board.round)
    assert "One signature is missing" in text(organizer.get(SETUP))
    organizer.post(f"{SETUP}/lock/withdraw")
    assert service.proposal(board.db, board.round) is None


def test_the_public_reads_the_rules_once_they_are_locked(board: Board, client: FlaskClient) -> None:
    """Before, the page says when to come back; afterwards digits, rubric and anchors stand there, old versions too."""
    early = client.get("/rounds/xz-2025/rules?lang=en")
    assert early.status_code == 200
    assert "not fixed yet" in text(early)
    first = board.lock()
    page = client.get("/rounds/xz-2025/rules")
    assert first.digest in page.text
    assert "5 scores 60" in text(page)
    service.begin_version(board.db, board.organizer, board.round)
    board.amend(quota=5)
    assert "The 6 best-placed towns" in text(client.get("/rounds/xz-2025/rules"))
    board.lock(reason="经费核减")
    assert "The 5 best-placed towns" in text(client.get("/rounds/xz-2025/rules"))
    old = client.get("/rounds/xz-2025/rules/1")
    assert "This version has been replaced" in text(old)
    assert client.get("/rounds/xz-2025/rules/3").status_code == 404
    assert client.get("/rounds/none/rules").status_code == 404


def test_the_hashed_file_gives_the_commitment(board: Board, client: FlaskClient) -> None:
    """Anyone can fetch the file and hash its canonical JSON."""
    signed = board.lock()
    answer = client.get("/rounds/xz-2025/rules/1.json")
    assert answer.mimetype == "application/json"
    assert digest(answer.get_json()) == signed.digest


def test_the_overview_leads_to_what_is_missing(board: Board, organizer: FlaskClient) -> None:
    """Faults, ready, locked, and a new version with its number of changes: each has its own headline."""
    board.amend(quota=0)
    assert "1 thing keeps the rules from being locked" in text(organizer.get(SETUP))
    board.amend(quota=6)
    assert "The rules are ready to be signed" in text(organizer.get(SETUP))
    board.lock()
    assert "The rules are locked, version 1" in text(organizer.get(SETUP))
    organizer.post(f"{SETUP}/version")
    board.amend(quota=5)
    assert "1 change would be lost." in text(organizer.get(SETUP))
    organizer.post(f"{SETUP}/version/drop")
    assert service.working(board.db, board.round) is None


def test_rules_are_compared_in_words(board: Board, organizer: FlaskClient) -> None:
    """With another round and with an earlier version: where, what, before and now."""
    board.lock()
    copied = {"title_zh": "第三届", "code": "xz-2027", "year": "2027", "edition": "xz-2022-81", "start": "xz-2025"}
    organizer.post("/rounds/new", data=copied)
    url = "/rounds/xz-2027/setup/compare?with=xz-2025"
    assert "The rules are the same" in text(organizer.get(url))
    page = typed(organizer.get("/rounds/xz-2027/setup/criteria"))
    organizer.post("/rounds/xz-2027/setup/criteria", data=page | {"weight_A1": "6", "weight_A2": "3"})
    shown = text(organizer.get(url))
    assert "2 differences" in shown
    assert "A1 Concentration of the leading industry weight Before 5 Now 6" in shown


def test_locked_pages_say_why_they_are_closed(board: Board, organizer: FlaskClient) -> None:
    """No field is offered on the tree, the method or the awards, and each page names the way to change them."""
    board.lock()
    for name in ("criteria/B1", "criteria/A4", "method", "awards"):
        page = organizer.get(f"{SETUP}/{name}")
        assert "A change is a new version" in text(page)
        assert not {"weight_A1", "trim", "quota"} & typed(page).keys()
    refused = organizer.post(f"{SETUP}/awards", data={"quota": "9"})
    assert refused.status_code == 422
