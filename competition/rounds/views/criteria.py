"""The criteria tree: weights on one page, with the open part beside them; parts added, removed and reordered."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from flask import Response, redirect, request, url_for

from competition.core.amounts import plain
from competition.core.chart_kinds import Chart, piecewise
from competition.core.locale import _, language, say
from competition.core.permissions import Permission
from competition.core.web import actor, db, needs, page, say_done
from competition.rounds import edits, service
from competition.rounds.criteria import Dimension, Indicator
from competition.rounds.defaults import NORMALIZE
from competition.rounds.forms.leaves import JudgedForm, MeasuredForm, leaf_form
from competition.rounds.forms.texts import rows_after
from competition.rounds.forms.tree import AddForm, DimensionForm, TreeForm, tree_form
from competition.rounds.telling import unit_of
from competition.rounds.views.blueprint import Setting, bp, setting, shown

Panel = DimensionForm | JudgedForm | MeasuredForm


@bp.get("/<code>/setup/criteria")
@needs(Permission.SET_UP_ROUND, Permission.READ_ALL)
def criteria(code: str) -> Response:
    """The tree with its weights; ``?fit=C`` proposes weights in proportion without storing them."""
    held = setting(code)
    branch = held.rules.dimension(request.args.get("fit", ""))
    proposed = edits.fitted(branch) if branch and held.may_edit else {}
    return _tree_page(held, tree_form(held.rules, proposed), proposed=proposed)


@bp.get("/<code>/setup/criteria/<part>")
@needs(Permission.SET_UP_ROUND, Permission.READ_ALL)
def criterion(code: str, part: str) -> Response:
    """The tree with one of its parts open."""
    held = setting(code)
    opened = edits.find(held.rules.dimensions, part)
    panel: Any = _panel(opened)
    panel.fill(opened)
    return _tree_page(held, tree_form(held.rules, {}), opened, panel)


@bp.post("/<code>/setup/criteria")
@needs(Permission.SET_UP_ROUND)
def save_weights(code: str) -> Any:
    """Store the weights, then open the part whose name was pressed."""
    held = setting(code)
    form = tree_form(held.rules, {})
    if form.validate():
        with form.refusals():
            _store(held, form, {})
    if form.faulty:
        return _tree_page(held, form, status=422)
    return _onwards(code)


@bp.post("/<code>/setup/criteria/<part>")
@needs(Permission.SET_UP_ROUND)
def save_part(code: str, part: str) -> Any:
    """Store the weights and the open part; a row or a way that was pressed is only shown."""
    held = setting(code)
    opened = edits.find(held.rules.dimensions, part)
    form, panel = tree_form(held.rules, {}), _panel(opened)
    if _pressed(panel, request.form.get("press", "")):
        return _tree_page(held, form, opened, panel)
    valid = all([form.validate(), panel.validate()])
    if valid:
        with form.refusals():
            _store(held, form, {part: panel.changes()})
    if not valid or form.faulty:
        return _tree_page(held, form, opened, panel, status=422)
    return _onwards(code, part)


@bp.post("/<code>/setup/criteria/<part>/move")
@needs(Permission.SET_UP_ROUND)
def shift(code: str, part: str) -> Any:
    """Move a part up or down among its siblings."""
    held = setting(code)
    by = 1 if request.form.get("by") == "down" else -1
    tree = edits.shift(held.rules.dimensions, part, by)
    service.amend(db(), actor(), held.round, based_on=held.rules.revision, dimensions=tree)
    return redirect(url_for(".criterion", code=code, part=part), code=303)


@bp.post("/<code>/setup/criteria/<part>/remove")
@needs(Permission.SET_UP_ROUND)
def remove(code: str, part: str) -> Any:
    """Take a part out of the tree; the other weights stay as they are."""
    held = setting(code)
    title = say(edits.find(held.rules.dimensions, part).title)
    tree = edits.remove(held.rules.dimensions, part)
    service.amend(db(), actor(), held.round, based_on=held.rules.revision, dimensions=tree)
    say_done(_("%(part)s %(title)s is no longer in the tree.", part=part, title=title))
    return redirect(url_for(".criteria", code=code), code=303)


@bp.get("/<code>/setup/add")
@needs(Permission.SET_UP_ROUND)
def add(code: str) -> Response:
    """Ask for one more part."""
    held = setting(code)
    form = AddForm(data={"revision": held.rules.revision, "under": request.args.get("under", "")})
    form.offer(held.rules)
    return page("rounds/add.html", shown(held, form=form))


@bp.post("/<code>/setup/add")
@needs(Permission.SET_UP_ROUND)
def save_added(code: str) -> Any:
    """Add the part to the tree, without weight, and open it."""
    held = setting(code)
    form = AddForm()
    form.offer(held.rules)
    if form.validate():
        with form.refusals():
            tree = held.rules.dimensions
            grown = edits.add_indicator(tree, form.indicator()) if form.under.data else None
            service.amend(
                db(), actor(), held.round, based_on=held.rules.revision,
                dimensions=grown or edits.add_dimension(tree, form.dimension()),
            )  # fmt: skip
    if form.faulty:
        return page("rounds/add.html", shown(held, form=form), 422)
    return redirect(url_for(".criterion", code=code, part=form.code.data), code=303)


def _panel(part: Dimension | Indicator) -> Panel:
    form = DimensionForm if isinstance(part, Dimension) else leaf_form(part)
    return form(prefix="part-")


def _pressed(panel: Panel, pressed: str) -> bool:
    if isinstance(panel, DimensionForm) or not pressed:
        return False
    if pressed == "draw":
        return True
    if isinstance(panel, MeasuredForm) and pressed == "use":
        panel.use(dict(NORMALIZE[str(panel.by.data)]))
        return True
    return rows_after(panel.rows, pressed)


def _store(held: Setting, form: TreeForm, changes: dict[str, dict[str, Any]]) -> None:
    tree = edits.with_weights(held.rules.dimensions, form.weights())
    for code, typed in changes.items():
        tree = edits.with_part(tree, replace(edits.find(tree, code), **typed))
    if tree != held.rules.dimensions:
        service.amend(db(), actor(), held.round, based_on=form.based_on, dimensions=tree)


def _onwards(code: str, part: str = "") -> Any:
    say_done(_("Draft stored."))
    if opened := request.form.get("open") or part:
        return redirect(url_for(".criterion", code=code, part=opened), code=303)
    return redirect(url_for(".criteria", code=code), code=303)


def _tree_page(
    held: Setting, form: TreeForm, opened: Any = None, panel: Panel | None = None, *,
    proposed: dict[str, int] | None = None, status: int = 200,
) -> Response:  # fmt: skip
    context = shown(
        held, form=form, opened=opened, panel=panel, proposed=proposed or {},
        faults=held.faults_at("tree", "dimension", "indicator"), curve=_curve(opened, panel),
        unit=unit_of, failed=status != 200,
    )  # fmt: skip
    return page("rounds/criteria.html", context, status)


def _curve(opened: Any, panel: Panel | None) -> Chart | None:
    """The anchors as typed, drawn; None while they do not rise or the chart cannot be drawn."""
    if not isinstance(panel, MeasuredForm) or panel.by.data != "piecewise":
        return None
    typed = [(row.data["figure"], row.data["score"]) for row in panel.rows]
    if (
        len(typed) < 2
        or any(None in pair for pair in typed)
        or sorted({x for x, _y in typed}) != [x for x, _y in typed]
    ):
        return None
    unit = unit_of(opened)
    figure: Decimal | None = panel.trial.data
    leaf = replace(opened, normalize={"by": "piecewise", "points": [[plain(x), plain(y)] for x, y in typed]})
    score = None if figure is None else service.converted(leaf, figure)
    read = None if figure is None or score is None else (figure, score)
    label = (
        ""
        if read is None
        else _("%(figure)s %(unit)s → %(score)s", figure=plain(read[0]), unit=unit, score=plain(read[1]))
    )
    return piecewise(
        db(), typed, language=language(), title=f"{say(opened.title)} ({unit})",
        described=_("The score of %(title)s by its anchors", title=say(opened.title)), figure=read, figure_label=label,
    )  # fmt: skip
