"""Figures keep their source, and a bound never becomes a value."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.core.database import Database
from competition.core.errors import Refusal
from competition.core.records import Actor, Text
from competition.registry import service
from competition.registry.records import Bound, Level, Subject, Town, bound_of


def kept(database: Database, actor: Actor, subject: Town | str, period: str = "2024", **more: str) -> object:
    """A figure of revenue from a bureau."""
    told = {"unit": "亿元", "source": "统计局", "qualifier": ""} | more
    value = Decimal(told.pop("value", "208.6"))
    return service.record_figure(database, actor, subject, "营业收入", period, value, **told)


def test_an_exact_figure_comes_back(database: Database, organizer: Actor, town: Town) -> None:
    """Metric by code, whatever word the source used for it."""
    kept(database, organizer, town)
    found = service.figure(database, "town", town.id, "revenue", 2024)
    assert found is not None
    assert (found.value, found.unit, found.title.en) == (Decimal("208.6"), "亿元", "Revenue")


@pytest.mark.parametrize("qualifier", ["以上", "近", "余(下限)", "约", "突破", "目标值 不是实绩", "近2亿"])
def test_a_bound_never_comes_back_as_a_value(database: Database, organizer: Actor, town: Town, qualifier: str) -> None:
    """以上, 近, 余 and their kin are listed, and never reckoned with."""
    kept(database, organizer, town, qualifier=qualifier)
    assert service.figure(database, Subject.TOWN, town.id, "revenue", 2024) is None
    assert [it.is_value for it in service.figures(database, Subject.TOWN, town.id)] == [False]


@pytest.mark.parametrize("period", ["2024-05", "2023-09至2024-08", "2024报道"])
def test_part_of_a_year_is_no_yearly_value(database: Database, organizer: Actor, town: Town, period: str) -> None:
    """Only a whole calendar year is a value of that year."""
    kept(database, organizer, town, period)
    assert service.figure(database, "town", town.id, "revenue", 2024) is None


@given(st.text(alphabet="合计口径营收亿元", max_size=8), st.sampled_from(["以上", "近", "余", "约", "目标"]))
def test_a_sign_of_a_bound_is_found_in_any_words(words: str, sign: str) -> None:
    """Whatever stands around it, the sign is read."""
    assert not bound_of(words + sign).is_value


def test_two_sources_that_disagree_are_both_kept_and_neither_is_used(
    database: Database, organizer: Actor, town: Town
) -> None:
    """Which one stands is a person's decision, so reckoning is refused."""
    kept(database, organizer, town)
    kept(database, organizer, town, source="税务局", value="210")
    assert len(service.figures(database, "town", town.id)) == 2
    with pytest.raises(Refusal, match="sources_disagree"):
        service.figure(database, "town", town.id, "revenue", 2024)


def test_one_source_says_a_thing_once(database: Database, organizer: Actor, town: Town) -> None:
    """The same source, period and metric again is an amendment, not another figure."""
    kept(database, organizer, town)
    with pytest.raises(Refusal, match="figure_taken"):
        kept(database, organizer, town, value="1")


def test_amending_reads_the_bound_anew(database: Database, organizer: Actor, town: Town) -> None:
    """A qualifier added later turns the value into a bound."""
    figure = kept(database, organizer, town)
    changed = service.amend_figure(database, organizer, figure.id, qualifier="近")  # type: ignore[attr-defined]
    assert changed.bound is Bound.NEARLY
    assert service.figure(database, "town", town.id, "revenue", 2024) is None


def test_a_subject_that_is_no_town_is_kept_by_name(database: Database, organizer: Actor, town: Town) -> None:
    """忻州全市 is not a town: its figures keep the name their source gives."""
    kept(database, organizer, "忻州全市")
    (found,) = service.all_figures(database, "忻州全市")
    assert (found.subject_kind, found.subject_id, found.subject) == (Subject.OTHER, None, "忻州全市")


def test_figures_find_their_town_when_it_is_registered(database: Database, organizer: Actor, town: Town) -> None:
    """What was kept under a name becomes the town's own as soon as a town of that name is there."""
    kept(database, organizer, "代州黄酒")
    added = service.register_town(
        database, organizer, "dz", Text("代州黄酒"), town.county_id, level=Level.PROVINCIAL, industry=Text("黄酒")
    )
    assert [it.subject for it in service.figures(database, "town", added.id)] == ["代州黄酒"]


def test_a_period_without_a_year_is_refused(database: Database, organizer: Actor, town: Town) -> None:
    """去年 says nothing in ten years' time."""
    with pytest.raises(Refusal, match="no_year"):
        kept(database, organizer, town, "去年")
