"""One sample edition, played from its first draft to the sealed ballots."""

from __future__ import annotations

import random
import secrets
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from competition.accounts import service as accounts
from competition.ballots import service as ballots
from competition.core.records import Text
from competition.desk import service as desk
from competition.entries import service as entries
from competition.entries.records import Entry, VetoKind
from competition.panels import service as panels
from competition.panels.records import Reason
from competition.registry import service as registry
from competition.rounds import service as rounds
from competition.rounds.records import Indicator, Phase, Repeat, Round
from competition.sample import cast
from competition.sample.story import CONTACT, N_JUDGES, OFFICE, SEVERITY, Stage

POLICY = "xz-2022-81"
QUOTA = 6
BUDGET_FEN = 2_000_000_00
TIES = ["total_unrounded", "untrimmed_total", "dimension:B", "dimension:C", "indicator:B1", "ruling"]


@dataclass(frozen=True, slots=True)
class Edition:
    """What happens when, and what is peculiar about it. ``odd`` is a judge, a town and how far the mark lies off.

    Where ``is_declared`` is False, no judge has declared anything yet.
    """

    code: str
    title: Text
    year: int
    figures_year: int
    days: dict[str, date]
    later: int
    copy_from: str | None = None
    tied: bool = False
    vetoed: str | None = None
    withdrawn: str | None = None
    declared: tuple[int, str] | None = None
    own_county: tuple[int, str] | None = None
    odd: tuple[int, str, int] | None = None
    outside: tuple[str, ...] = field(default_factory=tuple)
    n_judges: int = N_JUDGES
    quota: int = QUOTA
    is_declared: bool = True


def set_up(stage: Stage, edition: Edition) -> Round:
    """A round with its rules locked by two people."""
    first, second = stage.actor("organizer-1"), stage.actor("organizer-2")
    stage.on(edition.days["drafted"])
    made = rounds.create(
        stage.db, first, edition.code, edition.title, edition.year, POLICY,
        copy_from=edition.copy_from, sample=True, host=OFFICE, contact=CONTACT,
    )  # fmt: skip
    rules = rounds.rules(stage.db, made)
    rounds.amend(
        stage.db, first, made, based_on=rules.revision, quota=edition.quota, budget_fen=BUDGET_FEN,
        repeat=Repeat.ALLOWED, minimum_line=60_00, method={**rules.method, "ties": TIES},
    )  # fmt: skip
    stage.on(edition.days["locked"])
    rounds.propose_lock(stage.db, first, made)
    rounds.sign_lock(stage.db, second, made)
    desk.move(stage.db, first, made, Phase.REGISTRATION)
    return rounds.get(stage.db, edition.code)


def register(stage: Stage, edition: Edition, round_: Round) -> None:
    """Entries with their figures, nominees and checks, and the panel with its statements."""
    office = stage.actor("organizer-1")
    stage.on(edition.days["registered"])
    for town in cast.TOWNS:
        if town.code not in edition.outside:
            entered = entries.enter(stage.db, office, round_, stage.towns[town.code].id)
            _figures(stage, edition, round_, town, entered)
            _nominees(stage, edition, round_, town, entered)
    _checks(stage, edition, round_)
    _panel(stage, edition, round_)
    stage.on(edition.days["scoring"])
    desk.move(stage.db, office, round_, Phase.SCORING)


def strength(edition: Edition, town: cast.SampleTown) -> int:
    """About the score a town earns in the edition."""
    return town.strength + edition.later * town.growth


def _figures(stage: Stage, edition: Edition, round_: Round, town: cast.SampleTown, entry: Entry) -> None:
    office = stage.actor("organizer-1")
    twin = edition.tied and town.code[2:] in cast.TIED
    rng = stage.rng if not twin else random.Random(cast.SEED)  # noqa: S311  the same for both towns
    fixed = cast.tied_figures(town.code[2:] == cast.TIED[0]) if twin else {}
    for n, leaf in enumerate(rounds.rules(stage.db, round_).measured, start=1):
        drawn = cast.figure_for(rng, leaf, strength(edition, town) if not twin else 80)
        entries.record_figure(
            stage.db, office, round_, entry, leaf.code, fixed.get(leaf.code, drawn), edition.figures_year,
            source="示例数据：县统计局台账", verifier="示例市统计局", attachment=f"附件 {n}",
        )  # fmt: skip


def _nominees(stage: Stage, edition: Edition, round_: Round, town: cast.SampleTown, entry: Entry) -> None:
    office = stage.actor("organizer-1")
    for n, firm_id in enumerate(stage.firms[town.code][:3]):
        known = {
            metric: registry.figure(stage.db, "enterprise", firm_id, metric, edition.figures_year)
            for metric in ("revenue", "growth", "market_share")
        }
        put_up = entries.nominate(
            stage.db, office, round_, entry, firm_id, source="示例数据：审计报告",
            **{metric: found.value if found else None for metric, found in known.items()},
        )  # fmt: skip
        barred = town.code == "ZY04" and n == 0 and edition.tied
        why = "示例：统计年度内发生一般生产安全事故，县应急管理局证明" if barred else ""
        entries.judge_nominee(stage.db, office, round_, put_up.id, not barred, why)


