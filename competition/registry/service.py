"""The registry's verbs: the only writes, each one transaction with its event.

Every amendment may name the version it was based on; a stale one is refused with both versions. A sheet is taken whole
or not at all, and only as it was shown.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any, TypeVar

from competition.core.clock import stamp
from competition.core.database import Database, Law, Reader, Transaction, write
from competition.core.errors import Conflict, NotFound, Refusal
from competition.core.records import Actor, Text
from competition.registry import sheets, store, uscc
from competition.registry.records import (
    Bound,
    County,
    Enterprise,
    Figure,
    Level,
    Status,
    Subject,
    Town,
    Upload,
    bound_of,
    metric_code,
    year_of,
)

Store = Database | Transaction
Thing = TypeVar("Thing", County, Town, Enterprise, Figure)
UPLOADS_KEPT = timedelta(days=1)

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


# Registering and amending


def register_county(db: Store, actor: Actor, code: str, name: Text) -> County:
    """Add a county."""
    with write(db) as tx:
        _free(store.county_by_code(tx, code), "county", code)
        _name_free(store.counties(tx), name, code)
        number = store.insert(tx, "county", code=code, name=name)
        return _logged(tx, actor, "register", f"county:{code}", county(tx, number))


def register_town(
    db: Store,
    actor: Actor,
    code: str,
    name: Text,
    county_id: int,
    *,
    level: Level,
    industry: Text,
    tier: int | None = None,
) -> Town:
    """Add a town; figures that were kept under its name become its own."""
    with write(db) as tx:
        _free(store.town_by_code(tx, code), "town", code)
        _name_free(store.towns(tx), name, code)
        values = {"county_id": county(tx, county_id).id, "level": level.value, "industry": industry, "tier": tier}
        number = store.insert(tx, "town", code=code, name=name, **values)
        store.link_figures(tx, number, name.zh)
        return _logged(tx, actor, "register", f"town:{code}", town(tx, number))


def register_enterprise(
    db: Store,
    actor: Actor,
    code: str,
    name: Text,
    town_id: int | None,
    *,
    status: Status = Status.OTHER,
    main_business: Text = Text(""),  # noqa: B008 - frozen, so one for all calls is safe
) -> Enterprise:
    """Add an enterprise by its unified social credit code, whose check digit is verified."""
    code = checked_uscc(code)
    with write(db) as tx:
        _free(store.enterprise_by_uscc(tx, code), "enterprise", code)
        values = {"town_id": town_id, "status": status.value, "main_business": main_business}
        number = store.insert(tx, "enterprise", uscc=code, name=name, **values)
        return _logged(tx, actor, "register", f"enterprise:{code}", enterprise(tx, number))


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
        owner = _owner(tx, subject)
        values: dict[str, Any] = owner | {
            "metric": metric_code(metric), "period": period, "year": year, "value": value, "unit": unit,
            "qualifier": qualifier, "bound": (bound or bound_of(qualifier, period)).value, "definition": definition,
            "source": source, "source_url": source_url, "reliability": reliability, "place": place, "level": level,
        }  # fmt: skip
        key = tuple(str(values[name]) for name in ("subject", "metric", "period", "source", "source_url"))
        _free(store.same_figure(tx, key), "figure", f"{key[0]} {key[1]} {period}")
        number = store.insert(tx, "figure", **values)
        return _logged(tx, actor, "record_figure", f"figure:{number}", figure_by_id(tx, number))


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


def amend_county(db: Store, actor: Actor, county_id: int, *, based_on: int | None = None, **changes: Any) -> County:
    """Change a county's code or name."""
    with write(db) as tx:
        before = _current(county(tx, county_id), based_on)
        store.update(tx, "county", county_id, before.version, **changes)
        return _logged(tx, actor, "amend", f"county:{before.code}", county(tx, county_id), before)


def amend_town(db: Store, actor: Actor, town_id: int, *, based_on: int | None = None, **changes: Any) -> Town:
    """Change what is known of a town: ``code``, ``name``, ``county_id``, ``level``, ``industry``, ``tier``."""
    with write(db) as tx:
        before = _current(town(tx, town_id), based_on)
        if "name" in changes:
            _name_free(store.towns(tx), changes["name"], before.code)
        store.update(tx, "town", town_id, before.version, **changes)
        after = town(tx, town_id)
        store.link_figures(tx, town_id, after.name.zh)
        return _logged(tx, actor, "amend", f"town:{before.code}", after, before)


