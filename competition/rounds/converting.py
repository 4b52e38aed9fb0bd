"""What a figure is worth on 0-100 by the rules' own anchors, for whoever looks at it before a tally is made.

Only rules that look at one figure alone can say so; where the score depends on the other entries there is none yet.
The tally itself never reads this: it converts anew, exactly.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from competition.rounds.criteria import Indicator
from competition.rounds.defaults import DEPENDS_ON_COHORT
from scoring.curves import scorer
from scoring.exact import rounded
from scoring.records import Normalize

PLACES = 2
NUMBERS = ("low", "high", "cap", "per", "full", "value")


def converted(leaf: Indicator, figure: Decimal) -> Decimal | None:
    """The score of a figure, to two decimals; None where the rule depends on the cohort or the leaf is judged."""
    if leaf.normalize is None or leaf.normalize["by"] in DEPENDS_ON_COHORT:
        return None
    score = scorer(_rule(leaf), ()).score(Fraction(figure))
    if score is None:
        return None
    units = rounded(score, PLACES, "half_up") * 10**PLACES
    return Decimal(int(units)).scaleb(-PLACES)


def _rule(leaf: Indicator) -> Normalize:
    told = leaf.normalize or {}
    points = tuple((Decimal(x), Decimal(y)) for x, y in told.get("points", ())) or None
    numbers = {name: Decimal(told[name]) for name in NUMBERS if name in told}
    return Normalize(told["by"], str(leaf.direction), bool(told.get("clamp", True)), points, **numbers)
