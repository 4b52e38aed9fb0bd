"""The pages of the entries room: who may open them, what a form keeps, and what is said once registration is left."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from competition.core.records import Actor
from competition.entries import service
from competition.entries.records import CheckState
from tests.entries.conftest import Office

HERE = "/rounds/xz-2025/entries"
Enter = Callable[[Actor], FlaskClient]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_opens_in_both_languages(office: Office, signed_in: Enter, lang: str) -> None:
    """The list, an entry, and the page of each deed."""
    client = signed_in(office.organizer)
    office.file()
    firm = office.firm(1)
    put_up = service.nominate(office.db, office.organizer, office.round, office.entry(), office.firm(2).id)
    for path in (
        "/", "/new", "/T01", "/T01/check", "/T01/veto", "/T01/withdraw", "/T01/nominees/new",
        f"/T01/nominees/new?enterprise={firm.id}", f"/T01/nominees/{put_up.id}", f"/T01/nominees/{put_up.id}/check",
        "/T01/figures/A1", "/T01/figures/B1", "/sheet", "/sheet.xlsx",
    ):  # fmt: skip
        joined = f"{HERE}{path}{'&' if '?' in path else '?'}lang={lang}"
        assert client.get(joined).status_code == 200, path


def test_the_public_and_the_auditor(office: Office, signed_in: Enter, client: FlaskClient) -> None:
    """The public signs in first; the auditor reads everything and changes nothing."""
    assert client.get(f"{HERE}/").status_code == 303
    auditor = signed_in(office.auditor)
    assert auditor.get(f"{HERE}/T01").status_code == 200
    assert auditor.get(f"{HERE}/T01/check").status_code == 403
    assert auditor.post(f"{HERE}/T01/figures/A1", data={"value": "1"}).status_code == 403


def test_a_town_enters_is_checked_and_vetoed_by_form(office: Office, signed_in: Enter) -> None:
    """Each form leads back to the entry."""
    client = signed_in(office.organizer)
    body = client.post(f"{HERE}/new", data={"town_id": office.towns[2].id}, follow_redirects=True).get_data(
        as_text=True
    )
    assert "Nanhe castings is not checked yet" in body
    client.post(f"{HERE}/T03/check", data={"found": "passed"})
    assert office.entry("T03").check is CheckState.PASSED
    told = {"kind": "tax", "department": "税务局", "document_no": "忻税函1号", "dated_on": "2025-05-06"}
    body = client.post(f"{HERE}/T03/veto", data=told, follow_redirects=True).get_data(as_text=True)
    assert "Nanhe castings is excluded" in body
    assert "忻税函1号" in body


def test_a_failed_check_without_a_reason_keeps_the_form(office: Office, signed_in: Enter) -> None:
    """What the service refuses comes back on the page."""
    answer = signed_in(office.organizer).post(f"{HERE}/T01/check", data={"found": "failed"})
    assert answer.status_code == 422
    assert "Write the reason: it stays on record." in answer.get_data(as_text=True)


def test_a_figure_is_filed_by_form_with_full_width_digits(office: Office, signed_in: Enter) -> None:
    """What an input method writes is read exactly."""
    told = {"value": "７２.５", "year": "2024", "source": "公报", "verifier": "统计局", "attachment": "附件1"}
    signed_in(office.organizer).post(f"{HERE}/T01/figures/A1", data=told)
    assert str(service.figures(office.db, office.round)["T01", "A1"].value) == "72.5"


def test_a_nominee_goes_through_its_forms(office: Office, signed_in: Enter) -> None:
    """Put up, given figures, found eligible, taken back."""
    client, firm = signed_in(office.organizer), office.firm(1)
    told = {"revenue": "3.5", "growth": "", "market_share": "", "source": "审计报告"}
    client.post(f"{HERE}/T01/nominees/new?enterprise={firm.id}", data=told)
    (held,) = service.nominees(office.db, office.entry())
    client.post(f"{HERE}/T01/nominees/{held.id}/check", data={"found": "passed"})
    assert service.nominee(office.db, held.id).eligible
    stale = client.post(f"{HERE}/T01/nominees/{held.id}", data={**told, "revenue": "4", "version": "1"})
    assert (stale.status_code, "What is stored now" in stale.get_data(as_text=True)) == (422, True)
    client.post(f"{HERE}/T01/nominees/{held.id}/drop")
    assert service.nominees(office.db, office.entry()) == ()


def test_figures_are_imported_from_upload_to_confirmation(office: Office, signed_in: Enter) -> None:
    """Only the confirmation writes."""
    client = signed_in(office.organizer)
    content = "编号,指标代码,数值,年份,来源,核验单位\nT01,A1,72.5,2024,公报,统计局\n".encode()
    answer = client.post(f"{HERE}/sheet", data={"sheet": (io.BytesIO(content), "指标.csv")})
    preview = answer.headers["Location"]
    body = client.get(preview).get_data(as_text=True)
    assert service.figures(office.db, office.round) == {}
    shown = re.search(r'name="shown"[^>]*value="([^"]+)"', body)
    assert shown
    client.post(preview, data={"shown": shown[1]})
    assert ("T01", "A1") in service.figures(office.db, office.round)


def test_after_registration_the_pages_say_so(office: Office, signed_in: Enter) -> None:
    """Buttons are forbidden with the reason beside them, and the server refuses too."""
    office.leave_registration()
    client = signed_in(office.organizer)
    assert "only a ruling changes them" in client.get(f"{HERE}/").get_data(as_text=True)
    page = client.get(f"{HERE}/T01/check").get_data(as_text=True)
    assert "Registration is left." in page
    answer = client.post(f"{HERE}/T01/check", data={"found": "passed"})
    assert (answer.status_code, "Registration is left" in answer.get_data(as_text=True)) == (422, True)


def test_an_unknown_entry_or_indicator_leads_nowhere(office: Office, signed_in: Enter) -> None:
    """An entry nobody knows is 404, an indicator that is judged is refused."""
    client = signed_in(office.organizer)
    assert client.get(f"{HERE}/T77").status_code == 404
    assert client.get(f"{HERE}/T01/veto/9/lift").status_code == 404
    assert client.get(f"{HERE}/T01/figures/A4").status_code == 422
