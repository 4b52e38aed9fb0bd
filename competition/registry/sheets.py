"""The registry's spreadsheets: their columns, how a record is written as a row, and what makes a row impossible.

Everything here is pure: a sheet is held against what is already *known*, and nothing is written. Names are resolved the
way people write them (a county by name or code); a name nobody knows is a fault with the nearest known one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from competition.core.amounts import plain
from competition.core.records import Text
from competition.core.spreadsheets import Choice, Column, Fault, Preview, Row, Sheet, Table, preview
from competition.registry import uscc
from competition.registry.records import (
    County,
    Enterprise,
    Figure,
    Level,
    Status,
    Town,
    bound_of,
    metric_code,
    metric_title,
    nearest,
    year_of,
)

Values = dict[str, str | None]
DITTO = {"同上", "〃", "ditto"}
LEVELS = (
    Choice(Level.NATIONAL, Text("国家级", "National")),
    Choice(Level.PROVINCIAL, Text("省级", "Provincial")),
    Choice(Level.MUNICIPAL, Text("市级", "Municipal")),
    Choice(Level.COUNTY, Text("县级", "County")),
)
STATUSES = (
    Choice(Status.LEADING, Text("领军企业", "Leading")),
    Choice(Status.BACKBONE, Text("骨干企业", "Backbone")),
    Choice(Status.OTHER, Text("其他", "Other")),
)


@dataclass(frozen=True, slots=True)
class Known:
    """What the registry holds when a sheet is looked at."""

    counties: tuple[County, ...] = ()
    towns: tuple[Town, ...] = ()
    enterprises: tuple[Enterprise, ...] = ()
    figures: tuple[Figure, ...] = ()
    year: int = 2199
    """The present year: a figure of a later one is a fault unless it is a target."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of sheet: ``read`` gives a row's canonical values and its faults, ``stored`` what is held by key."""

    name: str
    sheet: Sheet
    key: Callable[[Values], Any]
    read: Callable[[Known, Table, Row], tuple[Values, tuple[Fault, ...]]]
    stored: Callable[[Known], Mapping[Any, Values]]


def look(kind: Kind, known: Known, table: Table) -> tuple[Preview, Table]:
    """What taking the sheet would do, and the table with every fault that was found in it."""
    rows: list[Row] = []
    faults: list[Fault] = []
    seen: dict[Any, int] = {}
    for row in _without_ditto(table):
        values, found = kind.read(known, table, row)
        key = None if any(fault.key in _key_columns(kind) for fault in found) else kind.key(values)
        if key is not None and None not in _parts(key) and seen.setdefault(key, row.number) != row.number:
            found = (*found, table.fault(row, _key_columns(kind)[0], "registry.twice_in_sheet", first=seen[key]))
        rows.append(replace(row, values=values))
        faults += found
    held = kind.stored(known)
    checked = replace(table, rows=tuple(rows)).with_faults(faults)
    return preview(checked, {row.number: held.get(kind.key(dict(row.values))) for row in rows}), checked


def _parts(key: Any) -> tuple[Any, ...]:
    return key if isinstance(key, tuple) else (key,)


def _key_columns(kind: Kind) -> tuple[str, ...]:
    return tuple(column.key for column in kind.sheet.columns if column.required)


def _without_ditto(table: Table) -> Iterator[Row]:
    last: str | None = None
    for row in table.rows:
        if row.values.get("source") in DITTO and last:
            row = replace(row, values={**row.values, "source": last})
        last = row.values.get("source") or last
        yield row


def named(things: Iterable[Any], word: str | None) -> Any:
    """The thing of that code or name, in either language."""
    return next((it for it in things if word and word in {it.code, it.name.zh, it.name.en}), None)


# Counties


def county_row(county: County) -> Values:
    """A county as its sheet writes it."""
    return {"code": county.code, "name_zh": county.name.zh, "name_en": county.name.en or None}


def _read_county(known: Known, table: Table, row: Row) -> tuple[Values, tuple[Fault, ...]]:
    values = dict(row.values)
    return values, tuple(_name_taken(known.counties, values, table, row))


