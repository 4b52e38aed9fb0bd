"""The check digit of GB 32100-2015 finds every single slip and almost every swap."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.core.database import Database
from competition.core.errors import Refusal
from competition.core.records import Actor, Text
from competition.registry import service, uscc

BODIES = st.text(alphabet=uscc.ALPHABET, min_size=17, max_size=17)


def whole(body: str) -> str:
    """A body with its check digit."""
    return body + uscc.check_digit(body)


@given(BODIES)
def test_a_code_with_its_own_digit_is_right(body: str) -> None:
    """Every body has exactly one right last character."""
    right = [last for last in uscc.ALPHABET if uscc.fault(body + last) is None]
    assert right == [uscc.check_digit(body)]


@given(BODIES, st.integers(0, 17), st.sampled_from(uscc.ALPHABET))
def test_one_wrong_character_is_found(body: str, place: int, letter: str) -> None:
    """31 is prime and the weights never vanish, so no single slip passes."""
    code = whole(body)
    slipped = code[:place] + letter + code[place + 1 :]
    assert (uscc.fault(slipped) is None) == (slipped == code)


@given(BODIES, st.integers(0, 15))
def test_two_neighbors_swapped_are_found(body: str, place: int) -> None:
    """Neighboring weights differ, so swapping two different neighbors never passes."""
    code = whole(body)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert (uscc.fault(swapped) is None) == (swapped == code)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("9135010", "registry.uscc_length"),
        ("91350100M00010OY43", "registry.uscc_letter"),
        ("91350100M000100Y34", "registry.uscc_check_digit"),
    ],
)
def test_a_wrong_code_is_refused_with_its_fault(database: Database, organizer: Actor, typed: str, code: str) -> None:
    """Length, a letter that no code has, and a wrong check digit are told apart."""
    with pytest.raises(Refusal) as refused:
        service.register_enterprise(database, organizer, typed, Text("甲公司"), None)
    assert refused.value.code == code


def test_a_code_is_stored_in_its_one_spelling(database: Database, organizer: Actor) -> None:
    """Blanks, small letters and full-width digits are the typist's, not the code's."""
    added = service.register_enterprise(database, organizer, " 91350100m000 100y４3", Text("甲公司"), None)
    assert added.uscc == "91350100M000100Y43"
    assert service.enterprise_by_uscc(database, "91350100m000100y43") == added
