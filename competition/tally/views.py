"""The pages of the tally: the result, every judge's marks, one entry explained, the summary sheet, how firm it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from competition.accounts import service as accounts
from competition.core.amounts import decimal, plain
from competition.core.errors import NotFound, Refusal
from competition.core.locale import _, language, say
from competition.core.permissions import Permission, may
from competition.core.sentences import sentence
from competition.core.web import actor, db, download, here, needs, page, say_done
from competition.entries import service as entries
from competition.rounds import service as rounds
from competition.tally import firm, pages, service
from competition.tally.forms import AdjustForm, DiagnoseForm, MakeForm, SeedForm, SignForm
from competition.tally.records import fixed
from competition.tally.trial import Trial
from competition.tally.workbook import summary_note, workbook

bp = Blueprint("tally", __name__, url_prefix="/rounds/<code>/tally")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.app_template_filter("fixed")
def _fixed(number: str | Decimal | None, places: int = 2) -> str:
    return fixed(number, places)


@bp.get("/")
@needs(Permission.SEE_MARKS)
def index(code: str) -> Response:
    """The result, the newest version; before scoring is left, when it will be seen."""
    if not service.is_open(db(), here()):
        return page("tally/closed.html")
    return _result(MakeForm())


@bp.get("/versions/<int:version>")
@needs(Permission.SEE_MARKS)
def version(code: str, version: int) -> Response:
    """One stored version of the result."""
    return _result(MakeForm(), version)


@bp.post("/")
@needs(Permission.TALLY)
def make(code: str) -> Response:
    """Make the tally from the marks as they stand."""
    form = MakeForm()
    if form.validate():
        with form.refusals():
            made = service.tally(db(), actor(), here(), reason=form.reason.data or "")
            say_done(_("Tally version %(version)s stands.", version=made.version))
            return _to("tally.index", code=code)
    return _result(form, status=422)


def _result(form: MakeForm, version: int | None = None, status: int = 200) -> Response:
    shown = pages.index_page(db(), actor(), here(), form, version)
    return page("tally/index.html", shown, status, decided_by=pages.decided_by, line_at=pages.line_at,
                method_lines=pages.method_lines, is_newest=shown.is_newest, margin=shown.margin,
                written=pages.written)  # fmt: skip


@bp.get("/entries/<entry>")
@needs(Permission.SEE_MARKS)
def explain(code: str, entry: str) -> Response:
    """How one entry's total came about, step by step."""
    number = request.args.get("version", type=int)
    shown = service.get_tally(db(), here(), number)
    told = service.explain(db(), here(), entry, version=shown.version)
    return page(
        "tally/explain.html", shown=shown, told=told, rules=rounds.rules(db(), here()), decided_by=pages.decided_by,
        method_lines=pages.method_lines(shown.round["method"]), name=say_text(told.entry.name), say_text=say_text,
        rule_of=pages.rule_of, workings=service.workings(db(), here(), told, version=shown.version),
    )  # fmt: skip


@bp.get("/marks")
@needs(Permission.SEE_MARKS)
def marks(code: str) -> Response:
    """Every judge's marks, a table for each judged indicator."""
    shown = service.get_tally(db(), here(), request.args.get("version", type=int))
    tables = service.mark_tables(db(), here(), version=shown.version)
    return page("tally/marks.html", shown=shown, tables=tables, rules=rounds.rules(db(), here()),
                method_lines=pages.method_lines(shown.round["method"]),
                drops_judges=pages.drops_judges(shown.round["method"]["panel"]))  # fmt: skip


@bp.get("/summary")
@needs(Permission.SEE_MARKS)
def summary(code: str) -> Response:
    """The summary table 评分汇总表, laid out for A4 landscape."""
    shown = service.get_tally(db(), here(), request.args.get("version", type=int))
    return page(
        "tally/summary.html", shown=shown, table=service.matrix(db(), here(), version=shown.version),
        tables=service.mark_tables(db(), here(), version=shown.version), rules=rounds.rules(db(), here()),
        method_lines=pages.method_lines(shown.round["method"]), note_of=summary_note,
    )  # fmt: skip


