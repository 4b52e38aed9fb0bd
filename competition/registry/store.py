"""The SQL of the registry: counties, towns, enterprises, figures, and files waiting to be confirmed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar

from competition.core.amounts import plain
from competition.core.clock import instant, stamp
from competition.core.database import Reader, Row, Transaction
from competition.core.records import Text
from competition.registry.records import Bound, County, Enterprise, Figure, Level, Status, Subject, Town, Upload

Made = TypeVar("Made")

COUNTY = "SELECT id, code, name_zh, name_en, version FROM county"
TOWN = """
SELECT town.*, county.name_zh AS county_zh, county.name_en AS county_en
FROM town JOIN county ON county.id = town.county_id
"""
ENTERPRISE = """
SELECT enterprise.*, coalesce(town.name_zh, '') AS town_zh, coalesce(town.name_en, '') AS town_en
FROM enterprise LEFT JOIN town ON town.id = enterprise.town_id
"""
FIGURE = "SELECT * FROM figure"
TOWN_FOUND = """
WHERE (:q = '' OR instr(lower(town.code || ' ' || town.name_zh || ' ' || town.name_en || ' ' || town.industry_zh || ' '
  || town.industry_en || ' ' || county.name_zh || ' ' || county.name_en), lower(:q)) > 0)
  AND (:county IS NULL OR town.county_id = :county)
ORDER BY county.code, town.code
"""
ENTERPRISE_FOUND = """
WHERE (:q = '' OR instr(lower(enterprise.uscc || ' ' || enterprise.name_zh || ' ' || enterprise.name_en || ' '
  || enterprise.main_business_zh || ' ' || enterprise.main_business_en || ' ' || coalesce(town.name_zh, '') || ' '
  || coalesce(town.name_en, '')), lower(:q)) > 0)
  AND (:town IS NULL OR enterprise.town_id = :town)
ORDER BY town.code IS NULL, town.code, enterprise.uscc
"""
FIGURE_FOUND = """
WHERE (:q = '' OR instr(lower(subject || ' ' || metric || ' ' || period || ' ' || source), lower(:q)) > 0)
ORDER BY town_id IS NULL AND enterprise_id IS NULL, subject, year DESC, id
"""
FIGURE_SAME = f"{FIGURE} WHERE subject = ? AND metric = ? AND period = ? AND source = ? AND source_url = ?"
# A figure came before its town was registered: the name it was given under is the town's.
LINK_FIGURES = "UPDATE figure SET town_id = ? WHERE town_id IS NULL AND enterprise_id IS NULL AND subject = ?"
OLD_UPLOADS = "DELETE FROM upload WHERE at < ?"


def counties(reader: Reader) -> tuple[County, ...]:
    """Every county, by code."""
    return tuple(_county(row) for row in reader.rows(f"{COUNTY} ORDER BY code"))


def county(reader: Reader, county_id: int) -> County | None:
    """The county of that id."""
    return _maybe(_county, reader.row(f"{COUNTY} WHERE id = ?", (county_id,)))


def county_by_code(reader: Reader, code: str) -> County | None:
    """The county of that code."""
    return _maybe(_county, reader.row(f"{COUNTY} WHERE code = ?", (code,)))


def towns(reader: Reader, q: str = "", county_id: int | None = None) -> tuple[Town, ...]:
    """The towns whose code, name, industry or county contains ``q``, by county and code."""
    return tuple(_town(row) for row in reader.rows(TOWN + TOWN_FOUND, {"q": q, "county": county_id}))


def town(reader: Reader, town_id: int) -> Town | None:
    """The town of that id."""
    return _maybe(_town, reader.row(f"{TOWN} WHERE town.id = ?", (town_id,)))


def town_by_code(reader: Reader, code: str) -> Town | None:
    """The town of that code."""
    return _maybe(_town, reader.row(f"{TOWN} WHERE town.code = ?", (code,)))


def enterprises(reader: Reader, town_id: int | None = None, q: str = "") -> tuple[Enterprise, ...]:
    """The enterprises, of one town where named, whose code, name or business contains ``q``."""
    rows = reader.rows(ENTERPRISE + ENTERPRISE_FOUND, {"q": q, "town": town_id})
    return tuple(_enterprise(row) for row in rows)


def enterprise(reader: Reader, enterprise_id: int) -> Enterprise | None:
    """The enterprise of that id."""
    return _maybe(_enterprise, reader.row(f"{ENTERPRISE} WHERE enterprise.id = ?", (enterprise_id,)))


def enterprise_by_uscc(reader: Reader, uscc: str) -> Enterprise | None:
    """The enterprise of that unified social credit code."""
    return _maybe(_enterprise, reader.row(f"{ENTERPRISE} WHERE uscc = ?", (uscc,)))


def all_figures(reader: Reader, q: str = "") -> tuple[Figure, ...]:
    """The figures whose subject, metric, period or source contains ``q``."""
    return tuple(_figure(row) for row in reader.rows(f"{FIGURE} {FIGURE_FOUND}", {"q": q}))


def figures(reader: Reader, kind: Subject, subject_id: int) -> tuple[Figure, ...]:
    """What is known of a town or an enterprise, the latest first."""
    column = {Subject.TOWN: "town_id", Subject.ENTERPRISE: "enterprise_id"}[kind]
    rows = reader.rows(f"{FIGURE} WHERE {column} = ? ORDER BY year DESC, metric, id", (subject_id,))
    return tuple(_figure(row) for row in rows)


def figure(reader: Reader, figure_id: int) -> Figure | None:
    """The figure of that id."""
    return _maybe(_figure, reader.row(f"{FIGURE} WHERE id = ?", (figure_id,)))


def same_figure(reader: Reader, key: tuple[str, ...]) -> Figure | None:
    """The figure of that subject, metric, period, source and address."""
    return _maybe(_figure, reader.row(FIGURE_SAME, key))


def insert(tx: Transaction, table: str, **columns: Any) -> int:
    """A new row; texts become their two columns and decimals their text."""
    return tx.insert(table, **_columns(columns))


def update(tx: Transaction, table: str, row_id: int, version: int, **columns: Any) -> None:
    """Change the row and count its version on."""
    tx.update(table, row_id, version=version + 1, **_columns(columns))


def link_figures(tx: Transaction, town_id: int, name: str) -> None:
    """Hand the figures that were kept under the town's name to the town."""
    tx.execute(LINK_FIGURES, (town_id, name))


