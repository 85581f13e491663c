"""What a bundle shows of the selection, what encloses it, and how it shrinks."""

from __future__ import annotations

import pytest

from bursar.errors import PackError
from bursar.pack import Bundle, Format, Level, PackRequest, Scope, pack, selection_of_line
from bursar.text import Span, Text
from bursar.tokens.encodings import load
from unit.pack.workspaces import marked, workspace_of

SHOP = '''\
//- shop/cart.py
"""The cart."""

import os

LIMIT = 10


class Cart:
    """A cart. It holds things."""

    size = 0

    def add(self, item):
        """Add an item. Or not."""
        if self.size < LIMIT:
            $0self.size += 1$0
            return check(item)
        else:
            return None

    def clear(self):
        self.size = 0


def check(item):
    """Whether an item may be sold."""
    return os.path.exists(item)
//- shop/price.py
def price(item):
    return 2 * base(item)
//- other/far.py
FAR = 1
'''


def packed(fixture: str, budget: int, scope: Scope = Scope.SELECTION, form: Format = Format.XML) -> Bundle:
    workspace, path, selection = marked(fixture)
    bundle = pack(PackRequest(scope, path, selection, budget=budget, format=form), workspace)
    assert load("o200k_base").count(bundle.text) == bundle.report.actual <= budget
    return bundle


def check_bundle(fixture: str, budget: int, expected: str, scope: Scope = Scope.SELECTION) -> Bundle:
    bundle = packed(fixture, budget, scope)
    assert bundle.text == expected
    return bundle


def test_the_selection_alone_stands_in_its_headers_with_marks_for_the_rest() -> None:
    check_bundle(
        SHOP,
        60,
        """\
<file path="shop/cart.py:15-16" language="python" level="full">
class Cart:
    def add(self, item):
        \"\"\"Add an item.\"\"\"
        ...
        if self.size < LIMIT:
            self.size += 1
        ...
</file>
""",
    )


def test_a_small_budget_costs_the_enclosing_symbol_its_comments_first() -> None:
    check_bundle(
        SHOP,
        75,
        """\
<file path="shop/cart.py:13-19" language="python" level="compact">
class Cart:
    def add(self, item):
        # Add an item.
        if self.size < LIMIT:
            self.size += 1
            return check(item)
        else:
            return None
</file>
""",
    )


def test_the_enclosing_symbol_comes_next_then_the_file_then_the_folder() -> None:
    check_bundle(
        SHOP,
        400,
        '''\
<file path="shop/price.py:1-2" language="python" level="full">
def price(item):
    return 2 * base(item)
</file>
<file path="shop/cart.py:1-27" language="python" level="full">
"""The cart."""

import os

LIMIT = 10


def check(item):
    """Whether an item may be sold."""
    return os.path.exists(item)
class Cart:

    size = 0

    def clear(self):
        self.size = 0
    def add(self, item):
        """Add an item. Or not."""
        if self.size < LIMIT:
            self.size += 1
            return check(item)
        else:
            return None
</file>
''',
    )


def test_a_selection_that_is_no_statement_is_widened_to_one() -> None:
    bundle = packed(
        "//- a.py\ndef f(x):\n    y = 'a long line of text that makes the whole function too large for the budget'\n"
        "    if x:\n        y = 2\n    $0else:$0\n        y = 3\n    return y\n",
        55,
    )
    assert "    ...\n    if x:\n        y = 2\n    else:\n        y = 3\n    ...\n" in bundle.text
    assert bundle.report.breakdown[0].why == "the selection, widened to whole statements"


def test_a_selection_that_cannot_parse_in_the_budget_is_plain_text() -> None:
    filler = "".join(f"        call_number_{n}(with_an_argument)\n" for n in range(30))
    bundle = packed(f"//- a.py\ndef f():\n    try:\n{filler}    $0finally:$0\n        g()\n", 40)
    assert bundle.text == '<file path="a.py:33" language="text" level="full">\n    finally:\n</file>\n'
    assert "shown as plain text" in bundle.report.notes[0]


def test_a_long_comment_before_a_selected_header_goes_before_the_code_does() -> None:
    comment = "".join(f" * What there is to say of it, in the line {n} of many.\n" for n in range(20))
    code = "export const make = (name: string): string => {\n" + "  name = name + name\n" * 10 + "  return name\n}\n"
    head, body = code.split("\n", 1)
    bundle = packed(f"//- a.ts\n/**\n{comment} */\n$0{head}$0\n{body}", 390)
    assert bundle.text.endswith(f"\n{code}</file>\n")
    assert bundle.report.notes == ("a.ts: the selection alone exceeds the budget; without its comments: lines 1 to 35",)
    assert bundle.report.breakdown[0].level is Level.COMPACT


def test_a_cursor_is_its_line_and_a_line_that_is_only_touched_at_its_start_stays_out() -> None:
    assert "b = 2\n" in packed("//- a.txt\na = 1\nb = $02\nc = 3\n", 40).text
    assert "c = 3" not in packed("//- a.xyz\na = 1\n$0b = 2\n$0c = 3\n", 40).text


