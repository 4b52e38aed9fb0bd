"""The registry's pages: lists, forms that lose nothing, and the import from upload to confirmation."""

from __future__ import annotations

import io
import re
from decimal import Decimal

import pytest
from flask.testing import FlaskClient

from competition.core import spreadsheets
from competition.core.database import Database
from competition.core.records import Actor, Text
from competition.registry import service
from competition.registry.records import County, Town
from competition.registry.views.blueprint import grouped
from competition.rounds import service as rounds

USCC = "91350100M000100Y43"


def upload(office: FlaskClient, kind: str, content: bytes, filename: str = "sheet.csv") -> str:
    """Send a file; gives the address of its preview."""
    answer = office.post(f"/registry/sheets/{kind}", data={"sheet": (io.BytesIO(content), filename)})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.headers["Location"]


def shown(body: str) -> str:
    """The digest that the preview page carries."""
    found = re.search(r'name="shown"[^>]*value="([^"]+)"', body)
    assert found
    return found[1]


def test_the_registry_is_closed_to_the_public(client: FlaskClient) -> None:
    """Without an account every page leads to signing in."""
    for path in (
        "/registry/",
        "/registry/enterprises/",
        "/registry/sheets/towns",
        "/registry/sheets/towns/export.xlsx",
    ):
        answer = client.get(path)
        assert (answer.status_code, "/sign-in" in answer.headers["Location"]) == (303, True)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_list_opens_empty_and_filled(office: FlaskClient, town: Town, lang: str) -> None:
    """An empty list says what to do, a filled one says how many."""
    for path in ("/registry/", "/registry/enterprises/", "/registry/figures/", "/registry/counties/"):
        assert office.get(f"{path}?lang={lang}").status_code == 200
    body = office.get(f"/registry/?lang={lang}").get_data(as_text=True)
    assert ("已登记 1 个专业镇" if lang == "zh" else "1 town is registered") in body


def test_a_town_is_registered_by_form(office: FlaskClient, county: County, database: Database) -> None:
    """The form leads to the town's own page."""
    told = {"code": "wt", "name_zh": " 五台铸造 ", "county_id": county.id, "level": "municipal", "tier": "2"}
    answer = office.post("/registry/towns/new", data=told, follow_redirects=True)
    assert "五台铸造" in answer.get_data(as_text=True)
    assert service.town_by_code(database, "wt").tier == 2


def test_a_refused_form_keeps_what_was_typed(office: FlaskClient, town: Town) -> None:
    """A taken code comes back as a sentence on the same page, with every field as it was."""
    told = {"code": "dx", "name_zh": "新镇", "county_id": town.county_id, "level": "municipal", "tier": "0"}
    answer = office.post("/registry/towns/new", data=told)
    body = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "A town with the code dx is registered already." in body
    assert 'value="新镇"' in body


def test_a_stale_form_shows_what_is_stored_and_may_be_sent_again(
    office: FlaskClient, organizer: Actor, town: Town, database: Database
) -> None:
    """Nothing typed is lost, nothing is overwritten unseen, and the second try goes through."""
    service.amend_town(database, organizer, town.id, tier=4)
    told = {
        "code": "dx", "name_zh": "定襄法兰", "county_id": town.county_id, "level": "national", "tier": "5",
        "version": "1",
    }  # fmt: skip
    body = office.post(f"/registry/towns/{town.id}/edit", data=told).get_data(as_text=True)
    assert "What is stored now" in body
    assert service.town(database, town.id).tier == 4
    again = office.post(f"/registry/towns/{town.id}/edit", data={**told, "version": "2"})
    assert (again.status_code, service.town(database, town.id).tier) == (303, 5)


def test_a_wrong_check_digit_is_said_in_words(office: FlaskClient, town: Town) -> None:
    """The organizer reads what is wrong with the code, not an error number."""
    told = {"uscc": "91350100M000100Y34", "name_zh": "甲公司", "town_id": town.id, "status": "leading"}
    body = office.post("/registry/enterprises/new", data=told).get_data(as_text=True)
    assert "The check digit of 91350100M000100Y34 does not fit" in body


def test_an_enterprise_and_its_figure_have_pages(office: FlaskClient, town: Town, database: Database) -> None:
    """Register, keep a figure, change it: each form leads on, and a bound is shown as one."""
    told = {"uscc": USCC, "name_zh": "甲公司", "town_id": town.id, "status": "leading"}
    assert "甲公司" in office.post("/registry/enterprises/new", data=told, follow_redirects=True).get_data(as_text=True)
    figure = {
        "subject": "甲公司",
        "metric": "营业收入",
        "period": "2024",
        "value": "３.5",
        "unit": "亿元",
        "source": "审计报告",
    }
    office.post("/registry/figures/new", data=figure)
    (held,) = service.all_figures(database)
    assert str(held.value) == "3.5"
    changed = {"value": "3.5", "unit": "亿元", "qualifier": "近", "version": "1"}
    body = office.post(f"/registry/figures/{held.id}/edit", data=changed, follow_redirects=True).get_data(as_text=True)
    assert "&lt; 3.5" in body
    assert "Nearly this" in body


