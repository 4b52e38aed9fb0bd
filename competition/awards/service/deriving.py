"""What follows from the rules, the tally and the nominees: the list, with the reason for each name and each gap.

Nothing is chosen here: the same inputs give the same list. Whatever has no clear answer (a tally that is out of date, a
level place at the line, nominees level on every figure, a decision outside the policy's validity, a list over budget)
is refused with what has to be done first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from competition.awards import naming, store
from competition.awards.naming import Earlier, Place
from competition.awards.records import Award, Listing, Nominee, Step, Unnamed, Verdict
from competition.core.amounts import hundredths, plain
from competition.core.database import Reader
from competition.core.errors import Refusal
from competition.core.records import Text
from competition.entries import service as entries
from competition.entries.records import Entry
from competition.policy import service as policy
from competition.policy.records import CONTEST, AwardRule, Edition
from competition.rounds import service as rounds
from competition.rounds.records import Repeat, Round, Rules
from competition.tally import service as tally
from competition.tally.records import Standing, Tally, fixed

CLOSING = 0
"""The closing provision: validity, and that nothing is paid twice."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything a list follows from."""

    round: Round
    rules: Rules
    edition: Edition
    rule: AwardRule
    amount_fen: int
    decided_on: date
    tally: Tally
    entries: Mapping[str, Entry]
    barred: Mapping[int, Text]


def derive(reader: Reader, round_: Round, decided_on: date) -> Listing:
    """The list that follows from things as they stand, for a decision on that day."""
    ground = _ground(reader, round_, decided_on)
    standings = tally.standings(reader, round_, version=ground.tally.version)
    places = {one.entry: _place(one) for one in standings}
    within = {place.entry for place in naming.inside(tuple(places.values()), ground.rules.quota)}
    awards: list[Award] = []
    unnamed: list[Unnamed] = []
    for standing in standings:
        nominees = _nominees(reader, ground, standing.entry)
        gap = _gap(ground, standing, standing.entry in within, nominees)
        if gap is None:
            awards += _awards(ground, standing, nominees, len(awards))
        else:
            unnamed.append(_unnamed(ground, standing.entry, standing.rank, _total(ground, standing), gap, nominees))
    for one in tally.unranked(reader, round_, version=ground.tally.version):
        step = Step(f"awards.{one.status}", {"note": ground.entries[one.entry].note})
        unnamed.append(_unnamed(ground, one.entry, None, None, step, ()))
    return _within_budget(_listing(ground, awards, unnamed))


def _ground(reader: Reader, round_: Round, decided_on: date) -> Ground:
    made = tally.current(reader, round_)
    if made is None:
        raise Refusal("awards.no_tally")
    if tally.is_outdated(reader, round_):
        raise Refusal("awards.tally_outdated")
    rules = rounds.rules(reader, round_)
    if rules.award.get("track") != "town":
        raise Refusal("awards.other_track", track=str(rules.award.get("track")))
    edition = policy.edition(round_.edition_code)
    rule = policy.award(edition, CONTEST, decided_on).rule
    if rule.amount_fen is None:
        raise Refusal("awards.no_amount", number=edition.number, article=edition.article(rule.article).label)
    held = {entry.code: entry for entry in entries.entries(reader, round_)}
    kept_out = kept_out_of(reader, round_, rules)
    return Ground(round_, rules, edition, rule, rule.amount_fen, decided_on, made, held, kept_out)


def kept_out_of(reader: Reader, round_: Round, rules: Rules) -> Mapping[int, Text]:
    """The enterprises that awards of earlier rounds keep out of this one, by id, each with the round of its award."""
    return naming.barred(rules.repeat, _earlier(reader, round_))


def _earlier(reader: Reader, round_: Round) -> list[Earlier]:
    """The awards of the rounds before this one; sample rounds and real ones do not know each other."""
    done = store.adopted_rounds(reader)
    before = {
        other.id: other
        for other in rounds.list_rounds(reader)
        if other.id in done and other.sample == round_.sample and (other.year, other.id) < (round_.year, round_.id)
    }
    last = max(before.values(), key=lambda other: (other.year, other.id), default=None)
    return [
        Earlier(enterprise, before[number].title, last is not None and number == last.id)
        for enterprise, number in store.earlier(reader)
        if number in before
    ]


def _place(standing: Standing) -> Place:
    return Place(standing.entry, standing.name, standing.rank, Decimal(standing.total))


def _nominees(reader: Reader, ground: Ground, entry: str) -> tuple[Nominee, ...]:
    settings, held = ground.rules.award, ground.entries[entry]
    candidates = entries.nominees(reader, held)
    return naming.judged(candidates, settings["order"], settings["per_town"], ground.barred, held.name)


