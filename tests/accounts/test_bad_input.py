"""Whatever is typed as a person's name or sign-in name: taken or refused with a page, never a fault of the database."""

from __future__ import annotations

import pytest
from flask import Flask

from competition.accounts import service
from competition.core.database import Database
from competition.core.records import Actor


@pytest.mark.parametrize("value", ["", " ", "a", "ß" * 40, "ﷺ" * 5, "x" * 41, "9" * 30, "\x00", "\x00王", "-5", "😀"])
def test_no_name_is_ever_a_fault(app: Flask, database: Database, organizer: Actor, password: str, value: str) -> None:
    """Both fields, one at a time; a letter that becomes two in capitals counts as two."""
    client = app.test_client()
    handle = service.get(database, organizer.account_id or 0).handle
    client.post("/sign-in", data={"handle": handle, "password": password})
    for field in ("name", "handle"):
        answer = client.post("/accounts/new", data={"name": "张某", "handle": "zhang.mou"} | {field: value})
        assert answer.status_code in (303, 409, 422), field
