"""The registry's sentences."""

from __future__ import annotations

from competition.core.locale import _l
from competition.registry.records import Bound, Level, Status

REFUSALS = {
    "registry.no_county": _l("The registry holds no county %(named)s."),
    "registry.no_town": _l("The registry holds no town %(named)s."),
    "registry.no_enterprise": _l("The registry holds no enterprise %(named)s."),
    "registry.no_figure": _l("The registry holds no figure %(named)s."),
    "registry.no_such_sheet": _l("There is no sheet of that kind: %(named)s."),
    "registry.no_upload": _l("This file is no longer here: it is kept for a day. Upload it again."),
    "registry.county_taken": _l("A county with the code %(named)s is registered already."),
    "registry.town_taken": _l("A town with the code %(named)s is registered already."),
    "registry.enterprise_taken": _l("An enterprise with the code %(named)s is registered already."),
    "registry.figure_taken": _l("This source has given %(named)s already. Change that figure instead."),
    "registry.name_taken": _l("%(name)s is registered already, under the code %(held)s."),
    "registry.changed_meanwhile": _l(
        "Somebody changed this while the page was open. What is stored now stands below; save again to replace it."
    ),
    "registry.sources_disagree": _l(
        "The sources give different values of %(metric)s for %(subject)s in %(year)s. Decide which one stands."
    ),
    "registry.uscc_length": _l("%(found)s is not 18 characters long. Copy the code from the business license."),
    "registry.uscc_letter": _l(
        "%(found)s holds a character that such a code never has (I, O, S, V and Z are left out)."
    ),
    "registry.uscc_check_digit": _l(
        "The check digit of %(found)s does not fit: one character is wrong or two are swapped."
    ),
    "registry.no_year": _l("“%(found)s” names no year. Write it like 2024 or 2023-10."),
    "registry.year_ahead": _l(
        "“%(found)s” lies ahead: it is %(year)s. A planned value needs 目标 or target beside it."
    ),
    "registry.no_such_county": _l("The registry holds no such county."),
    "registry.no_such_town": _l("The registry holds no such town."),
    "registry.no_such_tier": _l("A tier is a number from 1 to 5."),
    "registry.twice_in_sheet": _l("This stands in row %(first)s already. Leave one of the two."),
    "registry.ditto_of_nothing": _l("There is no row above to take the source from. Write the source."),
    "registry.sheet_has_faults": _l("%(n)s cells are to be put right, so nothing was written."),
    "registry.sheet_changed": _l(
        "The registry has changed since this preview was made. Look at it again, then write it."
    ),
}

STATES = {
    Level.NATIONAL: ("dash", _l("National level")),
    Level.PROVINCIAL: ("dash", _l("Provincial level")),
    Level.MUNICIPAL: ("dash", _l("Municipal level")),
    Level.COUNTY: ("dash", _l("County level")),
    Status.LEADING: ("disc", _l("Leading enterprise")),
    Status.BACKBONE: ("half", _l("Backbone enterprise")),
    Status.OTHER: ("dash", _l("Other enterprise")),
    Bound.EXACT: ("tick", _l("Exact")),
    Bound.AT_LEAST: ("half", _l("At least this")),
    Bound.MORE: ("half", _l("More than this")),
    Bound.NEARLY: ("half", _l("Nearly this")),
    Bound.ABOUT: ("half", _l("About this")),
    Bound.TARGET: ("clock", _l("A target, not a result")),
}

KINDS = {
    "towns": _l("Towns"),
    "enterprises": _l("Enterprises"),
    "figures": _l("Figures"),
    "counties": _l("Counties"),
}
