"""How far the judges agree: about levels, about order, and where not everybody marked everything.

``icc`` says how reliable the panel's mean is (headline: agreement, average of all judges), ``kendall_w`` how far the
judges order the entries alike, ``krippendorff_alpha`` how far any two marks of an entry agree, gaps allowed. None of
them makes or changes an official score. All depend on how much the entries differ: a shortlist of like entries gives
low figures with fine judges, which is why ``icc`` gives the error in points (``sem``) too.
"""

from scoring.agreement.alpha import krippendorff_alpha
from scoring.agreement.concordance import KendallW, kendall_w
from scoring.agreement.intraclass import ICC, Coefficient, icc
from scoring.agreement.resampled import AlphaInterval, alpha_interval

__all__ = [
    "ICC",
    "AlphaInterval",
    "Coefficient",
    "KendallW",
    "alpha_interval",
    "icc",
    "kendall_w",
    "krippendorff_alpha",
]
