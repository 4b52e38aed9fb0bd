"""The pages of adjudication: the queue, a case, its ruling and signatures, and a judge's own cases."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from competition.accounts import service as accounts
from competition.adjudication import pages, service
from competition.adjudication.forms import (
    ConflictForm,
    CountersignForm,
    EligibilityForm,
    ObjectionForm,
    RuleForm,
    SendBackForm,
    StatementForm,
    rule_form,
)  # fmt: skip
from competition.adjudication.records import Case, Effect, Kind, Objector
from competition.core.calendar import working_days
from competition.core.clock import in_beijing
from competition.core.errors import Denied, NotFound, Refusal
from competition.core.locale import _, ngettext, say
from competition.core.permissions import Permission
from competition.core.sentences import sentence
from competition.core.web import actor, db, here, needs, page, public, say_done
from competition.entries import service as entries
from competition.panels import service as panels
from competition.rounds import service as rounds
from competition.tally import service as tally
from competition.tally.records import Rounding

bp = Blueprint("adjudication", __name__, url_prefix="/rounds/<code>")


@bp.get("/adjudication/")
@needs(Permission.SEE_MARKS)
def index(code: str) -> Response:
    """The queue by reason; the empty one is the good one."""
    if not tally.is_open(db(), here()):
        return page("adjudication/closed.html")
    return page("adjudication/index.html", pages.queue_page(db(), actor(), here()), stations=pages.stations(here()))


@bp.post("/adjudication/open")
@needs(Permission.TALLY, Permission.RULE)
def open_cases(code: str) -> Response:
    """Open every case that marks and ties call for."""
    opened = service.open_cases(db(), actor(), here())
    say_done(ngettext("%(num)d case is opened.", "%(num)d cases are opened.", len(opened)))
    return _to("adjudication.index", code=code)


@bp.route("/adjudication/eligibility", methods=["GET", "POST"])
@needs(Permission.TALLY, Permission.RULE)
def eligibility(code: str) -> Response:
    """A new case over an entry's eligibility."""
    form = EligibilityForm()
    form.entry.choices = [(entry.code, say(entry.name)) for entry in entries.entries(db(), here())]
    if form.validate_on_submit():
        with form.refusals():
            opened = service.open_eligibility(db(), actor(), here(), form.entry.data, form.text.data)
            return _to("adjudication.case", code=code, number=opened.number)
    return page("adjudication/eligibility.html", {"form": form}, 422 if form.faulty else 200)


@bp.get("/adjudication/cases/<int:number>")
@needs(Permission.SEE_MARKS)
def case(code: str, number: int) -> Response:
    """One case: what is at stake, what the judge says, what each ruling would do."""
    return _case(number)


@bp.post("/adjudication/cases/<int:number>/rule")
@needs(Permission.RULE)
def rule(code: str, number: int) -> Response:
    """Propose a ruling; where it needs more than a decision, its effect is looked at first."""
    shown = pages.case_page(db(), actor(), here(), number)
    form = rule_form(shown.case, pages.offer_of(shown))
    looking = "look" in request.form
    if looking:
        form.only_look()
    if not form.validate():
        return _case(number, shown=shown, rule=form, status=422)
    effect: Effect | None = None
    with form.refusals():
        told, effect = service.consider(db(), here(), number, form.chosen(), form.detail(shown.case))
        key = pages.seen_key(shown.basis, form.decision.data, told)
        if looking or (form.chosen() in service.NEEDS_DETAIL and form.seen.data != key):
            form.seen.data = key
            return _case(number, shown=shown, rule=form, effect=effect)
        accounts.confirm(db(), actor(), form.secret.data)
        service.rule(db(), actor(), here(), number, form.chosen(), form.reason.data, detail=told,
                     based_on=form.based_on.data or None)  # fmt: skip
        say_done(_("Your ruling awaits its second signature."))
        return _to("adjudication.case", code=code, number=number)
    return _case(number, shown=shown, rule=form, effect=effect, status=422)


@bp.post("/adjudication/cases/<int:number>/sign")
@needs(Permission.COUNTERSIGN)
def sign(code: str, number: int) -> Response:
    """The second signature, which does what the ruling says."""
    form = CountersignForm()
    if form.validate():
        with form.refusals():
            accounts.confirm(db(), actor(), form.secret.data)
            service.countersign(db(), actor(), here(), number, based_on=form.based_on.data or None)
            say_done(_("Case %(number)s is decided.", number=number))
            return _to("adjudication.case", code=code, number=number)
    return _case(number, sign=form, status=422)


@bp.post("/adjudication/cases/<int:number>/send-back")
@needs(Permission.COUNTERSIGN)
def send_back(code: str, number: int) -> Response:
    """Refuse to sign, with the reason."""
    form = SendBackForm()
    if form.validate():
        with form.refusals():
            service.send_back(db(), actor(), here(), number, form.reason.data)
            return _to("adjudication.case", code=code, number=number)
    return _case(number, back=form, status=422)


@bp.post("/adjudication/cases/<int:number>/withdraw")
@needs(Permission.RULE)
def withdraw(code: str, number: int) -> Response:
    """Take one's own proposed ruling back."""
    service.withdraw(db(), actor(), here(), number)
    return _to("adjudication.case", code=code, number=number)


@bp.post("/adjudication/cases/<int:number>/conflict")
@needs(Permission.RULE, Permission.COUNTERSIGN)
def conflict(code: str, number: int) -> Response:
    """Declare that one may not rule on a case."""
    form = ConflictForm()
    if form.validate():
        with form.refusals():
            service.declare_conflict(db(), actor(), here(), number, form.reason.data)
            return _to("adjudication.case", code=code, number=number)
    return _case(number, conflict=form, status=422)


