"""Whatever number is typed into the registry: taken or refused with a page, never a fault of the database."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from competition.registry.records import Town

ODD = ("", "-5", "0", "9" * 30, "1e9", "NaN", "Infinity", "52,3", "²", "\u0663", "\x00", "x" * 5000, "2024-99", "9999")
FORMS = {
    "/registry/counties/new": {"code": "140922", "name_zh": "五台县", "version": ""},
    "/registry/towns/new": {
        "code": "wt", "name_zh": "五台铸造", "county_id": "1", "level": "municipal", "tier": "0", "version": "",
    },
    "/registry/towns/1/edit": {
        "code": "dx", "name_zh": "定襄法兰", "county_id": "1", "level": "municipal", "tier": "0", "version": "1",
    },
    "/registry/enterprises/new": {
        "uscc": "91350100M000100Y43", "name_zh": "示例公司", "town_id": "0", "status": "other", "version": "",
    },
    "/registry/figures/new": {
        "subject": "忻州全市", "metric": "营业收入", "period": "2024", "value": "12.5", "unit": "亿元",
        "source": "年报",
    },
}  # fmt: skip


@pytest.mark.parametrize("value", ODD)
def test_no_field_of_the_registry_is_ever_a_fault(office: FlaskClient, town: Town, value: str) -> None:
    """Each field of each form, one at a time."""
    for path, right in FORMS.items():
        for field in right:
            answer = office.post(path, data=right | {field: value})
            assert answer.status_code in (303, 404, 409, 422), (path, field)
