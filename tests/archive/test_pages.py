"""The archive's pages, for anyone and for the organizer, and what each of them withholds."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from competition.accounts import service as accounts
from competition.adjudication import service as adjudication
from competition.adjudication.records import Objector
from competition.archive import service
from competition.archive.records import Bundle, Scope
from competition.ballots import service as ballots
from competition.core.canonical import check_digits
from competition.core.records import SYSTEM
from competition.desk import service as desk
from competition.rounds import service as rounds
from competition.rounds.records import Phase, Round
from competition.sample.story import Stage
from competition.tally import service as tally
from tests.archive.conftest import CODE
from tests.archive.tampering import Files, files_of, resealed, told_anew
from tests.archive.test_opening import zipped


def sign_in(client: FlaskClient, stage: Stage, handle: str) -> None:
    """Open somebody's one-time link."""
    account = accounts.find_by_handle(stage.db, handle)
    assert account is not None
    path = accounts.invite(stage.db, SYSTEM, account.id).path
    assert client.post(path).status_code in (302, 303)


def ask(client: FlaskClient, digits: str = "", bundle: bytes | None = None) -> str:
    """The page after asking."""
    form: dict[str, object] = {"digits": digits}
    if bundle is not None:
        form["bundle"] = (io.BytesIO(bundle), "bundle.zip")
    answer = client.post("/verify?lang=en", data=form, content_type="multipart/form-data")
    assert answer.status_code in (200, 422)
    return answer.text


def test_history_compares_the_editions(client: FlaskClient, sealed: dict[Scope, Bundle]) -> None:
    """Places by year with the chart, the table and the CSV; the public bundle and not the full one."""
    page = client.get("/history?lang=en").text
    assert "2 rounds on" in page
    assert page.count("<svg") > 2
    assert f"/history/{CODE}/public.zip" in page
    assert "full.zip" not in page
    assert "in publicity, not final" in page
    rows = client.get("/history.csv").data.decode("utf-8-sig").splitlines()
    assert rows[0] == "专业镇 town,英文名称 in English,2023年名次 place in 2023,2025年名次 place in 2025"
    assert len(rows) == 12


