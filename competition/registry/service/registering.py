"""Counties, towns and enterprises are registered and amended."""

from __future__ import annotations

from typing import Any

from competition.core.database import write
from competition.core.records import Actor, Text
from competition.registry import store
from competition.registry.records import County, Enterprise, Level, Status, Town
from competition.registry.service.reading import county, enterprise, town
from competition.registry.service.writing import Store, checked_uscc, current, free, logged, name_free


def register_county(db: Store, actor: Actor, code: str, name: Text) -> County:
    """Add a county."""
    with write(db) as tx:
        free(store.county_by_code(tx, code), "county", code)
        name_free(store.counties(tx), name, code)
        number = store.insert(tx, "county", code=code, name=name)
        return logged(tx, actor, "register", f"county:{code}", county(tx, number))


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
        free(store.town_by_code(tx, code), "town", code)
        name_free(store.towns(tx), name, code)
        values = {"county_id": county(tx, county_id).id, "level": level.value, "industry": industry, "tier": tier}
        number = store.insert(tx, "town", code=code, name=name, **values)
        store.link_figures(tx, number, name.zh)
        return logged(tx, actor, "register", f"town:{code}", town(tx, number))


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
        free(store.enterprise_by_uscc(tx, code), "enterprise", code)
        values = {"town_id": town_id, "status": status.value, "main_business": main_business}
        number = store.insert(tx, "enterprise", uscc=code, name=name, **values)
        return logged(tx, actor, "register", f"enterprise:{code}", enterprise(tx, number))


def amend_county(db: Store, actor: Actor, county_id: int, *, based_on: int | None = None, **changes: Any) -> County:
    """Change a county's code or name."""
    with write(db) as tx:
        before = current(county(tx, county_id), based_on)
        if changes.get("code", before.code) != before.code:
            free(store.county_by_code(tx, changes["code"]), "county", changes["code"])
        if "name" in changes:
            name_free(store.counties(tx), changes["name"], before.code)
        store.update(tx, "county", county_id, before.version, **changes)
        return logged(tx, actor, "amend", f"county:{before.code}", county(tx, county_id), before)


def amend_town(db: Store, actor: Actor, town_id: int, *, based_on: int | None = None, **changes: Any) -> Town:
    """Change what is known of a town: ``code``, ``name``, ``county_id``, ``level``, ``industry``, ``tier``."""
    with write(db) as tx:
        before = current(town(tx, town_id), based_on)
        if changes.get("code", before.code) != before.code:
            free(store.town_by_code(tx, changes["code"]), "town", changes["code"])
        if "name" in changes:
            name_free(store.towns(tx), changes["name"], before.code)
        store.update(tx, "town", town_id, before.version, **changes)
        after = town(tx, town_id)
        store.link_figures(tx, town_id, after.name.zh)
        return logged(tx, actor, "amend", f"town:{before.code}", after, before)


def amend_enterprise(
    db: Store, actor: Actor, enterprise_id: int, *, based_on: int | None = None, **changes: Any
) -> Enterprise:
    """Change an enterprise: ``uscc``, ``name``, ``town_id``, ``status``, ``main_business``."""
    if "uscc" in changes:
        changes["uscc"] = checked_uscc(changes["uscc"])
    with write(db) as tx:
        before = current(enterprise(tx, enterprise_id), based_on)
        if changes.get("uscc", before.uscc) != before.uscc:
            free(store.enterprise_by_uscc(tx, changes["uscc"]), "enterprise", changes["uscc"])
        store.update(tx, "enterprise", enterprise_id, before.version, **changes)
        return logged(tx, actor, "amend", f"enterprise:{before.uscc}", enterprise(tx, enterprise_id), before)
