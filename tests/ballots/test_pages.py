"""The judge's pages as a browser without scripts sees them, and the autosave that the script posts to."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient

from competition.accounts import service as accounts
from competition.ballots import service
from competition.core.records import Actor
from competition.rounds.records import Phase
from tests.ballots.bench import PASSWORD, Bench

HOME = "/rounds/xz-2025/ballots/"
CODES = ("A4", "B5", "C5", "D4", "D5", "E1")
INPUT = re.compile(r'<input[^>]*name="([\w-]+)"[^>]*value="([^"]*)"')
NOTE = re.compile(r'<textarea[^>]*name="([\w-]+)"[^>]*>\r?\n?([^<]*)<')
Enter = Callable[[Actor], FlaskClient]


def form_of(text: str) -> dict[str, str]:
    """The fields of the ballot form as a browser would send them back untouched."""
    form = text[text.index('<form method="post" id="ballot"') :] if 'id="ballot"' in text else text
    found = INPUT.findall(form) + NOTE.findall(form)
    return {name: unescape(value) for name, value in found if not name.startswith("keep_")}


@pytest.fixture
def judge(bench: Bench, signed_in: Enter) -> FlaskClient:
    """The first judge, with the pledge signed."""
    bench.pledge(0)
    return signed_in(bench.actor(0))


def test_the_pledge_stands_before_every_entry(bench: Bench, signed_in: Enter) -> None:
    """An entry leads to the pledge; unticked it is refused; signed it leads home and the entry opens."""
    client = signed_in(bench.actor(0))
    assert client.get(HOME + "T01").location == HOME + "pledge"
    assert client.post(HOME + "pledge", data={}).status_code == 422
    assert client.post(HOME + "pledge", data={"agreed": "y"}).location == HOME
    assert "Yunchuan flanges" in client.get(HOME + "T01").text


def test_the_home_page_says_what_is_left(judge: FlaskClient, bench: Bench) -> None:
    """The headline counts the entries left, and the button goes on with the first of them."""
    assert "3 entries to score" in judge.get(HOME).text
    bench.save(0, "T01", 8000)
    text = judge.get(HOME).text
    assert "2 entries left to score" in text
    assert "Go on with Qinghe rice wine" in text
    assert "6/6" in text


def test_a_ballot_shows_figures_rubric_and_scale(judge: FlaskClient, bench: Bench) -> None:
    """The measured figure with year, source and attachment; the rubric of the band; the nearest own marks."""
    bench.save(0, "T01", 8600)
    bench.save(0, "T03", 9200)
    text = judge.get(HOME + "T01").text
    assert "<strong>72.5</strong> %" in text
    assert "2024, 市统计局, 附件 1" in text
    assert "no verified figure" in text
    assert "Server holds 86, saved 09:00" in text
    assert "Nearest: Nanhe castings 92." in text
    assert 'class="here"><span>Good</span><span>80–89.5</span>' in text


def test_a_plain_form_saves_and_goes_to_the_next_entry(judge: FlaskClient, bench: Bench) -> None:
    """Without any script: the page of the entry is sent, marks and notes are kept, the next entry opens."""
    fields = form_of(judge.get(HOME + "T01").text) | {f"mark_{code}": "86.5" for code in CODES}
    answer = judge.post(HOME + "T01", data={**fields, "note_A4": "链条完整", "go": "after"})
    assert answer.location == HOME + "T02"
    held = service.draft_of(bench.db, bench.actor(0), bench.round, "T01")
    assert held.marks == dict.fromkeys(CODES, 8650)
    assert held.notes == {"A4": "链条完整"}
    text = judge.get(HOME + "T01").text
    assert form_of(text)["mark_A4"] == "86.5"
    assert form_of(text)["note_A4"] == "链条完整"


def test_the_form_leads_where_its_button_says(judge: FlaskClient) -> None:
    """Previous, here, or from the last entry to the review."""
    for entry, go, to in (("T02", "before", "T01"), ("T02", "stay", "T02"), ("T03", "after", "seal")):
        fields = form_of(judge.get(HOME + entry).text)
        assert judge.post(HOME + entry, data={**fields, "go": go}).location == HOME + to


def test_sending_the_same_page_twice_saves_once(judge: FlaskClient, bench: Bench) -> None:
    """A second post of the same page changes nothing, even with other marks in it."""
    fields = form_of(judge.get(HOME + "T01").text)
    judge.post(HOME + "T01", data={**fields, "mark_A4": "80"})
    assert judge.post(HOME + "T01", data={**fields, "mark_A4": "90"}).status_code == 303
    held = service.draft_of(bench.db, bench.actor(0), bench.round, "T01")
    assert (held.version, held.marks) == (1, {"A4": 8000})


def test_what_was_typed_wrong_comes_back_as_it_was_typed(judge: FlaskClient, bench: Bench) -> None:
    """A mark off the scale or no number at all is refused in words, with everything kept and nothing saved."""
    fields = form_of(judge.get(HOME + "T01").text)
    answer = judge.post(HOME + "T01", data={**fields, "mark_A4": "86.3", "mark_B5": "八十", "mark_C5": "９０．５"})
    assert answer.status_code == 422
    assert "86.3 is not on the scale. Write 0 to 100 in steps of 0.5." in unescape(answer.text)
    again = form_of(answer.text)
    assert (again["mark_A4"], again["mark_B5"], again["mark_C5"]) == ("86.3", "八十", "９０．５")
    assert service.draft_of(bench.db, bench.actor(0), bench.round, "T01").version == 0


def test_a_conflict_shows_both_and_lets_one_choose(judge: FlaskClient, bench: Bench) -> None:
    """What another device saved stands beside what was typed; the chosen one is what is kept."""
    fields = form_of(judge.get(HOME + "T01").text)
    service.save(bench.db, bench.actor(0), bench.round, "T01", {"A4": 8400, "B5": 7000}, {}, based_on=0, op="elsewhere")
    answer = judge.post(HOME + "T01", data={**fields, "mark_A4": "86", "mark_B5": "71"})
    assert answer.status_code == 409
    text = unescape(answer.text)
    assert "Another device saved 84; here it is 86. Choose one." in text
    assert "Another device saved 70; here it is 71. Choose one." in text
    again = form_of(answer.text)
    assert again["mark_A4"] == "86"
    assert again["based_on"] == "1"
    judge.post(HOME + "T01", data={**again, "keep_A4": "stored", "keep_B5": "here"})
    assert service.draft_of(bench.db, bench.actor(0), bench.round, "T01").marks == {"A4": 8400, "B5": 7100}


def _post(client: FlaskClient, entry: str = "T01", /, **changes: object) -> tuple[int, dict[str, object]]:
    body: dict[str, object] = {"op": "op-00000001", "based_on": 0, "marks": {"A4": "86.5"}, "notes": {}} | changes
    answer = client.post(f"{HOME}{entry}/save", json=body)
    return answer.status_code, answer.get_json() if answer.is_json else {}


def test_the_autosave_answers_with_what_the_server_holds(judge: FlaskClient) -> None:
    """Version, marks as decimal texts, and the sentence to print under each mark."""
    status, told = _post(judge)
    assert (status, told["version"], told["marks"]) == (200, 1, {"A4": "86.5"})
    assert told["said"] == {"A4": "Server holds 86.5, saved 09:00"}
    assert _post(judge) == (status, told)


def test_the_autosave_tells_of_a_conflict_with_what_is_stored(judge: FlaskClient) -> None:
    """409 with the stored marks and their version, so that nothing is lost on either side."""
    _post(judge)
    status, told = _post(judge, op="op-00000002", marks={"A4": "70"})
    stored = told["stored"]
    assert status == 409
    assert isinstance(stored, dict)
    assert (stored["version"], stored["marks"], stored["times"]) == (1, {"A4": "86.5"}, {"A4": "09:00"})


UNREADABLE: tuple[dict[str, object], ...] = (
    {"marks": {"A4": 86.5}}, {"marks": {"A4": "1e2"}}, {"marks": []}, {"notes": {"A4": 1}}, {"op": "short"},
    {"op": "x" * 65}, {"based_on": "0"}, {"based_on": None}, {"marks": {"A4": "86.25"}}, {"marks": {"A1": "50"}},
    {"notes": {"A4": "x" * 1001}},
)  # fmt: skip


def test_the_autosave_refuses_what_it_cannot_read(judge: FlaskClient, bench: Bench) -> None:
    """A number instead of a text, a fraction of a step, a wrong shape: 422 with a sentence, and nothing kept."""
    for body in UNREADABLE:
        status, told = _post(judge, **body)
        assert status == 422, body
        assert told["error"]
    assert service.draft_of(bench.db, bench.actor(0), bench.round, "T01").version == 0


def test_the_autosave_of_someone_signed_out_leads_to_the_sign_in(judge: FlaskClient, bench: Bench) -> None:
    """An expired session changes nothing and redirects, which the page's script reads as signed out."""
    judge.delete_cookie("pingxuan")
    body = {"op": "op-00000001", "based_on": 0, "marks": {"A4": "86"}, "notes": {}}
    answer = judge.post(HOME + "T01/save", json=body)
    assert answer.status_code == 303
    assert "/sign-in" in answer.location
    assert service.draft_of(bench.db, bench.actor(0), bench.round, "T01").version == 0


