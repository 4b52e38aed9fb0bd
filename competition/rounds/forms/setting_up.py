"""Setting up a round: what it is called, what it rests on, and until when its phases are planned."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from wtforms import DateTimeLocalField, IntegerField, RadioField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional, Regexp

from competition.core.clock import BEIJING, in_beijing
from competition.core.forms import Form, StrippedField
from competition.core.locale import _l, say
from competition.core.records import Text
from competition.policy.records import Edition
from competition.rounds.forms.numbers import NEEDED, YEARS, of_our_time
from competition.rounds.forms.texts import line, prose, put, text_of
from competition.rounds.records import Phase, Round

CODE = r"[a-z][a-z0-9]*(-[a-z0-9]+)*$"
PLANNED = {"registration_closes": Phase.REGISTRATION, "scoring_closes": Phase.SCORING}


class RoundForm(Form):
    """What a round is called and rests on."""

    title_zh = line(_l("Title in Chinese"))
    title_en = line(_l("Title in English"), required=False)
    year = IntegerField(_l("Year"), [InputRequired(NEEDED), NumberRange(YEARS[0], YEARS[-1])])
    edition = SelectField(_l("Policy it rests on"))

    @property
    def title(self) -> Text:
        """The title in both languages."""
        return text_of(self, "title")

    def offer_editions(self, editions: Iterable[Edition]) -> None:
        """Name the policies a round can rest on."""
        self.edition.choices = [(edition.code, f"{edition.number} {say(edition.title)}") for edition in editions]


class NewRoundForm(RoundForm):
    """A round that does not exist yet."""

    code = StrippedField(
        _l("Code"),
        [InputRequired(NEEDED), Regexp(CODE, message=_l("Lower-case letters, digits, hyphens."))],
        description=_l("Stands in every address and file of the round, like xz-2025. It cannot be changed later."),
        render_kw={"autocapitalize": "none", "autocomplete": "off"},
    )
    start = RadioField(_l("The rules start from"), default="template")

    def offer_starts(self, rounds: Iterable[Round]) -> None:
        """Name what the rules can start from: the policy's tree, or an earlier round."""
        template = str(_l("The policy’s criteria tree")) + "|" + str(_l("Five dimensions with the default method."))
        note = str(_l("Criteria, method and award settings as they stand there; you can change them."))
        copies = [(held.code, str(_l("Copy of %(title)s", title=say(held.title))) + "|" + note) for held in rounds]
        self.start.choices = [("template", template), *copies]

    @property
    def copy_from(self) -> str | None:
        """The code of the round to copy, or None for the policy's template."""
        return None if self.start.data == "template" else self.start.data


def planned(label: Any) -> DateTimeLocalField:
    """A day and time in Beijing, or nothing."""
    return DateTimeLocalField(label, [Optional(), of_our_time], format="%Y-%m-%dT%H:%M")


class DetailsForm(RoundForm):
    """The title, the host, whom to ask, and the planned ends of registration and scoring."""

    host_zh = line(_l("Host in Chinese"))
    host_en = line(_l("Host in English"), required=False)
    contact_zh = prose(_l("Whom to ask, in Chinese"))
    contact_en = prose(_l("Whom to ask, in English"))
    registration_closes = planned(_l("Registration is planned until"))
    scoring_closes = planned(_l("Scoring is planned until"))

    def fill(self, round_: Round) -> None:
        """Show what is stored."""
        put(self, title=round_.title, host=round_.host, contact=round_.contact)
        self.year.data, self.edition.data = round_.year, round_.edition_code
        for name, phase in PLANNED.items():
            due = round_.deadlines.get(phase)
            self[name].data = None if due is None else in_beijing(due).replace(tzinfo=None)

    @property
    def host(self) -> Text:
        """The host in both languages."""
        return text_of(self, "host")

    @property
    def contact(self) -> Text:
        """Whom to ask, in both languages."""
        return text_of(self, "contact")

    def deadlines(self) -> dict[Phase, datetime | None]:
        """The planned ends as instants; what is left empty is not planned."""
        typed = {phase: self[name].data for name, phase in PLANNED.items()}
        return {phase: None if due is None else due.replace(tzinfo=BEIJING) for phase, due in typed.items()}
