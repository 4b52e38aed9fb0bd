"""Whatever number is typed into the panel's forms: taken or refused with a page, never a fault of the database."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from competition.core.records import Actor
from tests.panels.stage import Stage

ROOT = "/rounds/xz-2025/panel"


@pytest.mark.parametrize("value", ["", "-5", "0", "2", "100", "9" * 30, "1e9", "52,3", "²", "\x00", "x" * 5000])
def test_a_panel_of_no_possible_size_is_refused(
    stage: Stage, signed_in: Callable[[Actor], FlaskClient], value: str
) -> None:
    """Fewer than three, more than ninety-nine, or no number; and a place or a person that cannot be."""
    office = signed_in(stage.organizer)
    assert office.post(f"{ROOT}/size", data={"size": value}).status_code == 422
    for field in ("account", "county", "name", "unit"):
        sent = {"account": "0", "name": "张评委", "county": "0", "unit": "示例大学"} | {field: value}
        assert office.post(f"{ROOT}/new", data=sent).status_code in (303, 422), field
