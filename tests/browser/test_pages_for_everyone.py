"""axe on every page of the sample editions, at a phone's width and a desk's: nothing serious, nothing sticks out.

Pages that stand only in the middle of a round, such as a ballot being scored, are looked at by the walk test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from competition.accounts import service as accounts
from competition.core.database import Database
from competition.core.records import SYSTEM
from competition.core.web.house import KEY
from tests.browser.conftest import DESK, PHONE
from tests.browser.everyone import faults, width_faults

pytestmark = pytest.mark.browser
PEOPLE = ("organizer-1", "adjudicator", "judge-1", "")
ROUNDS = ("xz-2025", "xz-2027", "xz-2023")
FILLED = {
    "entry": "T01", "judge": "J1", "number": "1", "serial": "1", "indicator": "A1", "part": "A4", "version": "1",
    "kind": "towns", "county_id": "1", "town_id": "1", "enterprise_id": "1", "figure_id": "1", "account_id": "2",
    "town": "ZY01",
}  # fmt: skip
VETOED = {"entries.lift": {"entry": "T12"}}
NO_PAGES = {"static", "core.health"}
FILES = (".json", ".csv", ".xlsx", ".docx", ".zip", ".css")
ELSEWHERE = {
    "the walk comes to these while they are asked": {
        "accounts.enter", "accounts.sign_proposal", "adjudication.receipt", "adjudication.statement",
        "ballots.keyed", "ballots.preview", "ballots.sheets", "entries.preview", "panels.sign_late",
        "registry.preview",
    },
    "an address that leads on to another page": {"adjudication.find"},
}  # fmt: skip


def pages(app: Flask) -> Iterator[Rule]:
    """Every route that may show a page."""
    for rule in sorted(app.url_map.iter_rules(), key=str):
        if "GET" in (rule.methods or ()) and rule.endpoint not in NO_PAGES and not rule.rule.endswith(FILES):
            yield rule


def addresses(app: Flask, rule: Rule) -> list[str]:
    """The route's address in each round; none where it names something that only comes up in the middle of a round."""
    if rule.arguments - {*FILLED, "code"}:
        return []
    adapter = app.url_map.bind("localhost")
    filled = {name: FILLED[name] for name in rule.arguments if name in FILLED} | VETOED.get(rule.endpoint, {})
    if "code" not in rule.arguments:
        return [str(adapter.build(rule.endpoint, filled))]
    codes = ("xz-2022-81",) if rule.endpoint.startswith("policy.") else ROUNDS
    return [str(adapter.build(rule.endpoint, {**filled, "code": code})) for code in codes]


def signed_in(app: Flask, base: str, page: Any, handle: str) -> Any:
    """The page, with somebody signed in by a letter."""
    if handle:
        database: Database = app.extensions[KEY].database
        account = accounts.find_by_handle(database, handle)
        assert account is not None
        page.goto(base + accounts.invite(database, SYSTEM, account.id).path)
        page.locator("main .go").first.click()
        page.wait_for_load_state()
    return page


def shown(page: Any, base: str, address: str) -> bool:
    """Whether the address shows this page itself, to this person."""
    answer = page.goto(base + address)
    return bool(answer.status == 200 and page.url.split("?")[0] == base + address.split("?", maxsplit=1)[0])


@pytest.mark.parametrize(("size", "tongue"), [(PHONE, "zh"), (DESK, "en")], ids=["390", "1280"])
def test_pages_are_for_everyone(
    sample_app: Flask, serve: Callable[[Flask], str], window: Callable[..., Any], size: dict[str, int], tongue: str
) -> None:
    """Axe finds nothing serious on any page, and no page is wider than its window in either language."""
    base, unseen, found = serve(sample_app), {rule.endpoint for rule in pages(sample_app)}, []
    for person in PEOPLE:
        page = signed_in(sample_app, base, window(size=size), person)
        for rule in pages(sample_app):
            if person and rule.endpoint not in unseen:
                continue
            for address in addresses(sample_app, rule):
                if not shown(page, base, f"{address}?lang={tongue}"):
                    continue
                unseen.discard(rule.endpoint)
                found += [f"{address} ({person}): {fault}" for fault in faults(page)]
                page.goto(f"{base}{address}?lang={'en' if tongue == 'zh' else 'zh'}")
                found += [f"{address} ({person}, other language): {fault}" for fault in width_faults(page)]
                if rule.endpoint != "publication.result":
                    break
    assert found == []
    assert unseen == set.union(*ELSEWHERE.values())
