"""What the pages of the tally show, put together for their templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from competition.core.database import Reader
from competition.core.errors import Refusal
from competition.core.locale import _, say
from competition.core.permissions import Permission, may
from competition.core.records import Actor, Text
from competition.core.sentences import sentence
from competition.entries import service as entries
from competition.rounds import service as rounds
from competition.rounds.records import Dimension, Round, Rules
from competition.tally import service, sureness, words
from competition.tally.corrections import PLACES
from competition.tally.forms import DiagnoseForm, MakeForm
from competition.tally.lenses import Firmness, ResidualTable, WhatIf
from competition.tally.records import Correction, Diagnostics, Standing, Tally, Unranked, fixed
from competition.tally.sure_pages import Told, told


@dataclass(frozen=True, slots=True)
class IndexPage:
    """The result as the organizer, the adjudicator and the auditor see it. ``shown`` None before the first tally."""

    rules: Rules
    shown: Tally | None
    versions: tuple[Tally, ...]
    placed: tuple[Standing, ...]
    unranked: tuple[Unranked, ...]
    counties: Mapping[str, Text]
    notices: tuple[str, ...]
    is_outdated: bool
    refused: str
    may_tally: bool
    is_closed: bool
    waits_for_lot: bool
    corrections: tuple[Correction, ...]
    sets: Mapping[str, sureness.Places]
    apart: sureness.Apart | None
    asks_how_firm: bool
    form: MakeForm

    @property
    def is_newest(self) -> bool:
        """True when the version shown is the one that counts."""
        return bool(self.shown and self.versions and self.shown.version == self.versions[0].version)

    @property
    def margin(self) -> Decimal | None:
        """The points between the last inside the award line and the first outside."""
        quota = self.rules.quota
        if len(self.placed) <= quota or quota < 1:
            return None
        return Decimal(self.placed[quota - 1].total) - Decimal(self.placed[quota].total)


def index_page(db: Reader, actor: Actor, round_: Round, form: MakeForm, version: int | None = None) -> IndexPage:
    """The result page of the newest version, or of one version."""
    every = service.versions(db, round_)
    shown = service.get_tally(db, round_, version) if version or every else None
    number = shown.version if shown else None
    outdated, refused = _freshness(db, round_)
    found = {entry.code: entry for entry in entries.entries(db, round_)}
    placed = service.standings(db, round_, version=number) if shown else ()
    kept = service.diagnostics(db, round_, version=number) if shown else None
    sets = service.rank_sets(kept)
    return IndexPage(
        rules=rounds.rules(db, round_),
        shown=shown,
        versions=every,
        placed=placed,
        unranked=service.unranked(db, round_, version=number) if shown else (),
        counties={code: entry.county for code, entry in found.items()},
        notices=notices(shown) if shown else (),
        is_outdated=outdated,
        refused=refused,
        may_tally=may(actor, Permission.TALLY, round_.id) and round_.phase in service.TALLYING,
        is_closed=round_.phase not in service.TALLYING,
        waits_for_lot=bool(every) and service.needs_lot(db, round_),
        corrections=service.corrections(db, round_, version=number) if shown else (),
        sets=sets,
        apart=_apart(placed, sets),
        asks_how_firm=bool(every) and may_diagnose(db, actor, round_),
        form=form,
    )


def may_diagnose(db: Reader, actor: Actor, round_: Round) -> bool:
    """Whether the reader can have it worked out how firm the newest version is, and nobody has yet."""
    is_time = may(actor, Permission.TALLY, round_.id) and round_.phase in service.DIAGNOSING
    return is_time and service.awaits_diagnosis(db, round_)


def _freshness(db: Reader, round_: Round) -> tuple[bool, str]:
    try:
        if service.current(db, round_) is None:
            service.preview(db, round_)
            return False, ""
        return service.is_outdated(db, round_), ""
    except Refusal as refusal:
        return False, sentence(refusal)


def notices(shown: Tally) -> tuple[str, ...]:
    """What the engine has to say beside the numbers, in the reader's language."""
    called = {entry["code"]: say(Text(entry["name"]["zh"], entry["name"]["en"])) for entry in shown.round["entries"]}
    blank = dict.fromkeys(("entry", "indicator", "judge", "case", "marks", "rank"), "")
    return tuple(
        str(words.NOTICES[one["code"]]) % {**blank, **one, "entry": called.get(one.get("entry"), "")}
        for one in shown.result["notices"]
    )


def decided_by(step: str) -> str:
    """Which step of the chain gave an entry its place, in words."""
    name, _colon, code = step.partition(":")
    return str(words.DECIDED_BY[name]) % {"code": code}


