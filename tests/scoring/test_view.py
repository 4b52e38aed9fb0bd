"""A round as the lenses see it: what can be looked at, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import scoring
from scoring.view import View

Form = dict[str, Any]


def test_a_round_without_an_eligible_entry_is_refused(
    make: Callable[..., Form], leaf_judged: Callable[..., Form]
) -> None:
    """It can be tallied, into an empty result, and there is nobody to look at."""
    marks = {"T1": {"J1": {"A": "80"}}}
    round_ = scoring.read_round(make(leaf_judged("A"), marks=marks, statuses={"T1": "withdrawn"}))
    assert scoring.tally(round_).standings == ()
    for look in (lambda: View.of(round_, 1), lambda: scoring.diagnose(round_)):
        with pytest.raises(scoring.Refused, match="at least one eligible entry"):
            look()
