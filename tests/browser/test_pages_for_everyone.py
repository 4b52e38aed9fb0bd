"""axe on every page of the sample editions, at a phone's width and a desk's: nothing serious, nothing sticks out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import BuildError

from competition.accounts import service as accounts
from competition.core.database import Database
from competition.core.records import SYSTEM
from competition.core.web.house import KEY
from tests.browser.conftest import DESK, PHONE

pytestmark = pytest.mark.browser
FILLED = {
    "entry": "T01", "judge": "J1", "number": "1", "serial": "1", "indicator": "A1", "part": "A4", "version": "1",
    "kind": "towns", "county_id": "1", "town_id": "1", "enterprise_id": "1", "figure_id": "1", "account_id": "2",
    "town": "1",
}  # fmt: skip
GRAVE = {"serious", "critical"}
FILES = (".json", ".csv", ".xlsx", ".docx", ".zip")


def pages(app: Flask) -> Iterator[str]:
    """One address for every page that shows something of its own."""
    adapter = app.url_map.bind("localhost")
    for rule in sorted(app.url_map.iter_rules(), key=str):
        if "GET" not in (rule.methods or ()) or rule.endpoint in {"static", "core.health"}:
            continue
        values = {name: FILLED[name] for name in rule.arguments if name in FILLED}
        if "code" in rule.arguments:
            values["code"] = "xz-2022-81" if rule.endpoint.startswith("policy.") else "xz-2025"
        try:
            address = adapter.build(rule.endpoint, values)
        except BuildError:
            continue
        if not address.endswith(FILES):
            yield address


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["390", "1280"])
@pytest.mark.parametrize("person", ["", "organizer-1", "adjudicator", "judge-1"], ids=lambda person: person or "public")
def test_pages_are_for_everyone(
    sample_app: Flask, serve: Callable[[Flask], str], window: Callable[..., Any], person: str, size: dict[str, int]
) -> None:
    """Axe finds nothing serious, and no page is wider than its window."""
    from axe_playwright_python.sync_playwright import Axe

    base, page = serve(sample_app), window(size=size)
    if person:
        database: Database = sample_app.extensions[KEY].database
        account = accounts.find_by_handle(database, person)
        assert account is not None
        page.goto(base + accounts.invite(database, SYSTEM, account.id).path)
        page.locator("main .go").first.click()
        page.wait_for_load_state()
    found, seen = [], set()
    for n, address in enumerate(pages(sample_app)):
        answer = page.goto(f"{base}{address}?lang={'en' if n % 2 else 'zh'}")
        if answer.status != 200 or page.url.split("?")[0] in seen:
            continue
        seen.add(page.url.split("?")[0])
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"{address}: wider than {size['width']} px")
        for fault in Axe().run(page).response["violations"]:
            if fault["impact"] in GRAVE:
                found.append(f"{address}: {fault['id']} {fault['nodes'][0]['html'][:120]}")
    assert seen
    assert found == []
