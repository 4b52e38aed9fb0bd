"""What the pages of publication show, put together for their templates from stored rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from competition.core import calendar
from competition.core.database import Reader
from competition.core.locale import _, drawn, language, ngettext
from competition.core.sentences import state
from competition.publication import words
from competition.publication.records import Published
from competition.publication.tables import said
from competition.rounds.records import PHASES, Round
from competition.tally import service as tally
from competition.tally.records import fixed

WEEKDAYS = (
    lambda: _("Mon"), lambda: _("Tue"), lambda: _("Wed"), lambda: _("Thu"), lambda: _("Fri"), lambda: _("Sat"),
    lambda: _("Sun"),
)  # fmt: skip
TEN_THOUSAND = 1_000_000


@dataclass(frozen=True, slots=True)
class Station:
    """One stop of the phase rail."""

    label: str
    date: date | None
    state: str


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a publicity period. ``number`` counts working days; None on a day that is not worked."""

    day: date
    weekday: str
    number: int | None
    note: str


def stations(round_: Round) -> tuple[Station, ...]:
    """The phases of the round as anyone may read them."""
    return tuple(
        Station(
            str(state(phase)[1]), None if round_.phase.is_before(phase) else round_.phase_dates.get(phase),
            "now" if phase is round_.phase else "done" if phase.is_before(round_.phase) else "todo",
        )
        for phase in PHASES
    )  # fmt: skip


def told(text: Mapping[str, str] | None) -> str:
    """A stored text in the reader's language."""
    return said(text, language()) if text else ""


def money(fen: int) -> str:
    """A round sum as it is spoken: 20 万元, or 200,000 yuan."""
    if language() == "zh" and fen % TEN_THOUSAND == 0:
        return f"{fen // TEN_THOUSAND}\u00a0万元"
    return _("%(amount)s yuan", amount=f"{fen // 100:,}")


def first(content: Mapping[str, Any]) -> str:
    """Who stands first, in a clause."""
    names = [told(row["name"]) for row in content["standings"] if row["rank"] == 1]
    if not names:
        return _("No town is ranked")
    if len(names) > 1:
        return _("%(towns)s share the first place", towns=(", " if language() == "en" else "、").join(names))
    return _("%(town)s comes first", town=names[0])


def named(shown: Published) -> str:
    """How many enterprises are named, in a clause."""
    n = len(shown.content["awards"])
    if not n:
        return _("no enterprise is named")
    if shown.is_final:
        return str(ngettext("%(num)d enterprise is named", "%(num)d enterprises are named", n))
    return str(ngettext("%(num)d enterprise is proposed", "%(num)d enterprises are proposed", n))


def granted(content: Mapping[str, Any]) -> str:
    """What the named enterprises receive, in a sentence; nothing where none is named."""
    if not content["awards"]:
        return ""
    what = {"award": told(content["award"]["title"]), "total": money(content["total_fen"])}
    each = content["award"]["amount_fen"]
    if each is None:
        return _("%(award)s: %(total)s in all.", **what)
    return _("%(award)s: %(each)s each, %(total)s in all.", each=money(each), **what)


def tie_words(content: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    """What parted an entry from others with the same total, or that nothing did; nothing where it stands alone."""
    if row["decided_by"] == "total" and not row["tied"]:
        return ""
    step, _colon, code = row["decided_by"].partition(":")
    parts = {each["code"]: told(each["title"]) for each in (*content["dimensions"], *content["indicators"])}
    return str(words.TIES[step]) % {"part": parts.get(code, code)}


def told_apart(content: Mapping[str, Any]) -> Any:
    """Which places can be told apart, as stored; None for a result that was published without."""
    rows = [row for row in content["standings"] if "interval" in row]
    return tally.told_apart((row["rank"], (row["interval"][0], row["interval"][1])) for row in rows)


def written(effect: Decimal) -> str:
    """A correction with its sign and all six decimals; 0 has no sign."""
    text = fixed(effect, 6)
    return f"+{text}" if effect > 0 else text


def line_words(content: Mapping[str, Any]) -> str:
    """What the award line says."""
    after, n = content["line"]["after"], len(content["awards"])
    article = told(content["award"]["article"])
    if content["without_award"]:
        gaps = len(content["without_award"])
        return _("The %(after)s towns above lie within the quota; %(gaps)s of them named no enterprise (%(article)s)",
                 after=after, gaps=gaps, article=article)  # fmt: skip
    if n == after:
        return _("The %(after)s towns above each name one enterprise (quota %(quota)s, %(article)s)",
                 after=after, quota=content["line"]["quota"], article=article)  # fmt: skip
    return _("The %(after)s towns above name %(n)s enterprises (%(article)s)", after=after, n=n, article=article)


def why(award: Mapping[str, Any]) -> str:
    """Why it was this enterprise, in the row."""
    if award["figure"] is None:
        is_only = award["n_eligible"] == 1
        return _("Only eligible nominee of its town") if is_only else _("First nominee of its town")
    figure = str(words.REASONS[award["by"]]) % {"figure": award["figure"]}
    if award["n_eligible"] == 1:
        return _("%(figure)s, only eligible nominee of its town", figure=figure)
    return _("%(figure)s, first of %(n)s nominees", figure=figure, n=award["n_eligible"])


def dimension_rows(content: Mapping[str, Any], row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The five bars of a row, each a dimension's score in hundredths of what it is out of."""
    return [
        {
            "position": each["position"], "mark": drawn(each["mark"], told(each["short"])),
            "title": told(each["short"]), "value": row["shares"][each["code"]],
        }
        for each in content["dimensions"]
    ]  # fmt: skip


def key_rows(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The key under the bars: each dimension with its weight."""
    return [
        {"position": each["position"], "title": told(each["title"]), "note": f"{each['weight']} %"}
        for each in content["dimensions"]
    ]


def period_days(reader: Reader, posted_on: date, days: tuple[date, ...]) -> tuple[Day, ...]:
    """The days from posting to closing, working days counted; the day of posting itself does not count."""
    n_days = (days[-1] - posted_on).days + 1
    rows = []
    for day in (posted_on + timedelta(days=n) for n in range(n_days)):
        number = days.index(day) + 1 if day in days else None
        note = _("posted, not counted") if day == posted_on else _day_note(reader, day, number)
        rows.append(Day(day, WEEKDAYS[day.weekday()](), number, note))
    return tuple(rows)


def _day_note(reader: Reader, day: date, number: int | None) -> str:
    if number is not None:
        return _("working day, moved") if day.weekday() > 4 else ""
    return _("weekend") if day.weekday() > 4 and not calendar.is_working_day(reader, day) else _("public holiday")
