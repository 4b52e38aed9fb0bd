"""Enterprises put up for the award: from the registry, with their figures, eligible or not with the reason."""

from __future__ import annotations

from decimal import Decimal

import pytest

from competition.core.errors import Conflict, NotFound, Refusal
from competition.entries import service
from competition.entries.records import CheckState
from competition.registry import service as registry
from tests.entries.conftest import Office


def test_a_nominee_is_not_eligible_before_it_is_found_so(office: Office) -> None:
    """Nobody is eligible by silence."""
    put_up = service.nominate(office.db, office.organizer, office.round, office.entry(), office.firm(1).id)
    assert not put_up.eligible
    assert service.judge_nominee(office.db, office.organizer, office.round, put_up.id, True).eligible


def test_an_ineligible_nominee_has_its_reason(office: Office) -> None:
    """The reason stands with the award, so it cannot be left out."""
    put_up = service.nominate(office.db, office.organizer, office.round, office.entry(), office.firm(1).id)
    with pytest.raises(Refusal, match="needs_reason"):
        service.judge_nominee(office.db, office.organizer, office.round, put_up.id, False)
    found = service.judge_nominee(office.db, office.organizer, office.round, put_up.id, False, "研发占比不足")
    assert (found.check, found.reason) == (CheckState.FAILED, "研发占比不足")


def test_figures_need_a_source(office: Office) -> None:
    """A revenue that comes from nowhere is refused."""
    firm = office.firm(1)
    with pytest.raises(Refusal, match="figure_needs_source"):
        service.nominate(office.db, office.organizer, office.round, office.entry(), firm.id, revenue=Decimal("3.5"))


def test_an_enterprise_is_put_up_by_one_town(office: Office) -> None:
    """A firm in two towns counts for one."""
    firm = office.firm(1)
    service.nominate(office.db, office.organizer, office.round, office.entry(), firm.id)
    with pytest.raises(Refusal, match="nominated_already"):
        service.nominate(office.db, office.organizer, office.round, office.entry("T02"), firm.id)


def test_changed_figures_are_checked_anew(office: Office) -> None:
    """What was found eligible on other figures is pending again; a stale change is refused."""
    put_up = service.nominate(office.db, office.organizer, office.round, office.entry(), office.firm(1).id)
    found = service.judge_nominee(office.db, office.organizer, office.round, put_up.id, True)
    told = {"revenue": Decimal("3.5"), "growth": None, "market_share": None, "source": "审计报告"}
    changed = service.amend_nominee(office.db, office.organizer, office.round, found.id, based_on=found.version, **told)
    assert (changed.check, changed.revenue) == (CheckState.PENDING, Decimal("3.5"))
    with pytest.raises(Conflict):
        service.amend_nominee(office.db, office.organizer, office.round, found.id, based_on=found.version, **told)


def test_the_registry_suggests_exact_figures_only(office: Office) -> None:
    """Revenue in 万元 is read as 亿元; a bound suggests nothing."""
    firm = office.firm(1)
    keep = registry.record_figure
    keep(office.db, office.organizer, firm, "revenue", 2024, Decimal(35000), unit="万元", source="审计报告")
    keep(office.db, office.organizer, firm, "growth", 2024, Decimal(9), unit="%", source="报道", qualifier="近")
    assert service.suggested(office.db, firm) == {"revenue": Decimal("3.5"), "source": "审计报告 (2024)"}


def test_a_nominee_is_taken_back(office: Office) -> None:
    """While registration lasts, a nominee may go, and is not found in another entry."""
    put_up = service.nominate(office.db, office.organizer, office.round, office.entry(), office.firm(1).id)
    with pytest.raises(NotFound):
        service.nominee_of(office.db, office.entry("T02"), put_up.id)
    service.drop_nominee(office.db, office.organizer, office.round, put_up.id)
    assert service.nominees(office.db, office.entry()) == ()