def test_a_recused_entry_is_not_there(bench: Bench, signed_in: Enter) -> None:
    """Page, form and autosave of an entry one is recused from answer 404, like one that does not exist."""
    bench.pledge(1)
    client = signed_in(bench.actor(1))
    for entry in ("T02", "T77"):
        assert client.get(HOME + entry).status_code == 404
        assert client.post(HOME + entry, data={}).status_code == 404
        assert _post(client, entry)[0] == 404
    assert "Qinghe rice wine" in client.get(HOME).text


def test_sealing_asks_for_the_secret_and_hands_over_a_receipt(judge: FlaskClient, bench: Bench) -> None:
    """A wrong secret seals nothing; the right one leads to the receipt with its sixteen digits."""
    bench.fill(0)
    fields = form_of(judge.get(HOME + "seal").text)
    wrong = judge.post(HOME + "seal", data={**fields, "secret": "not this one"})
    assert wrong.status_code == 422
    assert service.sealed(bench.db, bench.round) == ()
    answer = judge.post(HOME + "seal", data={**fields, "secret": PASSWORD})
    assert answer.location == HOME + "receipt/1"
    text = judge.get(answer.location).text
    receipt = service.receipts(bench.db, bench.actor(0), bench.round)[0]
    assert all(group in text for group in receipt.digits.split())
    assert judge.post(HOME + "seal", data={**fields, "secret": PASSWORD}).location == HOME + "receipt/1"
    sealed = judge.get(HOME + "T01").text
    assert 'name="mark_A4"' not in sealed
    assert "You have sealed this entry." in sealed
    assert judge.post(HOME + "T01", data={"based_on": "9", "op": "x" * 32, "mark_A4": "1"}).status_code == 422


