"""Aggressive reduction: only when asked for, never in what was selected, always said, always code that parses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bursar.outline import language_of
from bursar.pack import PackRequest, Scope, pack
from bursar.pack.levels.reduction import functions_of, reduced, words_of
from bursar.pack.levels.renaming import renamed
from bursar.pack.parsing import parses
from unit.pack.workspaces import MemoryWorkspace, marked, read_blocks

LARGE = Path(__file__).parents[2] / "fixtures" / "outline" / "large"

HELPERS = {
    "python": "class A:\n    def go(self):\n        return self._used()\n\n    def _used(self):\n        return 1\n\n"
    "    def _unused(self):\n        return 2\n\n    @property\n    def _kept(self):\n        return 3\n",
    "typescript": "export class A {\n  go() {\n    return this.used()\n  }\n  private used() {\n    return 1\n  }\n"
    "  private unused() {\n    return 2\n  }\n  open() {\n    return 3\n  }\n}\n",
    "go": "package p\n\nfunc Go() int {\n\treturn used()\n}\n\nfunc used() int {\n\treturn 1\n}\n\n"
    "func unused() int {\n\treturn 2\n}\n",
    "rust": "pub fn go() -> u8 {\n    used()\n}\n\nfn used() -> u8 {\n    1\n}\n\nfn unused() -> u8 {\n    2\n}\n",
    "java": "class A {\n    int go() {\n        return used();\n    }\n"
    "    private int used() {\n        return 1;\n    }\n"
    "    private int unused() {\n        return 2;\n    }\n}\n",
}


@pytest.mark.parametrize("language", HELPERS)
def test_a_private_helper_that_nothing_uses_is_left_out(language: str) -> None:
    text = HELPERS[language]
    found = reduced(text, language, words_of([text]))
    assert [name.lstrip("_") for name in found.left_out] == ["unused"]
    assert "unused" not in found.text
    assert parses(found.text, language)
    assert reduced(text, language, words_of([text, "they use unused and _unused"])).left_out == ()


LOCALS = '''\
def run(argument, other_argument=1):
    """total_amount stays in the doc."""
    total_amount = argument
    for each_element in range(3):
        total_amount += each_element
    in_a_field = 2
    print(f"{in_a_field}", total_amount)
    seen_by_inner = 1
    def inner():
        return seen_by_inner
    in_comprehension = [other_element for other_element in argument]
    try:
        pass
    except ValueError as caught_error:
        raise TypeError from caught_error
    module_name.total_amount = other_argument
    return inner, in_comprehension, call(total_amount=total_amount)
'''


def test_local_names_are_shortened_and_others_stay() -> None:
    found = reduced(LOCALS, "python", words_of([LOCALS]))
    assert parses(found.text, "python")
    assert found.shortened == 3
    assert 'def run(argument, other_argument=1):\n    """total_amount stays in the doc."""\n' in found.text
    assert "in_a_field = 2" in found.text
    assert "seen_by_inner = 1" in found.text
    assert "as caught_error" in found.text
    assert "module_name.total_amount = other_argument" in found.text
    assert ", call(total_amount=" in found.text
    assert "each_element" not in found.text


def test_shortened_names_mean_the_same() -> None:
    source = "def run(text):\n    größe_name = [1]\n    übertrag_sum = größe_name[0]; return übertrag_sum + len(text)\n"
    found = reduced(source, "python", words_of([source]))
    assert found.shortened == 2
    scope: dict[str, object] = {}
    exec(found.text, scope)
    assert scope["run"]("ab") == 3


# In each the first name is a function's own and is shortened; the others stand where they are something else as well.
OTHERS = {
    "javascript": (
        "export const functionName = (argument) => {\n  const totalAmount = argument + 1\n"
        "  const inString = 1, sameMember = 2, shorthand = 3\n  log('inString', x.sameMember, { shorthand })\n"
        "  const Uppercase = 4\n  return totalAmount * totalAmount\n}\n",
        ["totalAmount"],
    ),
    "typescriptreact": (
        "function App() {\n  const totalAmount = 1\n  const fragment = 2\n  return <fragment a={totalAmount} />\n}\n",
        ["totalAmount"],
    ),
    "go": (
        "package p\n\nfunc Run(argument int) T {\n\ttotalAmount, fieldName := argument, 2\n"
        "\tlaterDeclared = 1\n\tlaterDeclared := 2\n\treturn T{fieldName: totalAmount}\n}\n",
        ["totalAmount"],
    ),
    "rust": (
        "pub fn run(argument: u8) -> T {\n    let total_amount = argument;\n    let field_name = 2;\n"
        '    let in_macro = 3;\n    println!("{}", in_macro);\n    T { field_name, other: total_amount }\n}\n',
        ["total_amount"],
    ),
    "java": (
        "class A {\n    int run(int argument) {\n        int totalAmount = argument;\n        int sameMethod = 2;\n"
        "        // inComment\n        int inComment = 3;\n        return x.sameMethod() + totalAmount;\n    }\n}\n",
        ["totalAmount"],
    ),
    "csharp": (
        "class A {\n    object Run(int argument) {\n        var totalAmount = argument;\n        var inferred = 2;\n"
        "        var sameMember = 3;\n        x.sameMember = 4;\n"
        "        return new { inferred, A = totalAmount + 1 };\n    }\n}\n",
        ["totalAmount"],
    ),
    "c": (
        "int run(int argument) {\n    int total_amount = argument, *pointer_name = 0;\n    extern int elsewhere;\n"
        "    int field_name = 2;\n    s.field_name = elsewhere;\n    return total_amount + (pointer_name == 0);\n}\n",
        ["total_amount", "pointer_name"],
    ),
    "cpp": (
        "int run(V argument) {\n    int total_amount = 0;\n"
        "    for (auto &each_one : argument) total_amount += each_one;\n"
        "    int qualified = 2;\n    return total_amount + N::qualified;\n}\n",
        ["total_amount", "each_one"],
    ),
    "ruby": (
        "def run(argument)\n  total_amount = argument\n  same_method = 2\n  as_symbol = 3\n"
        '  x.same_method(:as_symbol)\n  "#{total_amount}"\nend\n',
        ["total_amount"],
    ),
    "php": (
        "<?php\nfunction run($argument) {\n    $totalAmount = $argument;\n    $property = 2;\n    $named = 3;\n"
        "    $this->property = compact('named');\n    return \"$totalAmount\";\n}\n",
        ["totalAmount"],
    ),
}


@pytest.mark.parametrize("language", OTHERS)
def test_local_names_of_other_languages(language: str) -> None:
    source, long = OTHERS[language]
    found = reduced(source, language, words_of([source]))
    assert found.shortened == len(long)
    assert parses(found.text, language)
    again = found.text
    for short in re.findall(r"\w+", found.text):
        if short not in re.findall(r"\w+", source):
            again = re.sub(rf"\b{short}\b", long[0] if short == first_short(found.text, source) else long[-1], again)
    assert again == source


def first_short(text: str, source: str) -> str:
    """The first word of a text that its source does not have."""
    return next(word for word in re.findall(r"\w+", text) if word not in re.findall(r"\w+", source))


@pytest.mark.parametrize("path", sorted(LARGE.iterdir()), ids=lambda path: path.name)
def test_what_is_shortened_in_a_large_file_parses_and_can_be_taken_back(path: Path) -> None:
    language, source = language_of(path.name) or "", path.read_text("utf-8")
    functions = list(functions_of(source, language))
    short, number = renamed(source, language, functions)
    assert parses(short, language) or not parses(source, language)
    assert len(short) < len(source) if number else short == source
    assert short.count("\n") == source.count("\n")


FIXTURE = """\
//- app/main.py
from app.money import Account

