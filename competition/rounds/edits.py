"""Changes of the criteria tree as pure steps: each takes the dimensions and gives them changed, nothing mended."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from competition.core.errors import Conflict, NotFound, Refusal
from competition.rounds.criteria import Dimension, Indicator

Tree = tuple[Dimension, ...]
Part = TypeVar("Part", Dimension, Indicator)
CODE = re.compile(r"[A-Za-z][A-Za-z0-9]{0,7}")


def with_weights(tree: Tree, weights: Mapping[str, int]) -> Tree:
    """The tree with the weights given by code, of dimensions and of indicators."""
    return tuple(
        replace(
            branch,
            weight=weights.get(branch.code, branch.weight),
            indicators=tuple(replace(leaf, weight=weights.get(leaf.code, leaf.weight)) for leaf in branch.indicators),
        )
        for branch in tree
    )


def with_part(tree: Tree, part: Dimension | Indicator) -> Tree:
    """The tree with the part of the same code replaced."""
    if isinstance(part, Dimension):
        return tuple(part if branch.code == part.code else branch for branch in tree)
    return _inside(tree, lambda leaves: tuple(part if leaf.code == part.code else leaf for leaf in leaves))


def add_dimension(tree: Tree, dimension: Dimension) -> Tree:
    """The tree with one more dimension at its end."""
    _refuse_taken(tree, dimension.code)
    return _numbered((*tree, dimension))


def add_indicator(tree: Tree, indicator: Indicator) -> Tree:
    """The tree with one more indicator at the end of its dimension."""
    _refuse_taken(tree, indicator.code)
    branch = find(tree, indicator.dimension)
    if not isinstance(branch, Dimension):
        raise NotFound("rounds.unknown_part", part=indicator.dimension)
    return with_part(tree, replace(branch, indicators=(*branch.indicators, indicator)))


def remove(tree: Tree, code: str) -> Tree:
    """The tree without the dimension or indicator of that code; weights stay as they are."""
    find(tree, code)
    kept = tuple(branch for branch in tree if branch.code != code)
    return _numbered(_inside(kept, lambda leaves: tuple(leaf for leaf in leaves if leaf.code != code)))


def shift(tree: Tree, code: str, by: int) -> Tree:
    """The tree with the part moved ``by`` places among its siblings; the ends hold it."""
    find(tree, code)
    return _numbered(_inside(_shifted(tree, code, by), lambda leaves: _shifted(leaves, code, by)))


def find(tree: Tree, code: str) -> Dimension | Indicator:
    """The part of that code; raises NotFound."""
    for part in parts(tree):
        if part.code == code:
            return part
    raise NotFound("rounds.unknown_part", part=code)


def parts(tree: Tree) -> Iterator[Dimension | Indicator]:
    """Every dimension followed by its indicators."""
    for branch in tree:
        yield branch
        yield from branch.indicators


def fitted(branch: Dimension) -> dict[str, int]:
    """Weights in the same proportion that add up to the dimension's, by largest remainder; nothing is stored.

    >>> from competition.rounds.criteria import Kind, Text
    >>> leaves = tuple(Indicator(code, "C", Text(code), weight, Kind.JUDGED) for code, weight in
    ...                (("C1", 500), ("C2", 500), ("C3", 300), ("C4", 200)))
    >>> fitted(Dimension("C", Text("创新能力"), Text("创新"), "创", 3, 2000, leaves))
    {'C1': 667, 'C2': 667, 'C3': 400, 'C4': 266}
    """
    if not branch.parts:
        return {}
    shares = {leaf.code: divmod(leaf.weight * branch.weight, branch.parts) for leaf in branch.indicators}
    left = branch.weight - sum(whole for whole, _rest in shares.values())
    favored = sorted(shares, key=lambda code: -shares[code][1])[:left]
    return {code: whole + (code in favored) for code, (whole, _rest) in shares.items()}


def _refuse_taken(tree: Tree, code: str) -> None:
    if not CODE.fullmatch(code):
        raise Refusal("rounds.bad_part_code", found=code)
    try:
        find(tree, code)
    except NotFound:
        return
    raise Conflict("rounds.part_taken", part=code)


def _inside(tree: Tree, change: Callable[[tuple[Indicator, ...]], tuple[Indicator, ...]]) -> Tree:
    return tuple(replace(branch, indicators=change(branch.indicators)) for branch in tree)


def _shifted(row: tuple[Part, ...], code: str, by: int) -> tuple[Part, ...]:
    at = next((index for index, part in enumerate(row) if part.code == code), None)
    if at is None:
        return row
    rest = [part for part in row if part.code != code]
    rest.insert(max(0, min(len(rest), at + by)), row[at])
    return tuple(rest)


def _numbered(tree: Tree) -> Tree:
    return tuple(replace(branch, position=at) for at, branch in enumerate(tree, start=1))
