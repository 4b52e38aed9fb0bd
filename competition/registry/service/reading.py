"""What other rooms and pages read of the registry."""

from __future__ import annotations

from typing import TypeVar

from competition.core.database import Reader
from competition.core.errors import NotFound, Refusal
from competition.registry import store, uscc
from competition.registry.records import County, Enterprise, Figure, Subject, Town

Thing = TypeVar("Thing", County, Town, Enterprise, Figure)

counties = store.counties
towns = store.towns
enterprises = store.enterprises
all_figures = store.all_figures


def _found(thing: Thing | None, kind: str, named: object) -> Thing:
    if thing is None:
        raise NotFound(f"registry.no_{kind}", named=named)
    return thing


def county(reader: Reader, county_id: int) -> County:
    """The county of that id; raises NotFound."""
    return _found(store.county(reader, county_id), "county", county_id)


def county_by_code(reader: Reader, code: str) -> County:
    """The county of that code; raises NotFound."""
    return _found(store.county_by_code(reader, code), "county", code)


def town(reader: Reader, town_id: int) -> Town:
    """The town of that id; raises NotFound."""
    return _found(store.town(reader, town_id), "town", town_id)


def town_by_code(reader: Reader, code: str) -> Town:
    """The town of that code; raises NotFound."""
    return _found(store.town_by_code(reader, code), "town", code)


def enterprise(reader: Reader, enterprise_id: int) -> Enterprise:
    """The enterprise of that id; raises NotFound."""
    return _found(store.enterprise(reader, enterprise_id), "enterprise", enterprise_id)


def enterprise_by_uscc(reader: Reader, code: str) -> Enterprise:
    """The enterprise of that unified social credit code; raises NotFound."""
    return _found(store.enterprise_by_uscc(reader, uscc.tidy(code)), "enterprise", code)


def figure_by_id(reader: Reader, figure_id: int) -> Figure:
    """The figure of that id; raises NotFound."""
    return _found(store.figure(reader, figure_id), "figure", figure_id)


def figures(reader: Reader, kind: Subject | str, subject_id: int) -> tuple[Figure, ...]:
    """Everything known of a town or an enterprise, bounds included, the latest first."""
    return store.figures(reader, Subject(kind), subject_id)


def figure(reader: Reader, kind: Subject | str, subject_id: int, metric: str, year: int) -> Figure | None:
    """The exact figure of a whole year, or None. Bounds and targets never come back here.

    Raises Refusal when two sources give different values: which one stands is a person's decision.
    """
    found = [it for it in figures(reader, kind, subject_id) if it.is_value and (it.metric, it.year) == (metric, year)]
    if len({(it.value, it.unit) for it in found}) > 1:
        raise Refusal("registry.sources_disagree", subject=found[0].subject, metric=found[0].title, year=year)
    return found[0] if found else None
