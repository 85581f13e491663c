"""The budgets of a file, which threshold of them it has passed, and the exact place where each runs out.

Never reads a file and never decides how a crossing is shown.
"""

from bursar.budgets.budget import Budget, Crossing, Severity, check, severity_of
from bursar.budgets.measure import crossings, overflow_offset, passed, used
from bursar.budgets.scope import budgets_for, literal_pattern, own_budget
from bursar.config import Unit

__all__ = [
    "Budget",
    "Crossing",
    "Severity",
    "Unit",
    "budgets_for",
    "check",
    "crossings",
    "literal_pattern",
    "overflow_offset",
    "own_budget",
    "passed",
    "severity_of",
    "used",
]
