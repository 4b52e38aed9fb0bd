"""The forms of accounts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import PasswordField, RadioField, SelectField
from wtforms.validators import InputRequired, Length, Regexp, ValidationError

from competition.accounts.records import Account
from competition.accounts.spelling import PASSWORD_LENGTH, plain_pin
from competition.core.forms import Form, SignatureForm, StrippedField, choices
from competition.core.locale import _l
from competition.core.records import Role

GRANTABLE = {
    Role.ORGANIZER: _l("Organizer|Sets up rounds, registers towns, draws panels, tallies, drafts notices."),
    Role.AUDITOR: _l("Auditor|Reads everything, changes nothing, and is the second person who signs."),
    Role.ADJUDICATOR: _l("Adjudicator|Rules on discrepancies, ties and objections, with reasons."),
    Role.CLERK: _l("Clerk|Keys in signed paper sheets."),
}
EVERYWHERE = (Role.ORGANIZER, Role.AUDITOR)
"""What may be given in every round at once."""
AGAIN = _l("The two are not the same. Type them again.")


def _secret(label: Any, **attributes: str) -> Any:
    return PasswordField(label, [InputRequired(_l("Fill this in."))], render_kw=attributes)


class SignInForm(Form):
    """Name and password."""

    handle = StrippedField(
        _l("Sign-in name"),
        [InputRequired(_l("Write your sign-in name.")), Length(max=100)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = _secret(_l("Password"), autocomplete="current-password")


class ResumeForm(Form):
    """The secret alone: the device is known."""

    secret = _secret(_l("Your password or six-digit PIN"), autocomplete="current-password")


class EnterForm(Form):
    """Entering by a bare link: nothing but the press."""


class EnterWithPinForm(Form):
    """Entering by a letter: its PIN."""

    pin = StrippedField(
        _l("PIN"),
        [InputRequired(_l("Type the six digits on your letter."))],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "12"},
    )


class PasswordForm(Form):
    """A new password, twice."""

    password = PasswordField(
        _l("New password"),
        [InputRequired(_l("Choose a password.")), Length(max=PASSWORD_LENGTH[1])],
        description=_l("Eight characters at least. A short sentence is easier to keep than a riddle."),
        render_kw={"autocomplete": "new-password"},
    )
    again = _secret(_l("The new password again"), autocomplete="new-password")

    def validate_again(self, field: Any) -> None:
        """Both must be the same."""
        if field.data != self.password.data:
            raise ValidationError(AGAIN)


class ChangePasswordForm(PasswordForm):
    """A new password for somebody who has a secret already."""

    current = _secret(_l("Your password or PIN so far"), autocomplete="current-password")


class PinForm(Form):
    """A new PIN, twice."""

    pin = PasswordField(
        _l("New PIN"),
        [InputRequired(_l("Choose six digits."))],
        description=_l("Six digits, not all alike and not counting up or down. You sign with them."),
        render_kw={"inputmode": "numeric", "autocomplete": "new-password", "maxlength": "12"},
    )
    again = _secret(_l("The new PIN again"), inputmode="numeric", autocomplete="new-password")

    def validate_again(self, field: Any) -> None:
        """Both must be the same."""
        if plain_pin(field.data or "") != plain_pin(self.pin.data or ""):
            raise ValidationError(AGAIN)


class ChangePinForm(PinForm):
    """A new PIN for somebody who has a secret already."""

    current = _secret(_l("Your password or PIN so far"), autocomplete="current-password")


class PersonForm(Form):
    """A person added to the installation."""

    name = StrippedField(_l("Full name"), [InputRequired(_l("Write the person’s name.")), Length(max=60)])
    handle = StrippedField(
        _l("Sign-in name"),
        [
            InputRequired(_l("Choose a sign-in name.")),
            Regexp(r"[\w][\w.\-]{1,39}$", message=_l("Use 2 to 40 letters, digits, dots, dashes or underscores.")),
        ],
        description=_l("What they type to sign in, for instance wang.jianguo. Capitals make no difference."),
        render_kw={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"},
    )


class RoleForm(Form):
    """A role given to a person. Judges are put on a panel instead, on the panel's own page."""

    role = RadioField(_l("Role"), [InputRequired(_l("Choose a role."))], validate_choice=True)

    def __init__(self, *, in_round: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        offered = [role for role in GRANTABLE if in_round or role in EVERYWHERE]
        self.role.choices = choices((role.value, GRANTABLE[role]) for role in offered)


class PersonInRoundForm(RoleForm):
    """A role in a round, for somebody who has an account."""

    account = SelectField(_l("Person"), [InputRequired(_l("Choose a person."))], coerce=int)

    def offer(self, people: Iterable[Account]) -> None:
        """Take the people to choose from."""
        self.account.choices = choices((each.id, f"{each.name} ({each.handle})") for each in people)


class SignForm(SignatureForm):
    """The second person's signature."""
