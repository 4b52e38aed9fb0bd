"""How sure a result is: of the ranks, of the judges, of one mark, of the weights, of all of it together.

Nothing here makes an official total. ``flip_margin`` and ``colluding_judges`` are exact and settle ties by the official
chain; all else is reckoned in floats. Whatever draws takes ``rng``: a numpy generator or a seed; None means
``scoring.marks.SEED``, so that the same call gives the same answer.
"""

from scoring.uncertainty.acceptability import (
    Acceptability,
    holistic_acceptability,
    pairwise_winning_index,
    rank_acceptability,
)
from scoring.uncertainty.best_case import BestCase, best_case
from scoring.uncertainty.collusion import Collusion, colluding_judges
from scoring.uncertainty.flips import Flip, FlipMargin, flip_margin
from scoring.uncertainty.joint import JointUncertainty, joint_uncertainty
from scoring.uncertainty.judges import (
    Jackknife,
    LeaveOneOut,
    Resamples,
    jackknife,
    judge_resamples,
    leave_one_judge_out,
)
from scoring.uncertainty.margins import WeightMargin, weight_margin
from scoring.uncertainty.rank_sets import RankSets, max_t_critical, rank_sets
from scoring.uncertainty.sobol_indices import Sobol, rank_shift, rank_stability, sobol

__all__ = [
    "Acceptability",
    "BestCase",
    "Collusion",
    "Flip",
    "FlipMargin",
    "Jackknife",
    "JointUncertainty",
    "LeaveOneOut",
    "RankSets",
    "Resamples",
    "Sobol",
    "WeightMargin",
    "best_case",
    "colluding_judges",
    "flip_margin",
    "holistic_acceptability",
    "jackknife",
    "joint_uncertainty",
    "judge_resamples",
    "leave_one_judge_out",
    "max_t_critical",
    "pairwise_winning_index",
    "rank_acceptability",
    "rank_sets",
    "rank_shift",
    "rank_stability",
    "sobol",
    "weight_margin",
]
