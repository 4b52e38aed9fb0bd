"""What may be read of notices and of the public result; nothing here computes a result, it reads stored rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from competition.awards import service as awards
from competition.core import calendar
from competition.core.clock import in_beijing, today
from competition.core.database import Reader
from competition.core.errors import NotFound, Refusal
from competition.publication import store
from competition.publication.records import Kind, Posted, Published, Stage, View
from competition.rounds import service as rounds
from competition.rounds.records import Phase, PublishMarks, Round
from competition.tally import service as tally
from competition.tally.records import Correction, Rounding


def notices(reader: Reader, round_: Round) -> tuple[Posted, ...]:
    """Every posted notice, newest first; what was posted stays readable for good."""
    return store.notices(reader, round_.id)


def notice(reader: Reader, round_: Round, serial: int) -> Posted:
    """One posted notice; raises NotFound."""
    for one in store.notices(reader, round_.id):
        if one.serial == serial:
            return one
    raise NotFound("publication.no_such_notice", number=serial)


def results(reader: Reader, round_: Round) -> tuple[Published, ...]:
    """Every published result, newest first."""
    return store.results(reader, round_.id)


def stay(reader: Reader, round_: Round) -> int:
    """The number of the move that began publicity last; 0 before it ever began."""
    return max((one.number for one in rounds.moves(reader, round_) if one.entered is Phase.PUBLICITY), default=0)


def standing(reader: Reader, round_: Round, kind: Kind) -> Posted | None:
    """The notice of that kind that stands in the present stay, or None."""
    here = stay(reader, round_)
    return next((one for one in store.notices(reader, round_.id) if one.kind is kind and one.stay == here), None)


def is_outdated(reader: Reader, round_: Round, posted: Posted) -> bool:
    """Whether a notice that stands no longer says what the award list says."""
    newest = awards.current(reader, round_)
    if newest is None or newest.digest != posted.awards_digest:
        return True
    return awards.is_outdated(reader, round_, newest)


def result(reader: Reader, round_: Round) -> View:
    """What the public may see now."""
    now = rounds.by_id(reader, round_.id)
    every = store.notices(reader, now.id)
    shown, period = _shown(reader, now), standing(reader, now, Kind.PUBLICITY)
    is_open = now.phase is Phase.PUBLICITY and period is not None and period.is_running(today(reader.clock))
    if shown is None:
        stage = Stage.REOPENED if every else Stage.AWAITED
        return View(stage, None, every, None, is_open=False, expected=_expected(reader, now))
    return View(Stage.FINAL if shown.is_final else Stage.PUBLICITY, shown, every, period, is_open)


def result_file(reader: Reader, round_: Round, shown: Published) -> Mapping[str, Any]:
    """The file ``pingxuan-result/1`` that a published result rests on, as the tally stored it."""
    return tally.get_tally(reader, round_, shown.tally_version).result


def round_file(reader: Reader, round_: Round, shown: Published) -> Mapping[str, Any]:
    """The file ``pingxuan-round/1`` that scores to the published digest, judges by pseudonym.

    Raises NotFound where the rules withhold the marks.
    """
    if publishes(reader, round_) is PublishMarks.NONE:
        raise NotFound("publication.marks_withheld")
    return tally.get_tally(reader, round_, shown.tally_version).round


def diagnostics_file(reader: Reader, round_: Round, shown: Published) -> Mapping[str, Any] | None:
    """How firm the published places are, as anyone may have it; None for a result that was published without."""
    if not shown.content.get("diagnostics"):
        return None
    return tally.public_diagnostics(reader, round_, version=shown.tally_version)


def corrections(reader: Reader, round_: Round, shown: Published) -> tuple[Correction, ...]:
    """What each judge's marks were corrected by, as the published result file holds it; none where nothing is.

    They are part of that file whatever the rules publish of the marks: judges stand in it under their pseudonyms, and
    no mark can be told from them.
    """
    return tally.corrections(reader, round_, version=shown.tally_version)


def publishes(reader: Reader, round_: Round) -> PublishMarks:
    """What the rules in force publish of the marks."""
    return rounds.rules(reader, round_).publish_marks


def rounding(reader: Reader, round_: Round, shown: Published) -> Rounding:
    """How the tally that a published result rests on writes its scores."""
    return tally.get_tally(reader, round_, shown.tally_version).rounding


def _shown(reader: Reader, round_: Round) -> Published | None:
    if not round_.has_left(Phase.ADJUDICATION):
        return None
    here = stay(reader, round_)
    return next((one for one in store.results(reader, round_.id) if one.stay == here), None)


def _expected(reader: Reader, round_: Round) -> date | None:
    """The first day on which a result could be published: publicity takes its working days, and has not begun.

    None while neither scoring has begun nor an end of it is planned: a guess would be no help.
    """
    planned = [in_beijing(at).date() for phase, at in round_.deadlines.items() if not phase.is_before(round_.phase)]
    if round_.phase.is_before(Phase.SCORING) and Phase.SCORING not in round_.deadlines:
        return None
    start = max([today(reader.clock), *planned])
    try:
        days = calendar.working_days(reader, start, rounds.rules(reader, round_).publicity_days)
    except Refusal:  # a year that is not entered: then no day is named
        return None
    return days[-1] + timedelta(days=1)
