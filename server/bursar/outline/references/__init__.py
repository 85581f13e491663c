"""What code refers to, as far as one file says it: definitions, imports, expressions, and the types written down.

One query file and one lowering describe a language. Never looks into a second file, never resolves a name.
"""

from bursar.outline.references.expressions import Binding, Declared, Expr, Field, Function, Import, Parameter, Scope
from bursar.outline.references.facts import Fact, Facts, facts_of
from bursar.outline.references.grammars import reads
from bursar.outline.references.syntax import Syntax, syntax_of

__all__ = [
    "Binding",
    "Declared",
    "Expr",
    "Fact",
    "Facts",
    "Field",
    "Function",
    "Import",
    "Parameter",
    "Scope",
    "Syntax",
    "facts_of",
    "reads",
    "syntax_of",
]
