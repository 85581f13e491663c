"""Faults in settings files: one problem each, at its place; what is sound stays in force.

In these texts a comment `# ^^^ words` marks the problem in the line above: its columns, and words of its message.
"""

from __future__ import annotations

import re

import pytest

from bursar.config import Settings, merge, parse_settings
from bursar.models import SETTING_CHECKS

MARK = re.compile(r"#( *)(\^+) (.*)")


def marked(text: str) -> list[tuple[int, int, int, str]]:
    found = []
    lines = text.split("\n")
    for number, line in enumerate(lines):
        mark = MARK.fullmatch(line)
        if mark:
            start = 1 + len(mark[1])
            found.append((number - 1, start, start + len(mark[2]), mark[3]))
    return found


def check_problems(text: str, path: str = "bursar.toml") -> None:
    layer = parse_settings(text, path, checks=SETTING_CHECKS)
    wanted = marked(text)
    places = [(problem.line, problem.column, problem.end_column) for problem in layer.problems]
    assert sorted(places) == sorted(mark[:3] for mark in wanted)
    for line, _, _, words in wanted:
        assert any(words in problem.message for problem in layer.problems if problem.line == line), layer.problems
    assert all(problem.path == path for problem in layer.problems)


@pytest.mark.parametrize(
    "text",
    [
        ' modle = "gpt-5"\n#^^^^^ did you mean `model`?',
        ' model = "gpt-5o"\n#        ^^^^^^^^ did you mean gpt-5',
        " model = 5\n#        ^ `model` must be a text, not 5",
        '[hints]\n min_tokens = "fifty"\n#             ^^^^^^^ a whole number, 0 or more, not "fifty"',
        "[hints]\n enabled = 1\n#          ^ must be true or false, not 1",
        "[hints]\n min_tokns = 3\n#^^^^^^^^^ did you mean `hints.min_tokens`?",
        " hints.enabled = 3\n#                ^ `hints.enabled` must be true or false",
        " min_tokens = 3\n#^^^^^^^^^^ did you mean `hints.min_tokens`?",
        " hints = true\n#        ^^^^ `hints` must be a table, not true",
        "[budgets]\n 'a.md' = -5\n#         ^^ must be a whole number, 1 or more, not -5; write false for no budget",
        "[budgets]\n 'a.md' = 0\n#         ^ must be a whole number",
        "[budgets]\n 'a.md' = true\n#         ^^^^ must be a whole number",
        "[budgets]\n 'a.md' = { tokens = 5, bites = 3 }\n#                       ^^^^^ did you mean `bytes`?",
        "[budgets]\n 'a.md' = { tokens = 5, lines = -3 }\n#                               ^^ 1 or more, not -3",
        "[budgets]\n 'a.md' = { tokens = 5, hard = 1 }\n#                              ^ `hard` must be true or false",
        "[budgets]\n 'a.md' = { hard = true }\n#         ^^^^^^^^^^^^^^^ states no limit",
        "[budgets]\n '!a.md' = 5\n#^^^^^^^ is no file pattern",
        '[budgets]\n "" = 5\n#^^ is no file pattern',
        ' thresholds = [80, "x"]\n#             ^^^^^^^^^ a list of different values',
        " thresholds = [80, 80]\n#             ^^^^^^^^ a list of different values",
        " thresholds = [0]\n#             ^^^ from 1 to 1000",
        " pack.budget = 0\n#              ^ a whole number, 1 or more, not 0",
        ' pack.format = "yaml"\n#              ^^^^^^ must be "xml" or "markdown" or "json" or "plain", not "yaml"',
        "[models]\n house = 5\n#        ^ the model `house` must be a table",
        "[models.house]\n like = 'gpt-5o'\n#       ^^^^^^^^ did you mean gpt-5",
        "[models.house]\n encoding = 'o200k'\n#           ^^^^^^^ did you mean o200k_base",
        "[models.house]\n windw = 5\n#^^^^^ unknown field `windw` of a model; did you mean `window`?",
        "[models.gpt-5]\n window = 0\n#         ^ `window` must be a whole number, 1 or more, not 0",
        "[models.gpt-5]\n input_price = -0.5\n#              ^^^^ must be a number, 0 or more, not -0.5",
        "[models.gpt-5]\n output_price = nan\n#               ^^^ must be a number",
        "[models.gpt-5]\n aliases = ['a', 'a']\n#          ^^^^^^^^^^ a list of different values",
        "[models]\n house = { window = 5 }\n#        ^^^^^^^^^^^^^^ is a new model: say which it is `like`",
        "[models]\n '' = {}\n#^^ a model needs a name",
        " models = 5\n#         ^ `models` must be a table, not 5",
        "[models_by_file]\n 'a.md' = 'gpt-5o'\n#         ^^^^^^^^ did you mean gpt-5",
        "[models_by_file]\n 'a.md' = true\n#         ^^^^ must be a model's name, or false",
        "[models_by_file]\n '!a.md' = 'gpt-5'\n#^^^^^^^ is no file pattern",
        "[tokenizer_files]\n 'gpt-5' = ''\n#          ^^ must be a path",
        "[tokenizer_files]\n 'gpt-5o' = 'a.json'\n#^^^^^^^^ no model, encoding or family is called 'gpt-5o'",
        "[wrong]\n#^^^^^ unknown setting `wrong`; known here are model, budgets",
    ],
)
def test_each_fault_is_one_problem_at_its_place(text: str) -> None:
    check_problems(text)


