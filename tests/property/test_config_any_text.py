"""Whatever a settings file holds: no exception, at most problems, each at a place that the text has."""

from __future__ import annotations

import re
import tomllib

from hypothesis import given, settings
from hypothesis import strategies as st

from bursar.config import merge, parse_settings
from bursar.config.locate import locate
from bursar.models import SETTING_CHECKS, model_for_path

ANY_TEXT = st.text(st.characters(categories=("L", "N", "P", "S", "Z", "Cc", "Cs")), max_size=40)
SIGNS = st.sampled_from([*"=,.[]{}\\#'\"\n ", "\r\n", "'''", '"' * 3])
WORDS = st.sampled_from(["model", "'gpt-5'", "thresholds", "budgets", "hints.enabled", "true", "-5", "1979-05-27", "é"])
HEADS = st.sampled_from(["[budgets]\n", "[models.x]\n", "[models_by_file]\n", "[[x]]\n"])
ENTRIES = st.sampled_from(
    ['like = "gpt-5"\n', '"*.md" = "x"\n', '"*.md" = 5\n', "'a b' = { tokens = -1, hard = true }\n"]
)
NEARLY_TOML = st.lists(SIGNS | WORDS | HEADS | ENTRIES | ANY_TEXT, max_size=30).map("".join)

KEYS = st.text(st.characters(exclude_categories=("Cs",)), max_size=6)
VALUES = st.recursive(
    st.booleans() | st.integers(-9, 9) | KEYS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)


def quoted(text: str) -> str:
    plain = (char if char.isprintable() and char not in '"\\' else f"\\U{ord(char):08X}" for char in text)
    return '"' + "".join(plain) + '"'


def written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        return "[ " + ", ".join(map(written, value)) + "]"
    assert isinstance(value, dict)
    return "{" + ", ".join(f"{quoted(key)}= {written(item)}" for key, item in value.items()) + " }"


@settings(max_examples=400)
@given(NEARLY_TOML)
def test_any_text_gives_settings_and_places_that_exist(text: str) -> None:
    layer = parse_settings(text, "bursar.toml", checks=SETTING_CHECKS)
    settings = merge([layer]).settings
    assert settings.thresholds
    assert model_for_path("a.md", settings).window > 0
    lines = re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff"))
    for problem in layer.problems:
        assert 0 <= problem.column <= problem.end_column <= len(lines[problem.line])


@settings(max_examples=300)
@given(st.dictionaries(KEYS, VALUES, max_size=4), st.dictionaries(KEYS, VALUES, max_size=4), KEYS)
def test_every_key_is_found_where_it_stands(top: dict[str, object], inner: dict[str, object], table: str) -> None:
    top.pop(table, None)
    lines = [f" {quoted(key)}  = {written(value)} # [x] = 'y'" for key, value in top.items()]
    lines += [f"[ {quoted(table)} ]", *(f"{quoted(key)}={written(value)}" for key, value in inner.items())]
    text = "\n".join(lines)
    assert tomllib.loads(text) == {**top, table: inner}
    places = locate(text)
    paths = [(key,) for key in top] + [(table,)] + [(table, key) for key in inner]
    for number, path in enumerate(paths):
        place = places[path].key
        assert place.line == number
        assert lines[number][place.column : place.end_column] == quoted(path[-1])
    for number, value in enumerate([*top.values(), None, *inner.values()]):
        if value is not None:
            place = places[paths[number]].value
            assert lines[number][place.column : place.end_column] == written(value)