def _checks(stage: Stage, edition: Edition, round_: Round) -> None:
    office = stage.actor("organizer-1")
    stage.on(edition.days["checked"])
    by_town = {stage.towns[code].id: code for code in stage.towns}
    for entry in entries.entries(stage.db, round_):
        code = by_town[entry.town_id]
        if code == edition.withdrawn:
            entries.withdraw(stage.db, office, round_, entry, "示例：该镇书面申请退出本届评选")
        elif code == edition.vetoed:
            entries.veto(
                stage.db, office, round_, entry, VetoKind.SAFETY, department="示例市应急管理局",
                document_no="示应急函〔2025〕18号", dated_on=edition.days["registered"],
                note="示例：三年内发生较大生产安全事故",
            )  # fmt: skip
        else:
            entries.check(stage.db, office, round_, entry, True)


def _panel(stage: Stage, edition: Edition, round_: Round) -> None:
    office = stage.actor("organizer-1")
    panels.plan(stage.db, office, round_, edition.n_judges)
    for n in range(1, edition.n_judges + 1):
        account = accounts.find_by_handle(stage.db, f"judge-{n}")
        county = None
        if edition.own_county and edition.own_county[0] == n:
            county = stage.towns[edition.own_county[1]].county_id
        panels.appoint(
            stage.db, office, round_, account_id=account.id if account else None, county_id=county,
            unit="示例大学" if n % 2 else "示例行业协会", field="产业经济" if n % 3 else "企业管理",
        )  # fmt: skip
    panels.derive(stage.db, office, round_)
    for n in range(1, edition.n_judges + 1) if edition.is_declared else ():
        _declare(stage, edition, round_, n)


def _declare(stage: Stage, edition: Edition, round_: Round, n: int) -> None:
    answers: dict[str, tuple[Reason | None, str]] = {}
    for entry in entries.entries(stage.db, round_):
        if not entry.is_eligible:
            continue
        conflict = edition.declared == (n, _code_of(stage, entry))
        note = "示例：两年前担任该镇一家企业的顾问" if conflict else ""
        answers[entry.code] = (Reason.EMPLOYMENT if conflict else None, note)
    panels.declare_all(stage.db, stage.actor(f"judge-{n}"), round_, answers)


def _code_of(stage: Stage, entry: Entry) -> str:
    return next(code for code, town in stage.towns.items() if town.id == entry.town_id)


def score(stage: Stage, edition: Edition, round_: Round) -> None:
    """Nine judges pledge, mark every entry they may, and seal."""
    round_ = rounds.get(stage.db, round_.code)
    twins: dict[tuple[int, str], int] = {}
    for n in range(1, N_JUDGES + 1):
        stage.on(edition.days["scored"], 9 + n // 2, 5 * n % 60)
        judge = stage.actor(f"judge-{n}")
        ballots.pledge(stage.db, judge, round_)
        for task in ballots.my_sheet(stage.db, judge, round_).tasks:
            town = next(each for each in cast.TOWNS if each.code == _code_of(stage, task.entry))
            held = ballots.open_entry(stage.db, judge, round_, task.entry.code)
            marks = {
                leaf.code: _mark(stage, edition, twins, n, town, leaf) for leaf in rounds.rules(stage.db, round_).judged
                if leaf.code in task.codes
            }  # fmt: skip
            ballots.save(
                stage.db, judge, round_, task.entry.code, marks, {}, based_on=held.version, op=secrets.token_hex(8)
            )
        seen = ballots.review(stage.db, judge, round_)
        ballots.seal(stage.db, judge, round_, op=secrets.token_hex(8), based_on=seen.stamp)


def _mark(
    stage: Stage, edition: Edition, twins: dict[tuple[int, str], int], n: int, town: cast.SampleTown, leaf: Indicator
) -> int:
    if edition.odd and (n, town.code) == edition.odd[:2]:
        return round(Decimal(strength(edition, town) + edition.odd[2]) * 2) * 50
    if edition.tied and town.code[2:] in cast.TIED:
        # The second town gets the same marks from other judges: the same sums, so the tie is exact.
        place = n if town.code[2:] == cast.TIED[0] else n % N_JUDGES + 1
        return twins.setdefault((place, leaf.code), cast.mark(stage.rng, 80, SEVERITY[place - 1]))
    return cast.mark(stage.rng, strength(edition, town), SEVERITY[n - 1])