def _case(
    number: int,
    *,
    shown: pages.CasePage | None = None,
    rule: RuleForm | None = None,
    effect: Effect | None = None,
    status: int = 200,
    **forms: Any,
) -> Response:
    shown = shown or pages.case_page(db(), actor(), here(), number)
    basis = shown.basis
    rule = rule or rule_form(shown.case, pages.offer_of(shown), formdata=None)
    sign = forms.get("sign") or CountersignForm(formdata=None)
    rule.based_on.data = sign.based_on.data = basis
    back, conflict = (
        forms.get("back") or SendBackForm(formdata=None),
        forms.get("conflict") or ConflictForm(formdata=None),
    )
    return page(
        "adjudication/case.html", shown, status, rule_form=rule, sign=sign, effect=effect, back=back, conflict=conflict,
        now=shown.now, how_far=pages.how_far, title_of=pages.title_of, reply_by=_reply_by(shown.case),
        rounding=Rounding.of(shown.rules.method),
    )  # fmt: skip


def _reply_by(one: Case) -> Any:
    if one.kind is not Kind.OBJECTION or one.is_settled:
        return None
    try:
        return working_days(db(), in_beijing(one.opened_at).date(), pages.REPLY_WITHIN)[-1]
    except Refusal:  # a missing working-day table is said where dates are set, and keeps no case from being read
        return None


@bp.get("/adjudication/mine")
@needs(Permission.SCORE)
def mine(code: str) -> Response:
    """A judge's own cases."""
    judge = _own_judge()
    found = service.cases_of_judge(db(), here(), judge.pseudonym) if tally.is_open(db(), here()) else ()
    said = {one.id: service.statements(db(), one) for one in found}
    return page("adjudication/mine.html", cases=found, said=said, names=pages.names_of(db(), here()))


@bp.route("/adjudication/mine/<int:number>", methods=["GET", "POST"])
@needs(Permission.SCORE)
def statement(code: str, number: int) -> Response:
    """A judge explains the marks that a case is over; the panel's marks are not shown here."""
    judge = _own_judge()
    one = service.case(db(), here(), number)
    if one.judge != judge.pseudonym:
        raise Denied("adjudication.not_your_case")
    form = StatementForm()
    if form.validate_on_submit():
        with form.refusals():
            service.state(db(), actor(), here(), number, form.text.data)
            say_done(_("Your explanation is kept with the case."))
            return _to("adjudication.mine", code=code)
    return page(
        "adjudication/statement.html",
        {"case": one, "form": form, "said": service.statements(db(), one), "names": pages.names_of(db(), here()),
         "rules": rounds.rules(db(), here())},
        422 if form.faulty else 200,
    )  # fmt: skip


def _own_judge() -> Any:
    judge = panels.judge_of(db(), here(), actor().account_id)
    if judge is None:
        raise Denied("ballots.not_a_judge")
    return judge


@bp.route("/objection", methods=["GET", "POST"])
@public
def objection(code: str) -> Response:
    """The public's form: real name, what is objected to, evidence. Only during the publicity period."""
    form = _objection_form()
    if form.is_submitted():
        with form.refusals():
            service.refuse_closed(db(), here())
    if not form.faulty and form.validate_on_submit():
        with form.refusals():
            filed = service.object_(
                db(), here(), Objector(form.name.data, form.contact.data, form.evidence.data or ""), form.text.data,
                entry=form.entry.data or None, origin=request.remote_addr or "", op=f"objection/{form.op.data}",
            )  # fmt: skip
            return _to("adjudication.receipt", code=code, receipt=filed.receipt)
    return _objection(form, 422 if form.faulty else 200)


@bp.get("/objection/find")
@public
def find(code: str) -> Response:
    """From a receipt number to the objection it stands for; one that is not known stays in its field."""
    asked = request.args.get("receipt", "")
    try:
        found = service.receipt_of(db(), service.find_objection(db(), here(), asked))
    except NotFound as unknown:
        return _objection(_objection_form(formdata=None), unknown.status, asked=asked, unknown=sentence(unknown))
    return _to("adjudication.receipt", code=code, receipt=found.receipt if found else asked)


def _objection_form(**kwargs: Any) -> ObjectionForm:
    form = ObjectionForm(**kwargs)
    names = [(entry.code, say(entry.name)) for entry in entries.entries(db(), here())] if _is_public() else []
    form.entry.choices = [("", _("The round as a whole")), *names]
    return form


def _objection(form: ObjectionForm, status: int, *, asked: str = "", unknown: str = "") -> Response:
    context = {
        "form": form, "last_day": service.last_day(here()), "is_taken": service.takes_objections(db(), here()),
        "is_over": service.objections_over(db(), here()),
    }  # fmt: skip
    return page("adjudication/objection.html", context, status, asked=asked, unknown=unknown)


@bp.get("/objection/<receipt>")
@public
def receipt(code: str, receipt: str) -> Response:
    """What has become of an objection; who objected is not shown, not even here."""
    one = service.find_objection(db(), here(), receipt)
    ruling = service.ruling_of(db(), one) if one.is_settled else None
    return page("adjudication/receipt.html", case=one, ruling=ruling, filed=service.receipt_of(db(), one),
                names=pages.names_of(db(), here()), reply_by=_reply_by(one))  # fmt: skip


@bp.get("/rulings")
@public
def rulings(code: str) -> Response:
    """The decided cases with their reasons, once the publicity has begun."""
    return page("adjudication/rulings.html", rulings=service.public_rulings(db(), here()))


def _is_public() -> bool:
    return bool(here().phase.number >= service.OBJECTING.number)


def _to(endpoint: str, **values: Any) -> Response:
    return redirect(url_for(endpoint, **values), code=303)  # type: ignore[return-value]