def test_a_symbol_is_found_around_a_place_or_by_its_name() -> None:
    workspace, path, selection = marked(SHOP)
    by_place = pack(PackRequest(Scope.SYMBOL, path, selection, budget=90), workspace)
    by_name = pack(PackRequest(Scope.SYMBOL, path, query="add", budget=90), workspace)
    assert by_place.text == by_name.text
    assert by_place.report.breakdown[0].symbol == "add"
    assert by_place.report.breakdown[0].level is Level.FULL


def test_a_line_without_a_symbol_is_packed_itself_and_said_so() -> None:
    bundle = packed("//- a.py\nA = $01\n\ndef f():\n    pass\n", 100, Scope.SYMBOL)
    assert bundle.report.notes == ("no symbol of a.py holds line 1: the line itself was packed",)


def test_a_function_larger_than_the_budget_is_cut_where_it_still_parses() -> None:
    body = "".join(f"    try:\n        step_{n}()\n    finally:\n        done({n})\n" for n in range(50))
    bundle = packed(f"//- a.py\n$0def f():\n{body}$0", 70)
    assert bundle.text.endswith("        done(1)\n    ...\n</file>\n")
    assert bundle.report.notes == ("a.py: the selection alone exceeds the budget; cut to lines 1 to 9",)
    assert bundle.report.breakdown[0].level is Level.SKELETON


def test_a_file_larger_than_the_budget_shows_its_names_and_signatures() -> None:
    functions = "".join(f"def f{n}(a, b):\n    return {'a * b + ' * 9}{n}\n" for n in range(6))
    bundle = packed(f"//- a.py\n$0{functions}$0", 120, Scope.FILE)
    assert "def f0(a, b):\n    return a * b" in bundle.text
    assert "def f5(a, b): ...\n" in bundle.text


def test_one_endless_line_is_cut_inside() -> None:
    bundle = packed("//- a.min.js.txt\n$0" + "word " * 100_000 + "$0", 60)
    assert " [...]\n</file>\n" in bundle.text
    assert bundle.report.actual > 50


def test_the_smallest_budget_is_named_and_true() -> None:
    workspace, path, selection = marked("//- a.py\n$0def f():\n    return 1\n$0")
    with pytest.raises(
        PackError, match=r"nothing of a\.py fits 5 tokens: its smallest form takes (\d+); ask"
    ) as caught:
        pack(PackRequest(Scope.SELECTION, path, selection, budget=5), workspace)
    least = int(str(caught.value).split("takes ")[1].split(";")[0])
    assert pack(PackRequest(Scope.SELECTION, path, selection, budget=least), workspace).report.actual <= least


@pytest.mark.parametrize("budget", [0, -7])
def test_a_budget_of_nothing(budget: int) -> None:
    workspace, path, selection = marked("//- a.py\n$0x = 1$0\n")
    with pytest.raises(PackError, match=f"^a budget of {budget} tokens holds nothing; ask for at least 1$"):
        pack(PackRequest(Scope.SELECTION, path, selection, budget=budget), workspace)


def test_a_line_outside_the_file() -> None:
    with pytest.raises(PackError, match=r"^a\.py has no line 4: it has 3 lines$"):
        selection_of_line(Text("a\nb\n"), 4, "a.py")
    with pytest.raises(PackError, match=r"^a\.py has no line 0: it has 1 line$"):
        selection_of_line(Text("a"), 0, "a.py")
    assert selection_of_line(Text("a\r\nbc\n"), 2, "a.py") == Span(3, 5)


def test_a_selection_outside_the_file() -> None:
    message = r"^characters 3 to 9 are no selection of a\.py: it has 6 characters on 2 lines$"
    with pytest.raises(PackError, match=message):
        pack(PackRequest(Scope.SELECTION, "a.py", Span(3, 9), budget=50), workspace_of("//- a.py\nx = 1\n"))


def test_a_symbol_that_is_missing_or_occurs_twice() -> None:
    workspace = workspace_of("//- a.py\ndef f(): pass\nclass A:\n    def f(self): pass\n")
    with pytest.raises(PackError, match=r"^a\.py has 2 symbols 'f', on lines 1, 3; give the line$"):
        pack(PackRequest(Scope.SYMBOL, "a.py", query="f", budget=50), workspace)
    with pytest.raises(PackError, match=r"^a\.py has no symbol 'g'$"):
        pack(PackRequest(Scope.SYMBOL, "a.py", query="g", budget=50), workspace)


def test_what_a_request_must_name() -> None:
    workspace = workspace_of("//- a.py\nx = 1\n")
    with pytest.raises(PackError, match=r"^to pack a file its file must be named$"):
        pack(PackRequest(Scope.FILE, budget=50), workspace)
    with pytest.raises(PackError, match=r"^to pack a selection of a\.py its place must be given$"):
        pack(PackRequest(Scope.SELECTION, "a.py", budget=50), workspace)