@bp.get("/summary.xlsx")
@needs(Permission.SEE_MARKS)
def summary_workbook(code: str) -> Response:
    """The summary table as a spreadsheet, dropped marks struck through."""
    shown = service.get_tally(db(), here(), request.args.get("version", type=int))
    made = workbook(
        here(), shown, service.matrix(db(), here(), version=shown.version),
        service.mark_tables(db(), here(), version=shown.version), pages.method_lines(shown.round["method"]), language(),
        service.corrections(db(), here(), version=shown.version),
    )  # fmt: skip
    return download(made, f"{code}-{_('summary')}-v{shown.version}.xlsx", XLSX)


@bp.get("/firmness")
@needs(Permission.SEE_MARKS)
def firmness(code: str) -> Response:
    """How firm the award line is, who marks high or low, and what other weights would do."""
    return _firmness(DiagnoseForm(formdata=None))


@bp.post("/firmness")
@needs(Permission.TALLY)
def diagnose(code: str) -> Response:
    """Work out how firm the newest version is; it takes some seconds and is kept."""
    form = DiagnoseForm()
    if form.validate():
        with form.refusals():
            service.diagnose(db(), actor(), here())
            say_done(_("How firm this result is has been worked out and stands beside it."))
            return _to("tally.firmness", code=code)
    return _firmness(form, 422)


def _firmness(form: DiagnoseForm, status: int = 200) -> Response:
    file = service.get_tally(db(), here())
    names = [branch.code for branch in rounds.rules(db(), here()).dimensions]
    asked = {name: request.args[name].strip() for name in names if name in request.args}
    declared = {name: plain(weight) for name, weight in _declared(file.round).items()}
    tried, wrong = _tried(Trial(file.round, file.result), asked) if asked else (None, "")
    told = pages.firm_page(
        db(), actor(), here(), form, weights=declared | asked, tried=tried, wrong=wrong,
        can_reweight=firm.can_reweight(file.round),
    )  # fmt: skip
    return page("tally/firmness.html", told, status, signed=pages.signed, shade=pages.shade,
                most=pages.greatest(told.table))  # fmt: skip


@bp.get("/diagnostics.json")
@needs(Permission.SEE_MARKS)
def diagnostics_file(code: str) -> Response:
    """The whole document of how firm a stored version is; 404 while nobody has asked."""
    shown = service.get_tally(db(), here(), request.args.get("version", type=int))
    kept = service.diagnostics(db(), here(), version=shown.version)
    if kept is None:
        raise NotFound("tally.not_diagnosed", version=shown.version)
    content = json.dumps(kept.document, ensure_ascii=False, indent=2).encode()
    return download(content, f"{code}-diagnostics-v{shown.version}.json", "application/json")


def _declared(file: Mapping[str, Any]) -> dict[str, Decimal]:
    return {name: Decimal(w.numerator) / Decimal(w.denominator) for name, w in firm.dimension_weights(file).items()}


def _tried(made: Trial, asked: Mapping[str, str]) -> tuple[Any, str]:
    try:
        return firm.what_if(made, {name: decimal(typed) for name, typed in asked.items()}), ""
    except Refusal as refusal:  # caught here, since the page is read with GET and keeps what was typed
        return None, sentence(refusal)


@bp.get("/residuals.csv")
@needs(Permission.SEE_MARKS)
def residuals(code: str) -> Response:
    """The heat map's figures: each judge's total less the panel's mean."""
    table = service.residual_table(db(), here())
    rows = [["judge", *(entry for entry, _name in table.entries), "mean"]]
    rows += [
        [row.judge, *("" if c.points is None else str(c.points) for c in row.cells), str(row.mean)]
        for row in table.rows
    ]
    return download("\ufeff".encode() + "\r\n".join(",".join(row) for row in rows).encode() + b"\r\n",
                    f"{code}-residuals.csv", "text/csv; charset=utf-8")  # fmt: skip