def test_an_empty_history_says_so(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the first publication the page says what will stand there."""
    monkeypatch.setattr(service, "editions", lambda _reader: ())
    assert "No result has been published yet" in client.get("/history?lang=en").text


def test_a_towns_page_has_the_columns_of_the_ranking(client: FlaskClient) -> None:
    """Place, total, five dimensions and the named enterprise, newest first; unknown towns are not found."""
    page = client.get("/history/towns/ZY01?lang=en").text
    assert page.index(">2025<") < page.index(">2023<")
    assert page.count('class="bars"') == 2
    assert client.get("/history/towns/ZY99").status_code == 404


def test_the_public_bundle_is_handed_to_anyone(client: FlaskClient, stage: Stage, sealed: dict[Scope, Bundle]) -> None:
    """As the file that was registered, byte for byte; none of a round in publicity."""
    with client.get(f"/history/{CODE}/public.zip") as answer:
        assert answer.data == service.file_of(stage.db, sealed[Scope.PUBLIC]).read_bytes()
        assert answer.mimetype == "application/zip"
    assert client.get("/history/xz-2025/public.zip").status_code == 404


def test_the_full_bundle_is_for_organizer_and_auditor(
    client: FlaskClient, stage: Stage, sealed: dict[Scope, Bundle]
) -> None:
    """The public is asked to sign in, a judge is refused."""
    path = f"/rounds/{CODE}/archive/full.zip"
    assert client.get(path).status_code == 303
    sign_in(client, stage, "judge-1")
    assert client.get(path).status_code == 403
    for handle in ("auditor", "organizer-1"):
        sign_in(client, stage, handle)
        with client.get(path) as answer:
            assert answer.status_code == 200
        assert "full.zip" in client.get("/history").text


def test_a_receipt_matches(client: FlaskClient, stage: Stage, round_: Round) -> None:
    """Its ballot is described by pseudonym and counts, never by a mark."""
    one = ballots.sealed_versions(stage.db, round_)[0]
    page = ask(client, one.receipt_digits)
    assert "It matches" in page
    assert "seal-outline" in page
    assert f"judge {one.judge}" in page


def test_unknown_digits_are_said_to_be_unknown(client: FlaskClient) -> None:
    """Not that they are false: nothing kept here stands under them, and what to do."""
    page = ask(client, "1234 5678 1234 5678")
    assert "seal-broken" not in page
    assert "Nothing kept here stands under these sixteen digits" in page
    assert "Compare them once more" in page
    assert "Sixteen digits are expected" in ask(client, "12")
    assert "Type sixteen digits, or choose a bundle." in ask(client)


def test_the_digits_of_desk_and_objections_are_named(client: FlaskClient, stage: Stage, round_: Round) -> None:
    """The lock of the lists matches; an objection's receipt leads to its own page."""
    lock = desk.list_commitment(stage.db, round_)
    assert lock is not None
    assert "check digits of the lists" in ask(client, check_digits(lock.digest))
    held = rounds.get(stage.db, "xz-2025")
    who = Objector("示例异议人", "0000-0000000", "")
    filed = adjudication.object_(stage.db, held, who, "请核实", entry=None, origin="::1", op="op-1")
    page = ask(client, filed.receipt)
    assert "receipt of an objection" in page
    assert f'href="/rounds/xz-2025/objection/{filed.receipt}"' in page


def packed(path: Path, files: Files) -> bytes:
    """A bundle packed anew and smaller by somebody else."""
    return zipped(path, files, compression=zipfile.ZIP_DEFLATED).read_bytes()


def test_our_bundle_matches(client: FlaskClient, stage: Stage, sealed: dict[Scope, Bundle], tmp_path: Path) -> None:
    """Also when somebody has packed it anew: the content counts."""
    files = files_of(service.file_of(stage.db, sealed[Scope.PUBLIC]))
    page = ask(client, bundle=packed(tmp_path / "x.zip", files))
    assert "not one byte has changed" in page
    assert check_digits(sealed[Scope.PUBLIC].result_digest).split()[0] in page


def test_a_changed_file_is_named(
    client: FlaskClient, stage: Stage, sealed: dict[Scope, Bundle], tmp_path: Path
) -> None:
    """The file, both digits, and whom to turn to."""
    files = files_of(service.file_of(stage.db, sealed[Scope.PUBLIC]))
    files["data/tables/standings.csv"] += b"x"
    page = ask(client, bundle=packed(tmp_path / "x.zip", files))
    assert "It does not match" in page
    assert "data/tables/standings.csv" in page
    assert page.count("<mark>") >= 3
    assert "0000-0000000" in page


def test_a_forged_bundle_is_not_ours(
    client: FlaskClient, stage: Stage, sealed: dict[Scope, Bundle], tmp_path: Path
) -> None:
    """Whole in itself, but not registered; and one of a round that is not kept here."""
    files: Files = files_of(service.file_of(stage.db, sealed[Scope.PUBLIC]))
    forged = resealed(told_anew(files, Source_Organization="somebody else"))
    page = ask(client, bundle=packed(tmp_path / "x.zip", forged))
    assert "not one that was sealed here" in page


def test_what_is_no_bundle_cannot_be_read(client: FlaskClient) -> None:
    """A file of another kind is said to be one."""
    page = ask(client, bundle=b"hello")
    assert "It cannot be read" in page


def test_the_result_page_leads_to_the_digits(client: FlaskClient, stage: Stage, round_: Round) -> None:
    """With ?code= the digits of that result stand there to compare; before anything is published nothing does."""
    digits = check_digits(tally.get_tally(stage.db, round_).result_digest)
    assert digits.split()[0] in client.get(f"/verify?code={CODE}&lang=en").text
    assert "To compare" not in client.get("/verify?code=nothing&lang=en").text


def test_the_organizer_writes_verifies_and_archives(client: FlaskClient, stage: Stage, round_: Round) -> None:
    """Two to-dos, one button, two intact bundles; then the desk moves the round."""
    sign_in(client, stage, "organizer-1")
    url = f"/rounds/{CODE}/archive?lang=en"
    assert "published, and not sealed yet" in client.get(url).text
    assert client.post(url).status_code == 303
    page = client.get(url).text
    assert "Both bundles are written and intact" in page
    assert page.count("Intact") == 2
    assert client.post(f"/rounds/{CODE}/archive/verify?lang=en").status_code == 303
    desk.move(stage.db, stage.actor("organizer-1"), round_, Phase.ARCHIVED)
    assert "The round is archived" in client.get(url).text


def test_a_damaged_bundle_is_told_on_the_page(client: FlaskClient, stage: Stage, sealed: dict[Scope, Bundle]) -> None:
    """The verification's sentence stands on top; nothing is hidden."""
    sign_in(client, stage, "organizer-1")
    path = service.file_of(stage.db, sealed[Scope.FULL])
    held = path.read_bytes()
    path.write_bytes(held.replace(b'{"award"', b'{"awarx"'))
    answer = client.post(f"/rounds/{CODE}/archive/verify?lang=en")
    assert answer.status_code == 422
    assert "data/rules.json" in answer.text
    path.write_bytes(held)
    assert client.post(f"/rounds/{CODE}/archive/verify").status_code == 303


def test_the_auditor_sees_and_changes_nothing(client: FlaskClient, stage: Stage) -> None:
    """The page is open to the auditor, its buttons are not."""
    sign_in(client, stage, "auditor")
    url = f"/rounds/{CODE}/archive"
    assert client.get(url).status_code == 200
    assert client.post(url).status_code == 403


def test_before_publication_the_page_waits(client: FlaskClient, stage: Stage) -> None:
    """A round in publicity says when bundles are written."""
    sign_in(client, stage, "organizer-1")
    assert "after publication" in client.get("/rounds/xz-2025/archive?lang=en").text
    assert client.post("/rounds/xz-2025/archive?lang=en").status_code == 422
