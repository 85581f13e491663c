"""How each language finds a name outside its file: modules, packages, crates. Never evaluates an expression."""

from bursar.index.namespaces.files import Files, is_test
from bursar.index.namespaces.go import GoNamespace
from bursar.index.namespaces.plain import PlainNamespace
from bursar.index.namespaces.python import PythonNamespace
from bursar.index.namespaces.rust import RustNamespace
from bursar.index.namespaces.typescript import TypeScriptNamespace

__all__ = [
    "Files",
    "GoNamespace",
    "PlainNamespace",
    "PythonNamespace",
    "RustNamespace",
    "TypeScriptNamespace",
    "is_test",
]
