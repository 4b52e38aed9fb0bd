"""The registry's forms. Each carries the version it was opened on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any

from wtforms import IntegerField, SelectField
from wtforms.validators import InputRequired, Length
from wtforms.validators import Optional as MayBeEmpty
from wtforms.widgets import HiddenInput

from competition.core.forms import DecimalField, Form, StrippedField
from competition.core.locale import _l, say
from competition.core.records import Text
from competition.core.sentences import state
from competition.registry.records import County, Level, Status, Town

REQUIRED = InputRequired(_l("Fill this in."))
SHORT = Length(max=200, message=_l("200 characters at most."))


def labels(members: Iterable[StrEnum]) -> Callable[[], list[tuple[str, Any]]]:
    """The members as choices, each under the label its room gives it; asked for when the form is built."""
    return lambda: [(member.value, state(member)[1]) for member in members]


class Versioned(Form):
    """A form that knows which version it shows."""

    version = IntegerField(widget=HiddenInput(), validators=[MayBeEmpty()])

    def text(self, name: str) -> Text:
        """What was typed in both languages of a field."""
        return Text(self[f"{name}_zh"].data or "", self[f"{name}_en"].data or "")

    def show_version(self, version: int) -> None:
        """Say that the page now shows this version; what was typed stays."""
        self.version.raw_data, self.version.data = None, version


class CountyForm(Versioned):
    """A county."""

    code = StrippedField(_l("Code"), [REQUIRED, SHORT])
    name_zh = StrippedField(_l("Name"), [REQUIRED, SHORT])
    name_en = StrippedField(_l("English name"), [SHORT])

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return {"code": self.code.data, "name": self.text("name")}


class TownForm(Versioned):
    """A town."""

    code = StrippedField(_l("Code"), [REQUIRED, SHORT])
    name_zh = StrippedField(_l("Name"), [REQUIRED, SHORT])
    name_en = StrippedField(_l("English name"), [SHORT])
    county_id = SelectField(_l("County"), coerce=int)
    level = SelectField(_l("Level"), choices=labels(Level))
    industry_zh = StrippedField(_l("Leading industry"), [SHORT])
    industry_en = StrippedField(_l("Leading industry, in English"), [SHORT])
    tier = SelectField(_l("Tier"), coerce=int)

    def offer(self, counties: Iterable[County], tiers: Iterable[tuple[int, Text]]) -> TownForm:
        """Offer the counties and the policy's tiers."""
        self.county_id.choices = [(county.id, say(county.name)) for county in counties]
        self.tier.choices = [(0, _l("Not assigned")), *((level, say(title)) for level, title in tiers)]
        return self

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return {
            "code": self.code.data,
            "name": self.text("name"),
            "county_id": self.county_id.data,
            "level": Level(self.level.data),
            "industry": self.text("industry"),
            "tier": self.tier.data or None,
        }


class EnterpriseForm(Versioned):
    """An enterprise."""

    uscc = StrippedField(_l("Unified social credit code"), [REQUIRED], render_kw={"autocapitalize": "characters"})
    name_zh = StrippedField(_l("Name"), [REQUIRED, SHORT])
    name_en = StrippedField(_l("English name"), [SHORT])
    town_id = SelectField(_l("Town"), coerce=int)
    status = SelectField(_l("Kind of enterprise"), choices=labels(Status))
    main_business_zh = StrippedField(_l("Main business"), [SHORT])
    main_business_en = StrippedField(_l("Main business, in English"), [SHORT])

    def offer(self, towns: Iterable[Town]) -> EnterpriseForm:
        """Offer the towns."""
        self.town_id.choices = [(0, _l("In no town")), *((town.id, say(town.name)) for town in towns)]
        return self

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return {
            "uscc": self.uscc.data,
            "name": self.text("name"),
            "town_id": self.town_id.data or None,
            "status": Status(self.status.data),
            "main_business": self.text("main_business"),
        }


class ValueForm(Versioned):
    """What may change in a figure once it is kept: its value and how it is to be read."""

    value = DecimalField(_l("Value"), [REQUIRED])
    unit = StrippedField(_l("Unit"), [SHORT])
    qualifier = StrippedField(_l("Qualifier"), [SHORT])
    definition = StrippedField(_l("Definition"), [SHORT])
    reliability = StrippedField(_l("Reliability"), [SHORT])

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        words = {name: self[name].data or "" for name in ("unit", "qualifier", "definition", "reliability")}
        return {"value": self.value.data} | words


class FigureForm(ValueForm):
    """A new figure with its source."""

    subject = StrippedField(_l("Subject"), [REQUIRED, SHORT])
    metric = StrippedField(_l("Metric"), [REQUIRED, SHORT])
    period = StrippedField(_l("Period"), [REQUIRED, SHORT])
    source = StrippedField(_l("Source"), [REQUIRED, SHORT])
    source_url = StrippedField(_l("Address of the source"), [Length(max=1000)])

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        more = {name: self[name].data or "" for name in ("subject", "metric", "period", "source", "source_url")}
        return super().values() | more