def test_blanks_forbid_the_seal_with_links_to_each(judge: FlaskClient, bench: Bench) -> None:
    """The button is there, disabled, with its reason; each blank entry is a link; the server refuses too."""
    bench.save(0, "T01", 8000)
    text = judge.get(HOME + "seal").text
    assert "disabled" in text
    assert "Marks are still missing." in text
    assert f'href="{HOME}T02"' in text
    assert f'href="{HOME}T03"' in text
    answer = judge.post(HOME + "seal", data={**form_of(text), "secret": PASSWORD})
    assert answer.status_code == 422
    assert "nothing was sealed" in answer.text


def test_marks_saved_after_the_review_stop_the_seal(judge: FlaskClient, bench: Bench) -> None:
    """The page comes back to be looked through again, with the new stamp."""
    bench.fill(0)
    fields = form_of(judge.get(HOME + "seal").text)
    bench.save(0, "T02", 5000)
    answer = judge.post(HOME + "seal", data={**fields, "secret": PASSWORD})
    assert answer.status_code == 422
    assert "Look through them again" in answer.text
    assert judge.post(HOME + "seal", data={**form_of(answer.text), "secret": PASSWORD}).status_code == 303


def test_a_receipt_is_its_judges_own(judge: FlaskClient, bench: Bench, signed_in: Enter) -> None:
    """Another judge asking for the same number finds none."""
    bench.fill(0)
    bench.seal(0)
    assert judge.get(HOME + "receipt/1").status_code == 200
    assert signed_in(bench.actor(2)).get(HOME + "receipt/1").status_code == 404


def test_each_page_is_for_its_role(bench: Bench, signed_in: Enter) -> None:
    """The office reaches no sheet; a judge reaches neither progress nor absences."""
    office, judge = signed_in(bench.organizer), signed_in(bench.actor(0))
    for path in ("", "pledge", "T01", "seal", "receipt/1"):
        assert office.get(HOME + path).status_code == 403
    for path in ("progress", f"absence/{bench.judges[1].pseudonym}"):
        assert judge.get(HOME + path).status_code == 403
        assert office.get(HOME + path).status_code == 200


