"""Every page of the house, asked by everyone: a page, a way to sign in, or a reason; never a fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import BuildError, Rule

ROUNDS = ("xz-2023", "xz-2025", "xz-2027")
PEOPLE = ("", "organizer-1", "auditor", "adjudicator", "judge-1")
FILLED = {
    "entry": ("T01", "T99"), "judge": ("J1", "J99"), "number": ("1", "99"), "indicator": ("A4", "A1", "Z9"),
    "part": ("A", "A1", "A4", "Z9"), "version": ("1", "99"), "kind": ("towns", "figures", "nonsense"),
    "county_id": ("1", "99"), "town_id": ("1", "99"), "enterprise_id": ("1", "9999"), "figure_id": ("1", "9999"),
    "account_id": ("1", "99"), "approval_id": ("1", "99"), "key": ("nonsense",), "token": ("nonsense",),
}  # fmt: skip


def addresses(app: Flask) -> Iterator[str]:
    """An address for every readable route, with things that are there and things that are not."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        codes = ("xz-2022-81", "nonsense") if rule.endpoint.startswith("policy.") else (*ROUNDS, "nonsense")
        for code in codes if "code" in rule.arguments else ("",):
            yield from filled(adapter, rule, code)


def filled(adapter: object, rule: Rule, code: str) -> Iterator[str]:
    """The rule's address with each of its other parts filled in turn."""
    others = sorted(rule.arguments - {"code"})
    turns = max((len(FILLED.get(name, ("1",))) for name in others), default=1)
    for turn in range(turns):
        values = {name: FILLED.get(name, ("1",))[min(turn, len(FILLED.get(name, ("1",))) - 1)] for name in others}
        if "code" in rule.arguments:
            values["code"] = code
        try:
            yield adapter.build(rule.endpoint, values)  # type: ignore[attr-defined]
        except BuildError:
            continue


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person or "public")
def test_no_page_is_a_fault(sample_app: Flask, enter: Callable[[str], FlaskClient], person: str) -> None:
    """Whatever is asked for, in either language, the answer is a page or a reason."""
    client = enter(person) if person else sample_app.test_client()
    faults = []
    for n, address in enumerate(sorted(set(addresses(sample_app)))):
        answer = client.get(address, query_string={"lang": "en" if n % 2 else "zh"})
        if answer.status_code >= 500:
            faults.append(f"{answer.status_code} {address}")
    assert faults == []


def test_the_public_reaches_no_private_page(sample_app: Flask) -> None:
    """Without an account, only views marked open answer with a page."""
    client = sample_app.test_client()
    adapter = sample_app.url_map.bind("localhost")
    leaks = []
    for address in sorted(set(addresses(sample_app))):
        endpoint, _values = adapter.match(address)
        if getattr(sample_app.view_functions[endpoint], "access", None) == "public":
            continue
        answer = client.get(address)
        if answer.status_code not in {303, 404}:
            leaks.append(f"{answer.status_code} {address}")
    assert leaks == []
