"""From indicators to a total: means, distances to the ideal, pairwise majorities and the advocate's view.

``means`` holds arithmetic, geometric, harmonic and power means; ``distance`` TOPSIS and VIKOR; ``outranking`` what
follows from pairwise comparison alone; ``frontier`` the benefit of the doubt. A decision matrix has the shape
``(n_entries, n_indicators)`` and no gaps; weights sum to 1; ``directions`` holds +1 where higher is better, else -1.
All but the plain means look at the whole field, so that an entry that withdraws may change who wins among the others:
they are lenses beside an official total, never the total.
"""

from __future__ import annotations

from scoring.aggregate.distance import Vikor, topsis, vikor
from scoring.aggregate.frontier import benefit_of_the_doubt
from scoring.aggregate.kemeny import Kemeny, kemeny
from scoring.aggregate.means import arithmetic, geometric, harmonic, mazziotta_pareto, power, weighted_sum
from scoring.aggregate.outranking import borda, condorcet, copeland, outranking

__all__ = [
    "Kemeny",
    "Vikor",
    "arithmetic",
    "benefit_of_the_doubt",
    "borda",
    "condorcet",
    "copeland",
    "geometric",
    "harmonic",
    "kemeny",
    "mazziotta_pareto",
    "outranking",
    "power",
    "topsis",
    "vikor",
    "weighted_sum",
]