def test_import_from_upload_to_confirmation(office: FlaskClient, county: County, database: Database) -> None:
    """Upload, look, confirm: only the last step writes."""
    content = "代码,名称,县区,级别\nwt,五台铸造,定襄县,市级\n".encode()
    preview = upload(office, "towns", content)
    body = office.get(preview).get_data(as_text=True)
    assert "nothing is written yet" in body
    assert service.towns(database) == ()
    answer = office.post(preview, data={"shown": shown(body)}, follow_redirects=True)
    assert "Written: 1 new, 0 changed." in answer.get_data(as_text=True)
    assert service.town_by_code(database, "wt").name.zh == "五台铸造"
    assert office.get(preview).status_code == 404


def test_a_faulty_sheet_names_the_cell_and_comes_back_marked(
    office: FlaskClient, county: County, database: Database
) -> None:
    """Row, column, what was found, what to write; the same sheet can be downloaded with the cell marked."""
    preview = upload(office, "towns", "代码,名称,县区,级别\nwt,五台铸造,定襄,市级\n".encode())
    body = office.get(preview).get_data(as_text=True)
    assert "Row 2, column C" in body
    assert "定襄县" in body
    assert office.post(preview, data={"shown": shown(body)}).status_code == 422
    assert service.towns(database) == ()
    marked = office.get(f"{preview}/marked.xlsx")
    sheet = service.kind_of("towns").sheet
    assert spreadsheets.read(io.BytesIO(marked.data), sheet).rows[0].values["county"] == "定襄"


def test_a_file_that_is_no_table_is_refused_on_the_page(office: FlaskClient, county: County) -> None:
    """A photograph comes back as a sentence, not as a fault."""
    answer = office.post("/registry/sheets/towns", data={"sheet": (io.BytesIO(b"\x89PNG\r\n"), "x.png")})
    assert answer.status_code == 422


def test_an_import_can_be_given_up(office: FlaskClient, county: County, database: Database) -> None:
    """The file is gone and nothing was written."""
    preview = upload(office, "towns", "代码,名称,县区,级别\nwt,五台铸造,定襄县,市级\n".encode())
    office.post(f"{preview}/drop")
    assert (office.get(preview).status_code, service.towns(database)) == (404, ())


@pytest.mark.parametrize("kind", ["counties", "towns", "enterprises", "figures"])
def test_every_kind_has_a_blank_sheet_and_an_export(office: FlaskClient, kind: str) -> None:
    """Both are spreadsheets with the columns of the kind."""
    for what in ("blank", "export"):
        answer = office.get(f"/registry/sheets/{kind}/{what}.xlsx")
        assert (answer.status_code, answer.data[:2]) == (200, b"PK")
    assert office.get(f"/registry/sheets/{kind}").status_code == 200


def test_the_published_facts_come_in_through_the_pages(
    office: FlaskClient, town: Town, database: Database, facts: bytes
) -> None:
    """The web import takes the file of published facts as it is."""
    preview = upload(office, "figures", facts, "shanxi_town_facts.csv")
    body = office.get(preview).get_data(as_text=True)
    office.post(preview, data={"shown": shown(body)})
    assert len(service.all_figures(database)) == 86
    assert "定襄法兰" in office.get(f"/registry/towns/{town.id}").get_data(as_text=True)


def test_large_figures_are_printed_in_groups() -> None:
    """56,000 is read at a glance, 56000 is not; decimals and the minus keep their form."""
    assert [grouped(Decimal(each)) for each in ("56000", "310.050", "-2.5")] == ["56,000", "310.05", "−2.5"]


def test_where_towns_enter_an_empty_registry_is_said(office: FlaskClient, organizer: Actor, database: Database) -> None:
    """No town is registered: the page does not claim that all have entered, and leads to the registry."""
    rounds.create(database, organizer, "xz-2025", Text("第二届", "Second"), 2025, "xz-2022-81")
    page = office.get("/rounds/xz-2025/entries/new").get_data(as_text=True)
    assert "No town is registered yet" in page
    assert "Every registered town has entered" not in page
    assert 'href="/registry/">To the registry' in page
