"""Who marks what: whether a panel's design lets its entries be compared, and designs that do.

``components`` says what hangs together at all, ``connectivity`` how firmly, and ``assign`` draws up panels that are
free of conflicts, evenly loaded and linked with a margin, or refuses and names who is missing.
"""

from scoring.design.assignment import Assignment, assign
from scoring.design.linked import Component, Connectivity, components, connectivity

__all__ = ["Assignment", "Component", "Connectivity", "assign", "components", "connectivity"]