def _gap(ground: Ground, standing: Standing, is_within: bool, nominees: tuple[Nominee, ...]) -> Step | None:
    """Why a ranked town names none, or None when it does."""
    line = ground.rules.minimum_line
    if not is_within:
        return Step("awards.behind_quota", {"quota": ground.rules.quota, "rank": standing.rank})
    if line is not None and Decimal(standing.total) < hundredths(line):
        return Step("awards.below_line", {"total": _total(ground, standing), "line": plain(hundredths(line))})
    if not nominees:
        return Step("awards.nobody_nominated")
    if not any(one.verdict is Verdict.NAMED for one in nominees):
        is_repeat = any(one.verdict is Verdict.BARRED for one in nominees)
        return Step("awards.all_barred" if is_repeat else "awards.none_eligible", {"n": len(nominees)})
    return None


def _awards(ground: Ground, standing: Standing, nominees: tuple[Nominee, ...], so_far: int) -> list[Award]:
    held, rule = ground.entries[standing.entry], ground.rule
    article = ground.edition.article(rule.article)
    return [
        Award(
            number=number,
            enterprise_id=one.enterprise_id,
            enterprise=one.name,
            uscc=one.uscc,
            entry=held.code,
            town=held.name,
            county=held.county,
            rank=standing.rank,
            total=_total(ground, standing),
            amount_fen=ground.amount_fen,
            rule=rule.code,
            article=rule.article,
            source=article.label,
            title=rule.title,
            steps=_steps(ground, standing, nominees, one),
            nominees=nominees,
        )
        for number, one in enumerate((each for each in nominees if each.verdict is Verdict.NAMED), start=so_far + 1)
    ]


def _steps(ground: Ground, standing: Standing, nominees: tuple[Nominee, ...], named: Nominee) -> tuple[Step, ...]:
    rules, edition = ground.rules, ground.edition
    closing, article = edition.article(CLOSING), edition.article(ground.rule.article)
    town = ground.entries[standing.entry].name
    n_eligible = sum(one.verdict in (Verdict.NAMED, Verdict.BEHIND, Verdict.BARRED) for one in nominees)
    counted = {"n": len(nominees), "n_eligible": n_eligible, "order": list(rules.award["order"])}
    place = {"town": town, "total": _total(ground, standing), "rank": standing.rank, "decided_by": standing.decided_by}
    days = {"on": ground.decided_on, "first_day": edition.first_day, "last_day": edition.last_day}
    return (
        Step("awards.step_place_shared" if standing.is_shared else "awards.step_place", place),
        Step("awards.step_quota", {"quota": rules.quota, "per_town": rules.award["per_town"]}),
        *_line_step(ground, standing),
        Step("awards.step_order", counted | {"enterprise": named.name}),
        *_repeat_steps(rules, nominees),
        Step("awards.step_single", {}, closing.label, closing.quote),
        Step("awards.step_validity", {"number": edition.number, **days}, closing.label),
        Step("awards.step_amount", {"amount_fen": ground.amount_fen}, article.label, article.quote),
    )


def _line_step(ground: Ground, standing: Standing) -> tuple[Step, ...]:
    if ground.rules.minimum_line is None:
        return ()
    line = plain(hundredths(ground.rules.minimum_line))
    return (Step("awards.step_line", {"total": _total(ground, standing), "line": line}),)


def _total(ground: Ground, standing: Standing) -> str:
    """The total with the decimals that the rules round it to."""
    return fixed(standing.total, int(ground.rules.method["rounding"]["places"]))


def _repeat_steps(rules: Rules, nominees: tuple[Nominee, ...]) -> tuple[Step, ...]:
    if rules.repeat is Repeat.ALLOWED:
        return ()
    out = [one for one in nominees if one.verdict is Verdict.BARRED]
    code = "awards.step_any_round" if rules.repeat is Repeat.ONCE else "awards.step_last_round"
    return (Step(f"{code}_out" if out else code, {"enterprises": [one.name for one in out]}),)


def _unnamed(
    ground: Ground, entry: str, rank: int | None, total: str | None, step: Step, nominees: tuple[Nominee, ...]
) -> Unnamed:
    held = ground.entries[entry]
    return Unnamed(entry, held.name, held.county, rank, total, step, nominees)


def _listing(ground: Ground, awards: list[Award], unnamed: list[Unnamed]) -> Listing:
    return Listing(
        round_code=ground.round.code,
        rules_digest=ground.rules.digest or "",
        tally_version=ground.tally.version,
        result_digest=ground.tally.result_digest,
        edition=ground.edition.code,
        decided_on=ground.decided_on,
        quota=ground.rules.quota,
        budget_fen=ground.rules.budget_fen,
        awards=tuple(awards),
        unnamed=tuple(unnamed),
    )


def _within_budget(listing: Listing) -> Listing:
    over = listing.total_fen - listing.budget_fen
    if over > 0:
        raise Refusal(
            "awards.over_budget", budget_fen=listing.budget_fen, total_fen=listing.total_fen, over_fen=over,
            n=len(listing.awards),
        )  # fmt: skip
    return listing
