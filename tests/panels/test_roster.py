"""The roster: pseudonyms by lot, one role a person, letters, and the freeze when registration is left."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from competition.accounts import service as accounts
from competition.core.clock import FixedClock
from competition.core.database import Database, IntegrityError, write
from competition.core.errors import Conflict, Denied, Frozen, NotFound, Refusal
from competition.core.records import SYSTEM, Role
from competition.panels import service as panels
from competition.panels.records import JudgeState, draw
from competition.rounds.records import Phase
from tests.panels.stage import Stage


def test_pseudonyms_fill_the_planned_numbers_and_tell_nothing_of_the_roster(stage: Stage) -> None:
    """Seven judges of a panel of seven are J1 to J7, in an order drawn by lot."""
    drawn = [stage.appoint(f"评委{n}").pseudonym for n in range(7)]
    assert sorted(drawn) == [f"J{n}" for n in range(1, 8)]
    assert drawn != sorted(drawn)
    assert [judge.pseudonym for judge in panels.judges(stage.db, stage.round)] == sorted(drawn)


def test_every_place_is_equally_likely_to_get_every_number() -> None:
    """Over many draws the first on the roster gets each of seven numbers about as often."""
    counts = dict.fromkeys(range(1, 8), 0)
    for seed in range(7_000):
        counts[int(draw(Random(seed), frozenset(), 7)[1:])] += 1
    assert min(counts.values()) > 850
    assert max(counts.values()) < 1_150


@pytest.mark.parametrize(("n", "size"), [(3, 3), (7, 7), (8, 9), (10, 11), (12, 13)])
def test_a_panel_larger_than_planned_draws_from_the_next_odd_size(stage: Stage, n: int, size: int) -> None:
    """Numbers stay close together, and the last free one is always filled."""
    panels.plan(stage.db, stage.organizer, stage.round, 3)
    drawn = [stage.appoint(f"评委{k}").number for k in range(n)]
    assert len(set(drawn)) == n
    assert max(drawn) <= size


def test_a_new_judge_gets_an_account_and_the_role(stage: Stage) -> None:
    """Appointing by name makes the person; appointing them again is refused."""
    judge = stage.appoint("张评委", county=1, unit="示例大学", field="陶瓷")
    assert (judge.name, judge.unit, judge.field, judge.county_id) == ("张评委", "示例大学", "陶瓷", stage.counties[0])
    held = [(each.role, each.round_id) for each in accounts.grants_of(stage.db, judge.account_id)]
    assert held == [(Role.JUDGE, stage.round.id)]
    assert panels.judge_of(stage.db, stage.round, judge.account_id) == judge
    with pytest.raises(Conflict) as refused:
        panels.appoint(stage.db, stage.organizer, stage.round, account_id=judge.account_id)
    assert refused.value.code == "panels.already_judge"


def test_organizers_and_auditors_of_the_round_do_not_judge_it(stage: Stage) -> None:
    """The four roles exclude one another, and nothing is left half made."""
    for actor in (stage.second, stage.auditor):
        with pytest.raises(Conflict) as refused:
            panels.appoint(stage.db, stage.organizer, stage.round, account_id=actor.account_id)
        assert refused.value.code == "accounts.two_roles"
    assert panels.judges(stage.db, stage.round) == ()


def test_only_the_organizer_appoints(stage: Stage) -> None:
    """Neither an auditor nor a judge changes the panel."""
    judge = stage.appoint()
    for actor in (stage.auditor, stage.actor(judge)):
        for deed in (
            lambda a=actor: panels.appoint(stage.db, a, stage.round, name="某人"),
            lambda a=actor: panels.plan(stage.db, a, stage.round, 9),
            lambda a=actor: panels.letters(stage.db, a, stage.round, [judge.pseudonym]),
            lambda a=actor: panels.stand_down(stage.db, a, stage.round, judge, reason="x"),
            lambda a=actor: panels.assign(stage.db, a, stage.round, judge, dimensions=["A"]),
        ):
            with pytest.raises(Denied):
                deed()


def test_a_judge_who_leaves_before_scoring_frees_number_and_role(stage: Stage) -> None:
    """The account may then be something else in the round, and the number goes to the next."""
    panels.plan(stage.db, stage.organizer, stage.round, 3)
    gone = [stage.appoint(f"评委{n}") for n in range(3)][1]
    panels.stand_down(stage.db, stage.organizer, stage.round, gone, reason="出差")
    assert accounts.grants_of(stage.db, gone.account_id) == ()
    assert stage.appoint("后来的").pseudonym == gone.pseudonym
    with pytest.raises(Refusal):
        panels.stand_down(stage.db, stage.organizer, stage.round, stage.judges[0], reason=" ")


def test_the_panel_is_fixed_once_registration_is_left(stage: Stage) -> None:
    """Nobody joins, leaves or is given something else while marks are made."""
    judge = stage.appoint()
    stage.enter(Phase.SCORING)
    for deed in (
        lambda: stage.appoint("太晚"),
        lambda: panels.plan(stage.db, stage.organizer, stage.round, 9),
        lambda: panels.stand_down(stage.db, stage.organizer, stage.round, judge, reason="x"),
        lambda: panels.assign(stage.db, stage.organizer, stage.round, judge, dimensions=["A"]),
        lambda: panels.amend(stage.db, stage.organizer, stage.round, judge, county_id=None, unit="", field=""),
    ):
        with pytest.raises(Frozen) as refused:
            deed()
        assert refused.value.code == "panels.fixed"


def test_a_letter_lets_its_judge_in_and_only_the_newest_does(stage: Stage) -> None:
    """Each letter has its own link and PIN; printing again replaces both."""
    one, two = stage.appoint("王一"), stage.appoint("李二")
    made = dict(panels.letters(stage.db, stage.organizer, stage.round, [one.pseudonym, two.pseudonym]))
    assert made[one].token != made[two].token
    account, _token = accounts.enter(stage.db, made[two].token, pin=made[two].pin or "")
    assert account.id == two.account_id
    ((_judge, again),) = panels.letters(stage.db, stage.organizer, stage.round, [one.pseudonym])
    with pytest.raises(Frozen):
        accounts.enter(stage.db, made[one].token, pin=made[one].pin or "")
    assert accounts.enter(stage.db, again.token, pin=again.pin or "")[0].id == one.account_id
    assert accounts.letter(stage.db, again.token).contact == "0350-000 0000"


def test_letters_need_somebody_on_the_panel(stage: Stage) -> None:
    """Nobody chosen and nobody known are two different refusals."""
    with pytest.raises(Refusal):
        panels.letters(stage.db, stage.organizer, stage.round, [])
    with pytest.raises(NotFound):
        panels.letters(stage.db, stage.organizer, stage.round, ["J9"])


def test_states_follow_a_judge_from_letter_to_first_entry(stage: Stage, clock: FixedClock) -> None:
    """No letter, letter, signed in, declared, scoring."""
    judge = stage.appoint()
    seen = [panels.states(stage.db, stage.round)[judge.id]]
    ((_judge, letter),) = panels.letters(stage.db, stage.organizer, stage.round, [judge.pseudonym])
    seen.append(panels.states(stage.db, stage.round)[judge.id])
    clock.set(clock.now() + timedelta(hours=1))
    accounts.enter(stage.db, letter.token, pin=letter.pin or "")
    seen.append(panels.states(stage.db, stage.round)[judge.id])
    panels.declare_all(stage.db, stage.actor(judge), stage.round, dict.fromkeys(("T01", "T02", "T03"), (None, "")))
    seen.append(panels.states(stage.db, stage.round)[judge.id])
    stage.enter(Phase.SCORING)
    stage.open(judge)
    seen.append(panels.states(stage.db, stage.round)[judge.id])
    assert seen == list(JudgeState)


def test_somebody_who_judged_another_round_is_not_yet_in(stage: Stage, clock: FixedClock) -> None:
    """Having signed in before being appointed says nothing about this round."""
    account = accounts.create(stage.db, SYSTEM, "old.judge", "旧评委")
    accounts.set_password(stage.db, SYSTEM, account.id, "correct horse battery")
    accounts.sign_in(stage.db, "old.judge", "correct horse battery")
    clock.set(clock.now() + timedelta(days=1))
    judge = panels.appoint(stage.db, stage.organizer, stage.round, account_id=account.id)
    assert panels.states(stage.db, stage.round)[judge.id] == JudgeState.NOT_INVITED


def test_the_schema_keeps_judges_as_they_were(stage: Stage, database: Database) -> None:
    """No other account behind a pseudonym, no judge deleted, whoever writes the SQL."""
    stage.appoint()
    for sql in ("UPDATE judge SET account_id = 1", "UPDATE judge SET pseudonym = 'J9'", "DELETE FROM judge"):
        with pytest.raises(IntegrityError), write(database, draft=True) as tx:
            tx.execute(sql)