def test_the_office_page_is_the_same_whatever_the_marks(bench: Bench, signed_in: Enter) -> None:
    """Two worlds that differ in marks alone give the same bytes to the organizer."""
    office = signed_in(bench.organizer)
    bench.fill(0, 9900)
    seen = _bare(office.get(HOME + "progress").text)
    for entry in ("T01", "T02", "T03"):
        bench.save(0, entry, 150)
    assert _bare(office.get(HOME + "progress").text) == seen


def _bare(text: str) -> str:
    return re.sub(r'value="[^"]*"', "", text)


def test_an_absence_is_proposed_and_signed_on_its_page(bench: Bench, signed_in: Enter) -> None:
    """The organizer proposes with a reason, the auditor signs with a secret; the organizer cannot sign alone."""
    page = HOME + f"absence/{bench.judges[2].pseudonym}"
    office, auditor = signed_in(bench.organizer), signed_in(bench.auditor)
    assert office.post(page, data={"reason": ""}).status_code == 422
    assert office.post(page, data={"reason": "住院"}).location == page
    assert "another person signs it" in office.get(page).text
    assert office.post(page + "/sign", data={"secret": PASSWORD}).status_code == 403
    assert auditor.post(page + "/sign", data={"secret": "not this one"}).status_code == 422
    assert auditor.post(page + "/sign", data={"secret": PASSWORD}).location == HOME + "progress"
    assert service.absence_of(bench.db, bench.judges[2]) is not None
    assert accounts.get(bench.db, bench.judges[2].account_id).disabled is False


def test_a_reopened_ballot_says_why(judge: FlaskClient, bench: Bench) -> None:
    """In review the judge finds the ballot open again with the case and its reason, and the others closed."""
    bench.fill(0)
    bench.seal(0)
    bench.enter(Phase.ADJUDICATION)
    with bench.db.write() as tx:
        service.reopen(tx, bench.organizer, bench.round, bench.judges[0], "T02", reason="离均值过远", case=7)
    text = judge.get(HOME + "T02").text
    assert "ruling on case 7" in text
    assert "离均值过远" in text
    assert 'name="mark_A4"' in text
    assert 'name="mark_A4"' not in judge.get(HOME + "T01").text
    home = judge.get(HOME).text
    assert "1 entry to score again" in home
    assert "Go on with Qinghe rice wine" in home


def test_after_scoring_an_unsealed_ballot_is_for_reading(judge: FlaskClient, bench: Bench) -> None:
    """A draft that was never sealed shows its marks without fields once scoring is left, and home says so."""
    bench.save(0, "T01", 8600)
    bench.enter(Phase.ADJUDICATION)
    text = judge.get(HOME + "T01").text
    assert 'name="mark_A4"' not in text
    assert "Scoring is not open now" in text
    assert "Scoring is over" in judge.get(HOME).text
    assert judge.get(HOME + "T02").status_code == 409


def test_replaying_every_post_changes_nothing(judge: FlaskClient, bench: Bench) -> None:
    """Every post of a sheet from the first save to the seal, sent again thrice in any order: the file is the same."""
    sent: list[tuple[str, dict[str, object]]] = []
    for entry in ("T01", "T02", "T03"):
        fields = form_of(judge.get(HOME + entry).text)
        sent.append((HOME + entry, {"data": {**fields, **{f"mark_{code}": "81" for code in CODES}}}))
        judge.post(sent[-1][0], **sent[-1][1])
        body = {"op": f"op-{entry}-0001", "based_on": 1, "marks": {"A4": "77.5"}, "notes": {"A4": "看过"}}
        sent.append((HOME + entry + "/save", {"json": body}))
        judge.post(sent[-1][0], **sent[-1][1])
    fields = form_of(judge.get(HOME + "seal").text)
    sent.append((HOME + "seal", {"data": {**fields, "secret": PASSWORD}}))
    assert judge.post(sent[-1][0], **sent[-1][1]).status_code == 303
    before = _everything(bench)
    for turn in range(3):
        for path, kwargs in random.Random(turn).sample(sent, len(sent)):
            assert judge.post(path, **kwargs).status_code in (200, 303)
    assert _everything(bench) == before


def _everything(bench: Bench) -> list[list[tuple[object, ...]]]:
    tables = ("ballot", "ballot_mark", "sealed_ballot", "sealed_mark", "receipt", "operation", "log")
    return [[tuple(row) for row in bench.db.rows(f"SELECT * FROM {table} ORDER BY 1, 2")] for table in tables]
