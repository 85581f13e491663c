"""The part of JSON Schema that settings are declared in: whether a value fits, and what was asked for, in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any


def conforms(schema: Mapping[str, Any], value: Any) -> bool:
    """Whether a value is what a schema asks for."""
    kind = schema["type"]
    if kind == "boolean":
        return isinstance(value, bool)
    if kind == "integer":
        whole = isinstance(value, int) and not isinstance(value, bool)
        return whole and schema["minimum"] <= value <= schema.get("maximum", value)
    if kind == "number":
        number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        return number and bool(schema["minimum"] <= value <= schema.get("maximum", value))
    if kind == "array":
        return (
            isinstance(value, list)
            and all(conforms(schema["items"], item) for item in value)
            and len(set(value)) == len(value)
        )
    return isinstance(value, str) and len(value) >= schema.get("minLength", 0) and value in schema.get("enum", (value,))


def expected(schema: Mapping[str, Any]) -> str:
    """What a JSON Schema of a setting asks for, in words."""
    kind = schema.get("type")
    if kind == "boolean":
        return "true or false"
    if kind == "integer":
        upper = f"from {schema['minimum']} to {schema['maximum']}" if "maximum" in schema else "or more"
        return f"a whole number {upper}" if "maximum" in schema else f"a whole number, {schema['minimum']} {upper}"
    if kind == "number":
        if "maximum" in schema:
            return f"a number from {schema['minimum']} to {schema['maximum']}"
        return f"a number, {schema['minimum']} or more"
    if kind == "array":
        return f"a list of different values, each {expected(schema['items'])}"
    if kind == "object":
        return "a table"
    return " or ".join(f'"{choice}"' for choice in schema["enum"]) if "enum" in schema else "a text"


def shown(value: Any) -> str:
    """A value in a message, in a few characters."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list):
        return "a list" if len(value) > 8 else "[" + ", ".join(map(shown, value)) + "]"
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