def _unused_here():
    long_local_name = 1
    return long_local_name

$0def pay(account: Account):
    amount_to_pay = 1
    return account.pay(amount_to_pay)$0
//- app/money.py
class Account:
    def pay(self, amount):
        rounded_amount = round(amount)
        return self._book(rounded_amount)

    def _book(self, amount):
        return amount

    def _never_used(self):
        return 0
"""


def test_a_bundle_is_reduced_only_when_asked_for_and_says_so() -> None:
    workspace, path, selection = marked(FIXTURE)
    plain = pack(PackRequest(Scope.SELECTION, path, selection, budget=600), workspace)
    assert "_never_used" in plain.text
    assert "aggressive" not in " ".join(plain.report.notes)
    small = pack(PackRequest(Scope.SELECTION, path, selection, budget=600, aggressive=True), workspace)
    assert "_never_used" not in small.text
    assert "rounded_amount" not in small.text
    assert "_book" in small.text
    assert "amount_to_pay" in small.text
    assert "_unused_here" in small.text
    assert 'level="full reduced"' in small.text
    (note,) = (note for note in small.report.notes if note.startswith("aggressive"))
    assert note == "aggressive: 1 unused private helpers are left out (_never_used) and 1 local names are shortened"


@pytest.mark.parametrize("budget", [60, 120, 300])
def test_a_reduced_bundle_keeps_its_budget_and_parses(budget: int) -> None:
    sources = {f"m{n}.py": f"{HELPERS['python']}\n\n{LOCALS}".replace("class A", f"class A{n}") for n in range(3)}
    request = PackRequest(Scope.WORKSPACE, budget=budget, aggressive=True)
    bundle = pack(request, MemoryWorkspace(sources))
    assert bundle.report.actual <= budget
    for block in read_blocks(bundle.text, request.format):
        assert parses(block.text, "python"), block.text
