"""The rule that turns places into enterprises: the line, the order of nominees, and who is passed over."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.awards import naming
from competition.awards.naming import Earlier, Place
from competition.awards.records import Verdict
from competition.core.errors import Refusal
from competition.core.records import Text
from competition.entries.records import CheckState, Nominee
from competition.registry.records import Status
from competition.rounds.records import Repeat

ORDER = ("revenue", "growth", "share")
TOWN = Text("云川法兰")


def candidate(
    number: int, revenue: str | None = "1", growth: str | None = "1", share: str | None = "1", *, check: str = "passed"
) -> Nominee:
    values = [None if value is None else Decimal(value) for value in (revenue, growth, share)]
    name = Text(f"企业{number}")
    return Nominee(
        number, 1, number, name, f"U{number}", Status.LEADING, CheckState(check), "安全事故", *values, "审计"
    )


def places(*ranks: int) -> tuple[Place, ...]:
    return tuple(Place(f"T{at}", Text(f"镇{at}"), rank, Decimal(90 - rank)) for at, rank in enumerate(ranks, start=1))


def verdicts(
    *candidates: Nominee, per_town: int = 1, barred: dict[int, Text] | None = None
) -> list[tuple[int, Verdict]]:
    found = naming.judged(candidates, ORDER, per_town, barred or {}, TOWN)
    return [(one.enterprise_id, one.verdict) for one in found]


def test_the_quota_takes_the_best_placed() -> None:
    """Six places, quota three: the first three, a shared place inside the line included."""
    assert [one.entry for one in naming.inside(places(1, 2, 3, 4, 5, 6), 3)] == ["T1", "T2", "T3"]
    assert [one.entry for one in naming.inside(places(1, 2, 2, 4), 3)] == ["T1", "T2", "T3"]
    assert len(naming.inside(places(1, 2), 6)) == 2


def test_a_place_shared_across_the_line_is_refused() -> None:
    """Which of the level towns stands inside is never chosen silently: the refusal names them."""
    with pytest.raises(Refusal) as refusal:
        naming.inside(places(1, 2, 2, 2), 3)
    assert refusal.value.code == "awards.level_at_line"
    assert [town.zh for town in refusal.value.params["towns"]] == ["镇2", "镇3", "镇4"]


def test_nominees_are_ordered_by_revenue_then_growth_then_share() -> None:
    """The first difference decides, and the order may be declared otherwise."""
    a, b, c = candidate(1, "18", "14"), candidate(2, "23", "3"), candidate(3, "23", "9")
    assert verdicts(a, b, c) == [(3, Verdict.NAMED), (2, Verdict.BEHIND), (1, Verdict.BEHIND)]
    by_growth = naming.judged((a, b, c), ("growth", "revenue"), 1, {}, TOWN)
    assert by_growth[0].enterprise_id == 1


def test_the_ineligible_and_unchecked_are_passed_over_with_the_reason() -> None:
    """The larger revenue does not help an enterprise that is ineligible; the reason stands beside it."""
    found = naming.judged(
        (candidate(1, "26", check="failed"), candidate(2, "25", check="pending"), candidate(3, "18")),
        ORDER,
        1,
        {},
        TOWN,
    )
    assert [(one.enterprise_id, one.verdict) for one in found] == [
        (3, Verdict.NAMED), (1, Verdict.INELIGIBLE), (2, Verdict.UNCHECKED),
    ]  # fmt: skip
    assert found[1].reason == "安全事故"


def test_a_missing_figure_comes_last_and_never_counts_as_zero() -> None:
    """An enterprise without a figure stands behind one whose figure is negative."""
    assert verdicts(candidate(1, "5", None), candidate(2, "5", "-3"))[0] == (2, Verdict.NAMED)


def test_level_nominees_are_refused_only_where_it_matters() -> None:
    """Two that are level on every figure cannot both be first; level ones further down do no harm."""
    with pytest.raises(Refusal) as refusal:
        verdicts(candidate(1), candidate(2))
    assert refusal.value.code == "awards.nominees_level"
    assert verdicts(candidate(1, "9"), candidate(2), candidate(3))[0] == (1, Verdict.NAMED)
    assert [verdict for _, verdict in verdicts(candidate(1), candidate(2), per_town=2)] == [Verdict.NAMED] * 2


@pytest.mark.parametrize(
    ("repeat", "expected"),
    [(Repeat.ALLOWED, set()), (Repeat.NOT_CONSECUTIVE, {1}), (Repeat.ONCE, {1, 2})],
)
def test_past_awards_bar_as_the_rules_say(repeat: Repeat, expected: set[int]) -> None:
    """Not at all, only after the last round, or for ever; the barred one makes room for the next of its town."""
    earlier = [Earlier(1, Text("第二届"), True), Earlier(2, Text("第一届"), False)]
    barred = naming.barred(repeat, earlier)
    assert set(barred) == expected
    if 1 in expected:
        named = verdicts(candidate(1, "9"), candidate(3), barred=dict(barred))
        assert named == [(3, Verdict.NAMED), (1, Verdict.BARRED)]


@given(st.permutations([candidate(n, str(n % 4), str(n % 3), str(n)) for n in range(1, 8)]))
def test_the_order_of_rows_changes_nothing(candidates: list[Nominee]) -> None:
    """Whichever way the nominees are read, the same is named."""
    assert naming.judged(candidates, ORDER, 2, {}, TOWN) == naming.judged(
        sorted(candidates, key=lambda one: one.id), ORDER, 2, {}, TOWN
    )