def test_faults_do_not_disturb_each_other_or_what_is_sound() -> None:
    text = """\
# ümlaut 😀
 model = "gpt-9"
#        ^^^^^^^ no model is called 'gpt-9'
thresholds = [90, 70]
[budgets]  # a comment with ] and "
"a.md" = 300
 "b.md" = -1
#         ^^ must be a whole number
[hints]
min_tokens_prompts = 7
 enabled = "yes"
#          ^^^^^ must be true or false
"""
    check_problems(text)
    settings = merge([parse_settings(text, "bursar.toml", checks=SETTING_CHECKS)]).settings
    assert settings.model == Settings().model
    assert settings.thresholds == (70, 90)
    assert [rule.pattern for rule in settings.budgets] == ["a.md"]
    assert settings.hints.min_tokens_prompts == 7
    assert settings.hints.enabled is True


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("model = \n", 0, 7),  # at the line's end: its last character
        ("a = 1\na = 2\n", 1, 4),
        ("a = 1\r\n\r\nb = ]\r\n", 2, 4),
        ('a = """\n', 0, 6),
        ("é = 1\n", 0, 0),
        ("a = 1\x00\n", 0, 5),
    ],
)
def test_broken_toml_is_one_problem_where_it_breaks(text: str, line: int, column: int) -> None:
    layer = parse_settings(text, "bursar.toml")
    assert layer.broken
    assert not layer.values
    (problem,) = layer.problems
    assert problem.message.startswith("not valid TOML: ")
    assert "(at" not in problem.message
    if text != 'a = """\n':
        assert (problem.line, problem.column) == (line, column)
    assert problem.end_column >= problem.column


@pytest.mark.parametrize("text", ["a = " + "[" * 100_000, "a = " + "9" * 10_000, "\ud800 = 1", "a = 9999-99-99"])
def test_what_makes_the_parser_itself_fail_is_a_problem_too(text: str) -> None:
    assert len(parse_settings(text, "bursar.toml").problems) == 1


def test_pyproject_has_its_settings_in_a_table_and_nothing_else_matters() -> None:
    text = """\
[project]
name = "x"
model = 3
[tool.other]
modle = 1
[tool.bursar]
model = "gpt-4o"
 modle = "gpt-4o"
#^^^^^ did you mean `model`?
[tool.bursar.hints]
 enabled = 0
#          ^ `hints.enabled` must be true or false, not 0
"""
    check_problems(text, "pyproject.toml")
    assert merge([parse_settings(text, "pyproject.toml")]).settings.model == "gpt-4o"


def test_pyproject_whose_table_is_none_is_a_problem() -> None:
    check_problems("[tool]\n bursar = 3\n#         ^ must be a table", "pyproject.toml")
    assert parse_settings("tool = 3", "pyproject.toml").problems == ()


def test_places_survive_every_shape_of_toml_before_them() -> None:
    text = '''\
model = """gpt-5"""
"thresholds" = [ # comment ]
  80,
  90, # ]
]
[[unheard]]
a = { b = [1, {c = "}"}], "d e" = \'\'\'x
y\'\'\' }
[pack]
"\\u0062udget" = 0
#              ^ whatever
'''
    layer = parse_settings(text, "bursar.toml")
    assert [(problem.line, problem.column) for problem in layer.problems] == [(5, 2), (9, 16)]
    assert layer.values[("thresholds",)] == (80, 90)
