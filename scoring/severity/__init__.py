"""How severe each judge is, and what the entries are worth once that is taken away. Lenses: floats, never official.

- ``additive``: entry + judge by least squares, both fixed
- ``shrunken``: entry fixed, judge random; the judge's effect is drawn toward none as far as the marks allow (REML)
- ``PastSeverity``: what former editions say of how far judges differ, for ``shrunken``
- ``spread_shrunken``: severity and width of scale taken off, both shrunken; ``judge_z_scores``: the habit it replaces
- ``crossed``: both random; the model of lme4's ``y ~ 1 + (1|a) + (1|b)``, for large designs too
- ``generalizability``: what part of the marks is the entries', and how many judges it takes
- ``rasch``: entry - criterion - judge - threshold on categories, in logits (many-facet Rasch, JMLE and MMLE)
- ``fit_bands``: how far chance alone would move the mean squares of a Rasch fit
"""

from scoring.severity.crossed import Crossed, crossed
from scoring.severity.generalizability import Generalizability, generalizability
from scoring.severity.linear import Severity, additive, shrunken
from scoring.severity.rasch import Rasch, rasch
from scoring.severity.rasch_bands import FitBands, fit_bands
from scoring.severity.ratio import PastSeverity
from scoring.severity.spread import SpreadShrunken, judge_z_scores, spread_shrunken

__all__ = [
    "Crossed",
    "FitBands",
    "Generalizability",
    "PastSeverity",
    "Rasch",
    "Severity",
    "SpreadShrunken",
    "additive",
    "crossed",
    "fit_bands",
    "generalizability",
    "judge_z_scores",
    "rasch",
    "shrunken",
    "spread_shrunken",
]
