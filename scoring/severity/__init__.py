"""How severe each judge is, and what the entries are worth once that is taken away. Lenses: floats, never official.

- ``additive``: entry + judge by least squares, both fixed
- ``shrunken``: entry fixed, judge random; the judge's effect is drawn toward none as far as the marks allow (REML)
- ``PastSeverity``: what former editions say of how far judges differ, for ``shrunken``
- ``crossed``: both random; the model of lme4's ``y ~ 1 + (1|a) + (1|b)``, for large designs too
- ``generalizability``: what part of the marks is the entries', and how many judges it takes
- ``rasch``: entry - criterion - judge - threshold on categories, in logits (many-facet Rasch, JMLE and MMLE)
"""

from scoring.severity.crossed import Crossed, crossed
from scoring.severity.generalizability import Generalizability, generalizability
from scoring.severity.linear import Severity, additive, shrunken
from scoring.severity.rasch import Rasch, rasch
from scoring.severity.ratio import PastSeverity

__all__ = [
    "Crossed",
    "Generalizability",
    "PastSeverity",
    "Rasch",
    "Severity",
    "additive",
    "crossed",
    "generalizability",
    "rasch",
    "shrunken",
]
