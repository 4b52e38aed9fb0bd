"""What must hold of the whole registry."""

from __future__ import annotations

from collections.abc import Iterable

from competition.core.database import Law, Reader
from competition.registry import store, uscc
from competition.registry.records import Bound, bound_of


def _codes_are_right(reader: Reader) -> Iterable[str]:
    for code in store.codes(reader):
        if uscc.fault(code):
            yield f"{code} is no unified social credit code"


def _bounds_are_no_values(reader: Reader) -> Iterable[str]:
    for it in store.all_figures(reader):
        if it.bound is Bound.EXACT and not bound_of(it.qualifier, it.period).is_value:
            yield f"figure {it.id} is kept as a value, but its source says {it.qualifier or it.period}"


def _figures_are_linked(reader: Reader) -> Iterable[str]:
    for row in store.linked_apart(reader):
        yield f"figure {row['id']} stands under the name of a town, {row['subject']}, and is not linked to it"


LAWS = (
    Law("unified social credit codes carry the right check digit", _codes_are_right),
    Law("a bound is never a value", _bounds_are_no_values),
    Law("figures are linked to the town they name", _figures_are_linked),
)