def _name_taken(things: Iterable[Any], values: Values, table: Table, row: Row) -> Iterator[Fault]:
    for thing in things:
        if thing.name.zh == values.get("name_zh") and thing.code != values.get("code"):
            yield table.fault(row, "name_zh", "registry.name_taken", name=thing.name.zh, held=thing.code)


COUNTIES = Kind(
    "counties",
    Sheet(
        Text("县（市、区）", "Counties"),
        (
            Column("code", Text("代码", "Code"), required=True),
            Column("name_zh", Text("名称", "Name"), ("县区", "name", "county"), required=True),
            Column("name_en", Text("英文名称", "English name")),
        ),
    ),
    key=lambda values: values.get("code"),
    read=_read_county,
    stored=lambda known: {it.code: county_row(it) for it in known.counties},
)

# Towns


def town_row(town: Town) -> Values:
    """A town as its sheet writes it."""
    return {
        "code": town.code, "name_zh": town.name.zh, "name_en": town.name.en or None, "county": town.county.zh,
        "level": town.level.value, "industry_zh": town.industry.zh or None, "industry_en": town.industry.en or None,
        "tier": None if town.tier is None else str(town.tier),
    }  # fmt: skip


def _read_town(known: Known, table: Table, row: Row) -> tuple[Values, tuple[Fault, ...]]:
    values = dict(row.values)
    faults = list(_name_taken(known.towns, values, table, row))
    county = named(known.counties, values.get("county"))
    if county is not None:
        values["county"] = county.name.zh
    elif values.get("county"):
        near = nearest(values["county"] or "", (it.name.zh for it in known.counties))
        faults.append(table.fault(row, "county", "registry.no_such_county", suggestion=near, found=values["county"]))
    if values.get("tier") not in {None, "1", "2", "3", "4", "5"}:
        faults.append(table.fault(row, "tier", "registry.no_such_tier", found=values["tier"]))
    return values, tuple(faults)


TOWNS = Kind(
    "towns",
    Sheet(
        Text("专业镇", "Towns"),
        (
            Column("code", Text("代码", "Code"), required=True),
            Column("name_zh", Text("名称", "Name"), ("专业镇", "name", "town"), required=True),
            Column("name_en", Text("英文名称", "English name")),
            Column("county", Text("县（市、区）", "County"), ("县区", "所在县区"), required=True),
            Column("level", Text("级别", "Level"), kind="choice", choices=LEVELS, required=True),
            Column("industry_zh", Text("主导产业", "Leading industry"), ("产业", "industry")),
            Column("industry_en", Text("主导产业（英文）", "Leading industry (English)")),
            Column("tier", Text("层级（1至5）", "Tier (1 to 5)"), ("层级", "tier"), kind="integer"),
        ),
    ),
    key=lambda values: values.get("code"),
    read=_read_town,
    stored=lambda known: {it.code: town_row(it) for it in known.towns},
)

# Enterprises


def enterprise_row(enterprise: Enterprise) -> Values:
    """An enterprise as its sheet writes it."""
    return {
        "uscc": enterprise.uscc, "name_zh": enterprise.name.zh, "name_en": enterprise.name.en or None,
        "town": enterprise.town.zh or None, "status": enterprise.status.value,
        "main_business_zh": enterprise.main_business.zh or None,
        "main_business_en": enterprise.main_business.en or None,
    }  # fmt: skip


def _read_enterprise(known: Known, table: Table, row: Row) -> tuple[Values, tuple[Fault, ...]]:
    values = dict(row.values)
    faults: list[Fault] = []
    if values.get("uscc"):
        code = values["uscc"] = uscc.tidy(values["uscc"] or "")
        if wrong := uscc.fault(code):
            faults.append(table.fault(row, "uscc", f"registry.uscc_{wrong}", found=code))
    town = named(known.towns, values.get("town"))
    if town is not None:
        values["town"] = town.name.zh
    elif values.get("town"):
        near = nearest(values["town"] or "", (it.name.zh for it in known.towns))
        faults.append(table.fault(row, "town", "registry.no_such_town", suggestion=near, found=values["town"]))
    return values, tuple(faults)