def keep_upload(tx: Transaction, upload: Upload, account_id: int | None) -> None:
    """Keep a file until it is confirmed."""
    tx.insert(
        "upload", token=upload.token, account_id=account_id, purpose=upload.purpose, filename=upload.filename,
        content=upload.content, at=stamp(upload.at),
    )  # fmt: skip


def upload(reader: Reader, token: str, account_id: int | None) -> Upload | None:
    """The file of that token, for the account that sent it."""
    row = reader.row("SELECT * FROM upload WHERE token = ? AND account_id IS ?", (token, account_id))
    if row is None:
        return None
    return Upload(row["token"], row["purpose"], row["filename"], bytes(row["content"]), instant(row["at"]))


def drop_upload(tx: Transaction, token: str) -> None:
    """Let a file go."""
    tx.execute("DELETE FROM upload WHERE token = ?", (token,))


def drop_uploads_before(tx: Transaction, at: str) -> None:
    """Let go of every file older than ``at``."""
    tx.execute(OLD_UPLOADS, (at,))


def linked_apart(reader: Reader) -> list[Row]:
    """Figures linked to a town or enterprise of another name: there must be none but renamed ones."""
    return reader.rows(
        "SELECT figure.id, figure.subject FROM figure WHERE town_id IS NULL AND enterprise_id IS NULL"
        " AND subject IN (SELECT name_zh FROM town)"
    )


def codes(reader: Reader) -> list[str]:
    """Every unified social credit code."""
    return [row["uscc"] for row in reader.rows("SELECT uscc FROM enterprise ORDER BY id")]


def _columns(values: dict[str, Any]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Text):
            columns |= {f"{name}_zh": value.zh, f"{name}_en": value.en}
        else:
            columns[name] = plain(value) if isinstance(value, Decimal) else value
    return columns


def _maybe(make: Callable[[Row], Made], row: Row | None) -> Made | None:
    return None if row is None else make(row)


def _text(row: Row, name: str) -> Text:
    return Text(row[f"{name}_zh"], row[f"{name}_en"])


def _county(row: Row) -> County:
    return County(row["id"], row["code"], _text(row, "name"), row["version"])


def _town(row: Row) -> Town:
    return Town(
        row["id"], row["code"], _text(row, "name"), row["county_id"], _text(row, "county"), Level(row["level"]),
        _text(row, "industry"), row["tier"], row["version"],
    )  # fmt: skip


def _enterprise(row: Row) -> Enterprise:
    return Enterprise(
        row["id"], row["uscc"], _text(row, "name"), row["town_id"], _text(row, "town"), Status(row["status"]),
        _text(row, "main_business"), row["version"],
    )  # fmt: skip


def _figure(row: Row) -> Figure:
    kind, subject_id = Subject.OTHER, None
    if row["town_id"] is not None:
        kind, subject_id = Subject.TOWN, row["town_id"]
    elif row["enterprise_id"] is not None:
        kind, subject_id = Subject.ENTERPRISE, row["enterprise_id"]
    return Figure(
        row["id"], kind, subject_id, row["subject"], row["metric"], row["period"], row["year"], Decimal(row["value"]),
        Bound(row["bound"]), row["unit"], row["qualifier"], row["definition"], row["source"], row["source_url"],
        row["reliability"], row["place"], row["level"], row["version"],
    )  # fmt: skip