def method_lines(method: Mapping[str, Any]) -> tuple[str, ...]:
    """How the rules make a total, in sentences: the panel's mean with any correction, the rounding, the ties."""
    panel, rounding = method["panel"], method["rounding"]
    combined = str(words.COMBINE[panel["combine"]]) % {key: panel[key] for key in ("trim", "trim_from")}
    if panel["combine"] == "trimmed_mean":
        combined = _("%(mean)s, %(scope)s", mean=combined, scope=words.SCOPE[panel["scope"]])
    mode = words.MODES[rounding["mode"]]
    stages = _(", ").join(str(words.STAGES[stage]) for stage in words.STAGES if stage in rounding["at"])
    ties = _("; then ").join(decided_by(step) for step in method["ties"])
    return (
        _(
            "A panel's mark is %(combined)s. Recused, struck and absent marks are left out; they are never zero.",
            combined=combined,
        )
        + severity_line(method),
        _("Rounded to %(places)s decimals: %(stages)s; %(mode)s.", places=rounding["places"], stages=stages, mode=mode),
        _("Level totals are parted %(ties)s.", ties=ties) if ties else _("Level totals share the place."),
    )


def severity_line(method: Mapping[str, Any]) -> str:
    """What marks are corrected by before the panel's mean is made; nothing where they count as given."""
    if method["severity"] == "none":
        return ""
    told = str(words.SEVERITY[method["severity"]])
    by_total = drops_judges(method["panel"])
    return told + (_(" Which judges are left out is seen from the marks as given.") if by_total else "")


def drops_judges(panel: Mapping[str, Any]) -> bool:
    """Whether whole judges are left out, by their totals, rather than single marks."""
    return (panel["combine"], panel["scope"]) == ("trimmed_mean", "judge_total")


def written(effect: Decimal) -> str:
    """A correction with its sign and all its decimals; 0 has no sign."""
    return signed(effect, PLACES)


def rule_of(rule: Any) -> str:
    """How a figure becomes a score, in words."""
    return str(words.RULES_OF_FIGURES[rule.by])


@dataclass(frozen=True, slots=True)
class FirmPage:
    """How firm the result is. ``tried`` None until other weights are asked for; ``weights`` as typed or declared.

    ``kept`` and ``told`` are None while nobody has asked; ``may_diagnose`` says whether the reader can.
    """

    shown: Tally
    firm: Firmness
    table: ResidualTable
    dimensions: tuple[Dimension, ...]
    weights: Mapping[str, str]
    tried: tuple[WhatIf, ...] | None
    wrong: str
    can_reweight: bool
    kept: Diagnostics | None
    told: Told | None
    apart: sureness.Apart | None
    may_diagnose: bool
    form: DiagnoseForm


def firm_page(
    db: Reader, actor: Actor, round_: Round, form: DiagnoseForm, *, weights: Mapping[str, str],
    tried: tuple[WhatIf, ...] | None, wrong: str, can_reweight: bool,
) -> FirmPage:  # fmt: skip
    """How firm the newest version is."""
    shown, placed = service.get_tally(db, round_), service.standings(db, round_)
    kept = service.diagnostics(db, round_)
    sets = service.rank_sets(kept)
    return FirmPage(
        shown=shown, firm=service.firmness(db, round_), table=service.residual_table(db, round_),
        dimensions=rounds.rules(db, round_).dimensions, weights=weights, tried=tried, wrong=wrong,
        can_reweight=can_reweight, kept=kept, told=told(kept.document, shown.round, placed) if kept else None,
        apart=_apart(placed, sets), may_diagnose=may_diagnose(db, actor, round_), form=form,
    )  # fmt: skip


def _apart(placed: Sequence[Standing], sets: Mapping[str, sureness.Places]) -> sureness.Apart | None:
    return service.told_apart((row.rank, sets[row.entry]) for row in placed if row.entry in sets)


def shade(points: Decimal | None, most: Decimal) -> int:
    """How deep a cell of the heat map is, 0 to 5 on the strict side as minus."""
    if points is None or not most:
        return 0
    depth = min(5, int(abs(points) * 5 / most + Decimal("0.5")))
    return -depth if points < 0 else depth


def greatest(table: ResidualTable) -> Decimal:
    """The largest deviation in the heat map, in points."""
    return max(
        (abs(cell.points) for row in table.rows for cell in row.cells if cell.points is not None), default=Decimal(0)
    )


def signed(points: Decimal | None, places: int = 1) -> str:
    """A deviation with its sign; a dash where there is none."""
    if points is None:
        return "—"
    text = fixed(points, places)
    return f"+{text}" if points > 0 and text.strip("0.") else text


def line_at(placed: Sequence[Standing], quota: int) -> int | None:
    """After which row the award line is drawn; None where a shared place lies across it."""
    if len(placed) < quota or quota < 1:
        return None
    return quota if len(placed) == quota or placed[quota].rank > placed[quota - 1].rank else None
