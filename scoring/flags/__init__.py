"""What calls for a second look at marks and judges. Lenses: a flag is a question to a judge, never a correction.

Each flag is a frozen record with the numbers that raised it; nobody is flagged where the marks cannot tell.

- ``discrepancies``: totals off the panel's mean in percent of it, single indicators in points
- ``studentized``: marks that entry and judge together do not explain; ``robust``: off the median, by MAD or range
- ``severities``, ``spreads``, ``correlations``, ``constants``: a judge's level, width, agreement, and none at all
- ``halos``: criteria marked too much alike; ``favors``: a judge's own region marked apart
- ``double_rating``: two ratings, and a third where they differ too much
"""

from scoring.flags.double_rating import Settled, double_rating
from scoring.flags.judges import (
    Constant,
    Correlation,
    SeverityFlag,
    Spread,
    constants,
    correlations,
    severities,
    spreads,
)
from scoring.flags.panel_means import Discrepancy, discrepancies
from scoring.flags.patterns import Favor, Halo, favors, halos
from scoring.flags.residuals import Outlier, RobustOutlier, Studentized, robust, studentized

__all__ = [
    "Constant",
    "Correlation",
    "Discrepancy",
    "Favor",
    "Halo",
    "Outlier",
    "RobustOutlier",
    "Settled",
    "SeverityFlag",
    "Spread",
    "Studentized",
    "constants",
    "correlations",
    "discrepancies",
    "double_rating",
    "favors",
    "halos",
    "robust",
    "severities",
    "spreads",
    "studentized",
]