ENTERPRISES = Kind(
    "enterprises",
    Sheet(
        Text("企业", "Enterprises"),
        (
            Column("uscc", Text("统一社会信用代码", "Unified social credit code"), ("信用代码", "uscc"), required=True),
            Column("name_zh", Text("企业名称", "Name"), ("名称", "enterprise"), required=True),
            Column("name_en", Text("英文名称", "English name")),
            Column("town", Text("专业镇", "Town")),
            Column("status", Text("类别", "Status"), kind="choice", choices=STATUSES, required=True),
            Column("main_business_zh", Text("主营业务", "Main business"), ("主营",)),
            Column("main_business_en", Text("主营业务（英文）", "Main business (English)")),
        ),
    ),
    key=lambda values: values.get("uscc"),
    read=_read_enterprise,
    stored=lambda known: {it.uscc: enterprise_row(it) for it in known.enterprises},
)

# Figures


def figure_row(figure: Figure) -> Values:
    """A figure as its sheet writes it."""
    return {
        "subject": figure.subject, "place": figure.place or None, "level": figure.level or None,
        "period": figure.period, "metric": metric_title(figure.metric).zh, "value": plain(figure.value),
        "unit": figure.unit or None, "qualifier": figure.qualifier or None, "definition": figure.definition or None,
        "source": figure.source, "source_url": figure.source_url or None, "reliability": figure.reliability or None,
    }  # fmt: skip


def _read_figure(known: Known, table: Table, row: Row) -> tuple[Values, tuple[Fault, ...]]:
    values = dict(row.values)
    faults: list[Fault] = []
    period = values.get("period") or ""
    year = year_of(period)
    if period and year is None:
        faults.append(table.fault(row, "period", "registry.no_year", found=period))
    elif year is not None and year > known.year and bound_of(values.get("qualifier") or "", period).value != "target":
        faults.append(table.fault(row, "period", "registry.year_ahead", found=period, year=known.year))
    if values.get("metric"):
        values["metric"] = metric_title(metric_code(values["metric"] or "")).zh
    if values.get("source") in DITTO:
        faults.append(table.fault(row, "source", "registry.ditto_of_nothing"))
    return values, tuple(faults)


def figure_key(values: Values) -> tuple[str | None, ...]:
    """What makes two rows the same figure: subject, metric, period, source and address."""
    return (*(values.get(name) for name in ("subject", "metric", "period", "source")), values.get("source_url") or "")


FIGURES = Kind(
    "figures",
    Sheet(
        Text("数据", "Figures"),
        (
            Column("subject", Text("对象", "Subject"), ("town", "专业镇", "镇", "企业"), required=True),
            Column("place", Text("所在市", "City"), ("city", "市")),
            Column("level", Text("级别", "Level"), ("level",)),
            Column("period", Text("时点", "Period"), ("as_of", "年份", "year", "年度"), required=True),
            Column("metric", Text("指标", "Metric"), ("metric",), required=True),
            Column("value", Text("数值", "Value"), ("value",), kind="number", required=True),
            Column("unit", Text("单位", "Unit"), ("unit",)),
            Column("qualifier", Text("限定", "Qualifier"), ("qualifier",)),
            Column("definition", Text("口径", "Definition"), ("definition",)),
            Column("source", Text("来源", "Source"), ("source_title", "source"), required=True),
            Column("source_url", Text("来源地址", "Address"), ("source_url", "url")),
            Column("reliability", Text("可靠程度", "Reliability"), ("reliability",)),
        ),
    ),
    key=figure_key,
    read=_read_figure,
    stored=lambda known: {figure_key(row): row for row in (figure_row(it) for it in known.figures)},
)

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (COUNTIES, TOWNS, ENTERPRISES, FIGURES)}
