"""Drawing a notice up: what would be posted now, to be read before anyone posts it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from competition.adjudication import service as adjudication
from competition.adjudication.records import Kind as CaseKind
from competition.awards import service as awards
from competition.awards.records import Proposal
from competition.core import calendar
from competition.core.canonical import digest
from competition.core.clock import in_beijing, today
from competition.core.database import Reader
from competition.core.documents import Notice
from competition.core.errors import Frozen, Refusal
from competition.entries import service as entries
from competition.policy import service as policy
from competition.publication import body, wording
from competition.publication.ground import Ground
from competition.publication.records import POSTING, Kind, Posted
from competition.publication.service.approving import approval
from competition.publication.service.reading import standing
from competition.rounds import service as rounds
from competition.rounds.records import Round
from competition.tally import service as tally


@dataclass(frozen=True, slots=True)
class Draft:
    """A notice that is not posted. ``basis`` is what its reader agrees to: another one since then is not posted."""

    kind: Kind
    ground: Ground
    document: Notice
    basis: str

    @property
    def days(self) -> tuple[date, ...]:
        """The working days of the period it would open."""
        return self.ground.days


def draw(
    reader: Reader, round_: Round, kind: Kind, *, number: str = "", addressee: str = "", reason: str = ""
) -> Draft:
    """The notice as it would be posted today.

    Refused outside its phase, without approval, for a list that is out of date, and where the calendar ends.
    """
    now = rounds.by_id(reader, round_.id)
    if now.phase is not POSTING[kind]:
        raise Frozen(f"publication.not_now_{kind}", phase=now.phase)
    ground = _ground(reader, now, kind)
    bare = _document(ground, kind, "", "", "")
    return Draft(kind, ground, _document(ground, kind, number, addressee, reason), digest(body.as_json(bare)))


def _document(ground: Ground, kind: Kind, number: str, addressee: str, reason: str) -> Notice:
    if kind is Kind.PUBLICITY:
        return wording.publicity(ground, number=number, reason=reason)
    return wording.result(ground, number=number, addressee=addressee, reason=reason)


def _ground(reader: Reader, round_: Round, kind: Kind) -> Ground:
    approved = approval(reader, round_)
    if approved is None:
        raise Refusal("publication.not_approved")
    rules, listed = rounds.rules(reader, round_), _list(reader, round_, kind)
    period = standing(reader, round_, Kind.PUBLICITY) if kind is Kind.RESULT else None
    n_objections, n_earlier = _received(reader, round_, period) if period else (0, 0)
    version = listed.listing.tally_version
    posted_on = today(reader.clock)
    days = calendar.working_days(reader, posted_on, rules.publicity_days) if kind is Kind.PUBLICITY else ()
    return Ground(
        round=round_,
        rules=rules,
        edition=policy.edition(listed.listing.edition),
        tally=tally.get_tally(reader, round_, version),
        standings=tally.standings(reader, round_, version=version),
        unranked=tally.unranked(reader, round_, version=version),
        entries={entry.code: entry for entry in entries.entries(reader, round_)},
        awards=listed,
        approval=approved,
        posted_on=posted_on,
        diagnostics=tally.diagnostics(reader, round_, version=version),
        days=days,
        period=period,
        replaces=standing(reader, round_, kind),
        n_objections=n_objections,
        n_earlier=n_earlier,
    )


def _received(reader: Reader, round_: Round, period: Posted) -> tuple[int, int]:
    """How many objections came in from the posting to the end of the period's last day, and how many before it."""
    filed = [one.opened_at for one in adjudication.cases(reader, round_) if one.kind is CaseKind.OBJECTION]
    within = [at for at in filed if at >= period.at and period.is_running(in_beijing(at).date())]
    return len(within), sum(at < period.at for at in filed)


def _list(reader: Reader, round_: Round, kind: Kind) -> Proposal:
    """The list that the notice names: as proposed for publicity, as adopted for the result."""
    if kind is Kind.RESULT:
        adopted = awards.adopted(reader, round_)
        if adopted is None:
            raise Refusal("publication.not_adopted")
        return adopted
    newest = awards.current(reader, round_)
    if newest is None:
        raise Refusal("publication.no_list")
    if awards.is_outdated(reader, round_, newest):
        raise Refusal("publication.list_outdated", version=newest.version)
    return newest
