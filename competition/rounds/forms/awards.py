"""What a place brings: the quota, the line, repeats, the order of nominees, flags, publicity, and what is published."""

from __future__ import annotations

from typing import Any

from wtforms import FieldList, HiddenField, RadioField
from wtforms.validators import InputRequired, Optional

from competition.core.forms import Form, HundredthsField, SignatureForm, YuanField
from competition.core.locale import _l
from competition.rounds.forms.numbers import HIGHEST_BUDGET, HIGHEST_POINTS, NEEDED, between, whole
from competition.rounds.forms.texts import prose
from competition.rounds.records import FEWEST_PUBLICITY_DAYS, WHOLE, PublishMarks, Repeat, Rules

ORDERS = {
    "revenue": _l("main-business revenue"),
    "growth": _l("its growth"),
    "share": _l("market share"),
}


class AwardsForm(Form):
    """The award settings of one version of the rules."""

    revision = HiddenField()
    quota = whole(_l("Quota: towns that name an enterprise"), 1, 999)
    minimum_line = HundredthsField(_l("Minimum total"), [Optional(), between(0, HIGHEST_POINTS)])
    repeat = RadioField(
        _l("An enterprise named before"),
        choices=[
            (Repeat.ALLOWED, _l("May be named again")),
            (Repeat.NOT_CONSECUTIVE, _l("Not in two rounds running")),
            (Repeat.ONCE, _l("Only once, ever")),
        ],
    )
    per_town = whole(_l("Enterprises for each town"), 1, 9)
    order = FieldList(HiddenField())
    budget_fen = YuanField(_l("Budget"), [InputRequired(NEEDED), between(0, HIGHEST_BUDGET)])
    discrepancy_percent = HundredthsField(_l("Look from"), [InputRequired(NEEDED), between(1, WHOLE)])
    red_percent = HundredthsField(_l("Explain or score again from"), [InputRequired(NEEDED), between(1, WHOLE)])
    discrepancy_points = HundredthsField(
        _l("On one indicator, from"), [InputRequired(NEEDED), between(1, HIGHEST_POINTS)]
    )
    publicity_days = whole(_l("Publicity"), FEWEST_PUBLICITY_DAYS, 60, _l("At least five working days."))
    publish_marks = RadioField(
        _l("What is published of single marks"),
        choices=[
            (PublishMarks.NONE, _l("None|Places, totals, dimensions, indicators; single marks stay as commitments.")),
            (PublishMarks.PSEUDONYMS, _l("Every mark|Under the judge's pseudonym, so that anyone can tally again.")),
        ],
    )

    SETTINGS = (
        "quota", "minimum_line", "repeat", "budget_fen", "discrepancy_percent", "red_percent", "discrepancy_points",
        "publicity_days", "publish_marks",
    )  # fmt: skip

    def fill(self, rules: Rules) -> None:
        """Show what is stored."""
        for name in self.SETTINGS:
            self[name].data = getattr(rules, name)
        if not rules.quota:
            self.quota.data = None
        self.per_town.data, self.revision.data = rules.award["per_town"], rules.revision
        self.rank(list(rules.award["order"]))

    def rank(self, order: list[str]) -> None:
        """Show what nominees are ranked by, in this order."""
        while self.order.entries:
            self.order.pop_entry()
        for name in order:
            self.order.append_entry(name)

    def press(self, pressed: str) -> bool:
        """Move a criterion up (``up-2``) or down; True when it did."""
        order = [str(entry.data) for entry in self.order.entries]
        verb, _dash, number = pressed.partition("-")
        if verb not in ("up", "down") or not number.isdigit() or int(number) >= len(order):
            return False
        name = order.pop(int(number))
        order.insert(max(0, int(number) + (1 if verb == "down" else -1)), name)
        self.rank(order)
        return True

    @property
    def based_on(self) -> int:
        """The revision that was edited."""
        typed = str(self.revision.data)
        return int(typed) if typed.isdigit() else 0

    def changes(self, rules: Rules) -> dict[str, Any]:
        """The fields of the rules that were typed."""
        typed = {name: self[name].data for name in self.SETTINGS}
        typed |= {"repeat": Repeat(self.repeat.data), "publish_marks": PublishMarks(self.publish_marks.data)}
        order = [str(entry.data) for entry in self.order.entries if entry.data in ORDERS]
        return typed | {"award": {**rules.award, "per_town": self.per_town.data, "order": order}}


class LockForm(SignatureForm):
    """The signature under the rules; a version after the first says why."""

    reason = prose(_l("Why the rules are changed"))
