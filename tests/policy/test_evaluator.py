"""What the policy grants on a day: pure functions, so every edge is a date or a figure written down."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.core.errors import NotFound, Refusal
from competition.policy import service
from competition.policy.records import CONTEST, Force

EDITION = service.edition("xz-2022-81")


@pytest.mark.parametrize(
    ("on", "state", "left"),
    [
        ("2022-12-21", Force.NOT_YET, 0),
        ("2022-12-22", Force.IN_FORCE, 1097),
        ("2025-09-21", Force.IN_FORCE, 93),
        ("2025-09-22", Force.ENDING, 92),
        ("2025-12-22", Force.ENDING, 1),
        ("2025-12-23", Force.EXPIRED, 0),
    ],
)
def test_validity_counts_both_ends(on: str, state: Force, left: int) -> None:
    """Three years from 2022-12-22, the first day not counted: the last day is 2025-12-22, itself included."""
    found = service.validity(EDITION, date.fromisoformat(on))
    assert (found.state, found.n_days_left) == (state, left)


def test_out_of_force_is_refused_with_the_reason() -> None:
    """A decision a day late is refused, naming the policy, the day and the last day."""
    with pytest.raises(Refusal) as refused:
        service.award(EDITION, CONTEST, date(2025, 12, 23))
    assert refused.value.code == "policy.out_of_force"
    assert refused.value.params == {
        "number": "忻政办发〔2022〕81号", "on": date(2025, 12, 23), "last_day": date(2025, 12, 22),
    }  # fmt: skip


def test_before_its_first_day_it_is_refused_too() -> None:
    """A policy not yet issued grants nothing."""
    with pytest.raises(Refusal, match="not_yet_in_force"):
        service.require_in_force(EDITION, date(2022, 12, 21))


def test_the_award_gives_its_reasons_in_order() -> None:
    """In force, how often, how much: each step names its article."""
    found = service.award(EDITION, CONTEST, date(2023, 11, 3))
    assert [(step.code, step.article.label.zh) for step in found.steps] == [
        ("policy.in_force", "附则"), ("policy.frequency", "第四条"), ("policy.amount", "第四条"),
    ]  # fmt: skip
    assert found.steps[2].params == {"amount_fen": 20_000_000}


def test_the_warning_band_is_said_in_the_steps() -> None:
    """In the last three months the first step says that the end is near."""
    assert service.award(EDITION, CONTEST, date(2025, 11, 3)).steps[0].code == "policy.in_force_ending"


def test_an_unknown_award_is_not_found() -> None:
    """A code the policy does not have is refused, whatever the day."""
    with pytest.raises(NotFound):
        service.award(EDITION, "R99", date(2025, 1, 1))


@pytest.mark.parametrize(
    ("revenue", "level"),
    [
        ("4.99", None),
        ("5", 1),
        ("9.999999", 1),
        ("10", 2),
        ("50", 3),
        ("99.99", 3),
        ("100", 4),
        ("200", 5),
        ("9999", 5),
    ],
)
def test_a_tier_includes_its_threshold(revenue: str, level: int | None) -> None:
    """达到 means at least: the threshold itself counts."""
    found = service.tier(EDITION, Decimal(revenue))
    assert (found.level if found else None) == level


@given(st.decimals(min_value=0, max_value=1000, places=4), st.decimals(min_value=0, max_value=1000, places=4))
def test_more_revenue_never_lowers_the_tier(one: Decimal, other: Decimal) -> None:
    """The ladder rises with revenue."""
    low, high = (service.tier(EDITION, revenue) for revenue in sorted((one, other)))
    assert (low.level if low else 0) <= (high.level if high else 0)


@given(st.dates(min_value=date(2020, 1, 1), max_value=date(2030, 1, 1)))
def test_a_day_is_valid_exactly_between_first_and_last(on: date) -> None:
    """The four states together cover every day, and the valid ones are those of the term."""
    assert service.validity(EDITION, on).state.is_valid == (EDITION.first_day <= on <= EDITION.last_day)
