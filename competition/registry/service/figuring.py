"""Figures are kept with their source, as values or as bounds."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from competition.core.database import Reader, write
from competition.core.errors import Refusal
from competition.core.records import Actor
from competition.registry import sheets, store
from competition.registry.records import Bound, Enterprise, Figure, Town, bound_of, metric_code, year_of
from competition.registry.service.reading import figure_by_id
from competition.registry.service.writing import Store, current, free, logged


def record_figure(
    db: Store,
    actor: Actor,
    subject: Town | Enterprise | str,
    metric: str,
    period: str | int,
    value: Decimal,
    *,
    unit: str,
    source: str,
    qualifier: str = "",
    bound: Bound | None = None,
    definition: str = "",
    source_url: str = "",
    reliability: str = "",
    place: str = "",
    level: str = "",
) -> Figure:
    """Keep a sourced figure of a town, an enterprise or a subject known by name alone.

    ``bound`` is read from the qualifier and the period unless it is given. The same subject, metric, period and source
    twice is refused: amend the one that is there.
    """
    period = str(period)
    year = year_of(period)
    if year is None:
        raise Refusal("registry.no_year", found=period)
    with write(db) as tx:
        values: dict[str, Any] = _owner(tx, subject) | {
            "metric": metric_code(metric), "period": period, "year": year, "value": value, "unit": unit,
            "qualifier": qualifier, "bound": (bound or bound_of(qualifier, period)).value, "definition": definition,
            "source": source, "source_url": source_url, "reliability": reliability, "place": place, "level": level,
        }  # fmt: skip
        key = tuple(str(values[name]) for name in ("subject", "metric", "period", "source", "source_url"))
        free(store.same_figure(tx, key), "figure", f"{key[0]} {key[1]} {period}")
        number = store.insert(tx, "figure", **values)
        return logged(tx, actor, "record_figure", f"figure:{number}", figure_by_id(tx, number))


def _owner(reader: Reader, subject: Town | Enterprise | str) -> dict[str, Any]:
    if isinstance(subject, Town):
        return {"subject": subject.name.zh, "town_id": subject.id, "enterprise_id": None}
    if isinstance(subject, Enterprise):
        return {"subject": subject.name.zh, "town_id": None, "enterprise_id": subject.id}
    town_named = sheets.named(store.towns(reader), subject)
    if town_named is not None:
        return {"subject": subject, "town_id": town_named.id, "enterprise_id": None}
    firms = [it for it in store.enterprises(reader) if it.name.zh == subject]
    return {"subject": subject, "town_id": None, "enterprise_id": firms[0].id if len(firms) == 1 else None}


def amend_figure(db: Store, actor: Actor, figure_id: int, *, based_on: int | None = None, **changes: Any) -> Figure:
    """Change a figure's value, unit, qualifier, definition or reliability; what it is about and its source stay."""
    with write(db) as tx:
        before = current(figure_by_id(tx, figure_id), based_on)
        changes.setdefault("bound", bound_of(changes.get("qualifier", before.qualifier), before.period))
        store.update(tx, "figure", figure_id, before.version, **changes)
        return logged(tx, actor, "amend_figure", f"figure:{figure_id}", figure_by_id(tx, figure_id), before)