def amend_enterprise(
    db: Store, actor: Actor, enterprise_id: int, *, based_on: int | None = None, **changes: Any
) -> Enterprise:
    """Change an enterprise: ``uscc``, ``name``, ``town_id``, ``status``, ``main_business``."""
    if "uscc" in changes:
        changes["uscc"] = checked_uscc(changes["uscc"])
    with write(db) as tx:
        before = _current(enterprise(tx, enterprise_id), based_on)
        if changes.get("uscc", before.uscc) != before.uscc:
            _free(store.enterprise_by_uscc(tx, changes["uscc"]), "enterprise", changes["uscc"])
        store.update(tx, "enterprise", enterprise_id, before.version, **changes)
        return _logged(tx, actor, "amend", f"enterprise:{before.uscc}", enterprise(tx, enterprise_id), before)


def amend_figure(db: Store, actor: Actor, figure_id: int, *, based_on: int | None = None, **changes: Any) -> Figure:
    """Change a figure's value, unit, qualifier, definition or reliability; what it is about and its source stay."""
    with write(db) as tx:
        before = _current(figure_by_id(tx, figure_id), based_on)
        changes.setdefault("bound", bound_of(changes.get("qualifier", before.qualifier), before.period))
        store.update(tx, "figure", figure_id, before.version, **changes)
        return _logged(tx, actor, "amend_figure", f"figure:{figure_id}", figure_by_id(tx, figure_id), before)


def checked_uscc(code: str) -> str:
    """The code as stored; refused when its length, a letter or its check digit is wrong."""
    tidied = uscc.tidy(code)
    if wrong := uscc.fault(tidied):
        raise Refusal(f"registry.uscc_{wrong}", found=tidied)
    return tidied


def _free(taken: object | None, kind: str, named: str) -> None:
    if taken is not None:
        raise Refusal(f"registry.{kind}_taken", named=named)


def _name_free(things: Iterable[County | Town], name: Text, code: str) -> None:
    for thing in things:
        if thing.name.zh == name.zh and thing.code != code:
            raise Refusal("registry.name_taken", name=name.zh, held=thing.code)


def _current(thing: Thing, based_on: int | None) -> Thing:
    if based_on is not None and based_on != thing.version:
        raise Conflict("registry.changed_meanwhile", stored=thing.version, based_on=based_on)
    return thing


def _logged(tx: Transaction, actor: Actor, act: str, obj: str, after: Thing, before: Thing | None = None) -> Thing:
    told = {"after": _told(after)} if before is None else {"before": _told(before), "after": _told(after)}
    tx.log(actor, f"registry.{act}", obj, **told)
    return after


def _told(thing: Thing) -> dict[str, Any]:
    return {name: _plainly(getattr(thing, name)) for name in thing.__dataclass_fields__ if name != "id"}


def _plainly(value: Any) -> Any:
    if isinstance(value, Text):
        return {"zh": value.zh, "en": value.en}
    return str(value) if isinstance(value, Decimal) else value


# Files waiting to be confirmed, for this room and those below it in the list


def keep_upload(db: Store, actor: Actor, purpose: str, filename: str, content: bytes) -> Upload:
    """Keep an uploaded file until its sender confirms it; nothing of it counts before that. Old ones are cleared."""
    with write(db, draft=True) as tx:
        store.drop_uploads_before(tx, stamp(tx.at - UPLOADS_KEPT))
        kept = Upload(secrets.token_urlsafe(18), purpose, filename[:200], content, tx.at)
        store.keep_upload(tx, kept, actor.account_id)
        return kept


def upload(reader: Reader, actor: Actor, purpose: str, token: str) -> Upload:
    """The file that this account sent for this purpose; raises NotFound when it is gone or somebody else's."""
    found = store.upload(reader, token, actor.account_id)
    if found is None or found.purpose != purpose:
        raise NotFound("registry.no_upload")
    return found


def drop_upload(db: Store, token: str) -> None:
    """Let an uploaded file go."""
    with write(db, draft=True) as tx:
        store.drop_upload(tx, token)


# The laws of this room


def _codes_are_right(reader: Reader) -> Iterable[str]:
    for code in store.codes(reader):
        if uscc.fault(code):
            yield f"{code} is no unified social credit code"


def _bounds_are_no_values(reader: Reader) -> Iterable[str]:
    for it in store.all_figures(reader):
        if it.bound is Bound.EXACT and not bound_of(it.qualifier, it.period).is_value:
            yield f"figure {it.id} is kept as a value, but its source says {it.qualifier or it.period}"


def _figures_are_linked(reader: Reader) -> Iterable[str]:
    for row in store.linked_apart(reader):
        yield f"figure {row['id']} stands under the name of a town, {row['subject']}, and is not linked to it"


LAWS = (
    Law("unified social credit codes carry the right check digit", _codes_are_right),
    Law("a bound is never a value", _bounds_are_no_values),
    Law("figures are linked to the town they name", _figures_are_linked),
)