@bp.get("/round.json")
@needs(Permission.SEE_MARKS)
def round_file(code: str) -> Response:
    """The round file of a stored version."""
    return _file(code, "round")


@bp.get("/result.json")
@needs(Permission.SEE_MARKS)
def result_file(code: str) -> Response:
    """The result file of a stored version."""
    return _file(code, "result")


def _file(code: str, which: str) -> Response:
    shown = service.get_tally(db(), here(), request.args.get("version", type=int))
    content = json.dumps(getattr(shown, which), ensure_ascii=False, indent=2).encode()
    return download(content, f"{code}-{which}-v{shown.version}.json", "application/json")


@bp.route("/lot", methods=["GET", "POST"])
@needs(Permission.SEE_MARKS)
def lot(code: str) -> Response:
    """The seed of a drawn lot: recorded by one person, signed by another."""
    form = SeedForm()
    if request.method == "POST" and form.validate():
        with form.refusals():
            accounts.confirm(db(), actor(), form.secret.data)
            service.propose_lot(db(), actor(), here(), form.seed.data)
            return _to("tally.lot", code=code)
    return _lot(form, SignForm())


@bp.post("/lot/sign")
@needs(Permission.COUNTERSIGN)
def sign_lot(code: str) -> Response:
    """The second signature under the seed."""
    form = SignForm()
    if form.validate():
        with form.refusals():
            accounts.confirm(db(), actor(), form.secret.data)
            service.sign_lot(db(), actor(), here())
            return _to("tally.lot", code=code)
    return _lot(SeedForm(formdata=None), form)


def _lot(form: SeedForm, sign: SignForm) -> Response:
    service.opened(db(), here())
    drawn, waiting = service.lots(db(), here())
    source = rounds.rules(db(), here()).lot_source
    return page(
        "tally/lot.html", {"form": form, "sign": sign, "drawn": drawn, "waiting": waiting, "source": source},
        422 if form.faulty or sign.faulty else 200, may_propose=may(actor(), Permission.TALLY, here().id),
    )  # fmt: skip


@bp.route("/adjustments", methods=["GET", "POST"])
@needs(Permission.SEE_MARKS)
def adjustments(code: str) -> Response:
    """Points on top of totals, within the limits of the rules."""
    form = AdjustForm.over(_entries())
    if request.method == "POST" and form.validate():
        with form.refusals():
            accounts.confirm(db(), actor(), form.secret.data)
            service.propose_adjustment(db(), actor(), here(), form.entry.data, form.points.data or 0, form.reason.data)
            return _to("tally.adjustments", code=code)
    return _adjustments(form, SignForm())


@bp.post("/adjustments/<adjustment>/sign")
@needs(Permission.COUNTERSIGN)
def sign_adjustment(code: str, adjustment: str) -> Response:
    """The second signature under an adjustment."""
    form = SignForm()
    if form.validate():
        with form.refusals():
            accounts.confirm(db(), actor(), form.secret.data)
            service.sign_adjustment(db(), actor(), here(), adjustment)
            return _to("tally.adjustments", code=code)
    return _adjustments(AdjustForm.over(_entries(), formdata=None), form)


def _adjustments(form: AdjustForm, sign: SignForm) -> Response:
    service.opened(db(), here())
    signed, waiting = service.adjustments(db(), here())
    return page(
        "tally/adjustments.html",
        {"form": form, "sign": sign, "signed": signed, "waiting": waiting, "names": dict(_entries()),
         "limits": rounds.rules(db(), here()).method["adjustments"]},
        422 if form.faulty or sign.faulty else 200, may_propose=may(actor(), Permission.TALLY, here().id),
    )  # fmt: skip


def _entries() -> list[tuple[str, str]]:
    return [(entry.code, say(entry.name)) for entry in entries.entries(db(), here())]


def say_text(text: Any) -> str:
    """A text of the round file in the reader's language."""
    return text.en if language() == "en" and text.en else text.zh  # type: ignore[no-any-return]


def _to(endpoint: str, **values: Any) -> Response:
    return redirect(url_for(endpoint, **values), code=303)  # type: ignore[return-value]
