"""People and roles: handles in one spelling, and never two of the four roles in one round."""

from __future__ import annotations

from itertools import permutations, product
from typing import Any

import pytest

from competition.accounts import service
from competition.core.database import Database, IntegrityError, write
from competition.core.errors import Conflict, Denied, Frozen, NotFound, Refusal
from competition.core.records import EXCLUSIVE_ROLES, PUBLIC, SYSTEM, Actor, Role

FOUR = sorted(EXCLUSIVE_ROLES)


@pytest.mark.parametrize("typed", ["Wang.Mou", "  wang.mou ", "ＷＡＮＧ．ＭＯＵ", "WANG.MOU"])
def test_a_handle_typed_in_another_spelling_is_the_same_person(database: Database, person: Any, typed: str) -> None:
    """Capitals, blanks and full-width forms neither make a second person nor hide the first."""
    first = person("wang.mou")
    found = service.find_by_handle(database, typed)
    assert found is not None
    assert found.id == first.id
    with pytest.raises(Conflict) as refused:
        service.create(database, SYSTEM, typed, "另一个")
    assert refused.value.code == "accounts.handle_taken"


@pytest.mark.parametrize("handle", ["", "a", "a b", "-x", "a" * 41, "x\ny", "a/b", "a\u202eb"])
def test_an_unfit_handle_is_refused(database: Database, handle: str) -> None:
    """Handles are words that can be read aloud and typed."""
    with pytest.raises(Refusal) as refused:
        service.create(database, SYSTEM, handle, "某人")
    assert refused.value.code == "accounts.handle_unfit"


def test_only_whoever_administers_accounts_adds_people(database: Database, person: Any, acting: Any) -> None:
    """The public, judges and auditors add nobody."""
    auditor = acting(person("auditor", (Role.AUDITOR, 1)), (Role.AUDITOR, 1))
    for actor in (PUBLIC, auditor):
        with pytest.raises(Denied):
            service.create(database, actor, "somebody", "某人")


def test_no_account_holds_two_of_the_four_roles_in_a_round(database: Database, person: Any) -> None:
    """The service refuses with a name, and the schema refuses whoever goes around the service."""
    for n, ((first, second), (one, other)) in enumerate(product(permutations(FOUR, 2), product((None, 1), repeat=2))):
        account = person(f"person.{n}", (first, one))
        with pytest.raises(Conflict) as refused:
            service.grant(database, SYSTEM, account.id, second, other)
        assert refused.value.code == "accounts.two_roles"
        told = {"account_id": account.id, "role": second.value, "round_id": other, "granted_at": "2025-11-03"}
        with pytest.raises(IntegrityError, match="never holds two"), write(database) as tx:
            tx.insert("role_grant", **told)


def test_roles_in_different_rounds_stand_side_by_side(database: Database, person: Any, acting: Any) -> None:
    """Whoever judged one round may audit the next."""
    account = person("wang.mou", (Role.JUDGE, 1), (Role.AUDITOR, 2), (Role.CLERK, 2))
    held = {(each.role, each.round_id) for each in service.grants_of(database, account.id)}
    assert held == {(Role.JUDGE, 1), (Role.AUDITOR, 2), (Role.CLERK, 2)}


def test_giving_a_role_twice_changes_nothing(database: Database, person: Any) -> None:
    """The second grant is the first one."""
    account = person("wang.mou", (Role.JUDGE, 1))
    before = database.value("SELECT count(*) FROM log")
    again = service.grant(database, SYSTEM, account.id, Role.JUDGE, 1)
    assert again == service.grants_of(database, account.id)[0]
    assert database.value("SELECT count(*) FROM log") == before


def test_a_role_given_by_mistake_may_be_exchanged(database: Database, person: Any) -> None:
    """Until its holder was signed in with it, a role leaves nothing behind."""
    account = person("wang.mou", (Role.JUDGE, 1))
    service.withdraw_grant(database, SYSTEM, account.id, Role.JUDGE, 1)
    assert service.grant(database, SYSTEM, account.id, Role.AUDITOR, 1).role == Role.AUDITOR


def test_whoever_worked_in_a_role_never_gets_another_in_that_round(
    database: Database, person: Any, password: str
) -> None:
    """A judge who was signed in cannot become adjudicator of the same round by giving the first role back."""
    account = person("wang.mou", (Role.JUDGE, 1), password=password)
    service.sign_in(database, "wang.mou", password)
    service.withdraw_grant(database, SYSTEM, account.id, Role.JUDGE, 1)
    with pytest.raises(Conflict) as refused:
        service.grant(database, SYSTEM, account.id, Role.ADJUDICATOR, 1)
    assert refused.value.code == "accounts.had_role"
    assert service.grant(database, SYSTEM, account.id, Role.ADJUDICATOR, 2).round_id == 2


def test_an_organizer_of_all_rounds_does_not_become_judge_of_one_that_began_before(
    database: Database, person: Any, organizer: Actor, clock: Any, password: str
) -> None:
    """Having organized while the round was open counts, even when the role named no round."""
    account = person("second", (Role.ORGANIZER, None), password=password)
    began = clock.now()
    service.sign_in(database, "second", password)
    service.withdraw_grant(database, organizer, account.id, Role.ORGANIZER)
    with pytest.raises(Conflict):
        service.grant(database, organizer, account.id, Role.JUDGE, 1, round_began=began)


def test_the_organizer_of_one_round_has_no_power_over_the_organizer_of_all(
    database: Database, person: Any, organizer: Actor, acting: Any
) -> None:
    """Otherwise a link made for the other would let them enter in the other's place."""
    local = acting(person("local", (Role.ORGANIZER, 1)), (Role.ORGANIZER, 1))
    for deed in (
        lambda: service.invite(database, local, organizer.account_id or 0),
        lambda: service.disable(database, local, organizer.account_id or 0),
        lambda: service.grant(database, local, local.account_id or 0, Role.ORGANIZER),
        lambda: service.revoke_sessions(database, local, organizer.account_id or 0),
    ):
        with pytest.raises(Denied):
            deed()


def test_the_last_organizer_stays(database: Database, organizer: Actor, person: Any) -> None:
    """Nobody could give the role to anyone any more."""
    me = organizer.account_id or 0
    for deed in (
        lambda: service.withdraw_grant(database, organizer, me, Role.ORGANIZER),
        lambda: service.disable(database, organizer, me),
    ):
        with pytest.raises(Frozen) as refused:
            deed()
        assert refused.value.code == "accounts.last_organizer"
    second = person("second", (Role.ORGANIZER, None))
    service.disable(database, organizer, second.id)
    with pytest.raises(Frozen):
        service.withdraw_grant(database, organizer, me, Role.ORGANIZER)


def test_grants_and_log_tell_no_names(database: Database, person: Any) -> None:
    """The log can never be cleaned, so it names accounts by number."""
    person("wang.mou", (Role.JUDGE, 1), name="王某某")
    told = "".join(str(dict(row)) for row in database.rows("SELECT actor, act, object, body FROM log"))
    assert "wang.mou" not in told
    assert "王某某" not in told


def test_unknown_things_are_not_found(database: Database, organizer: Actor) -> None:
    """An unknown account, grant or session is a 404, never a fault."""
    for deed in (
        lambda: service.get(database, 99),
        lambda: service.withdraw_grant(database, organizer, 99, Role.JUDGE, 1),
        lambda: service.revoke_session(database, organizer, 99),
        lambda: service.invite(database, organizer, 99),
        lambda: service.letter(database, "no-such-token"),
    ):
        with pytest.raises(NotFound):
            deed()
