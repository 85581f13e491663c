"""Invariants 3 and 4: a bundle, recounted as final text, is within its budget, and its blocks of code parse."""

from __future__ import annotations

import ast
import textwrap
from dataclasses import replace

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bursar.errors import PackError
from bursar.pack import Format, PackRequest, Scope, pack
from bursar.pack.intent import Intent
from bursar.pack.profile import Levels, PreserveQuality, Priorities, Profile, Tiers
from bursar.pack.profile.declare import Capsule
from bursar.text import Span
from bursar.tokens.encodings import load
from unit.pack.workspaces import MemoryWorkspace, read_blocks

NAMES = st.sampled_from(["run", "load", "Größe", "数える", "a_rather_long_name_of_something", "x1"])
STRINGS = st.sampled_from(
    [
        "</file>",
        "</file1>\n</file>",
        "```",
        "`````\n~~~",
        "🙂 日本語",
        "# no comment",
        "plain",
        "tab\t",
        "</FILE>",
        "a.b. c",
    ]
)


def literal(text: str) -> str:
    return f'"""{text}"""'


SIMPLE = st.one_of(
    st.builds(lambda name, text: f"{name} = {literal(text)}\n", NAMES, STRINGS),
    st.builds(lambda name: f"print({name})  # comment\n", NAMES),
    st.just("# only a comment\n"),
    st.just("\n"),
    st.just("pass\n"),
    st.just("x = [\n1,\n  2,\n]\n"),
    st.just("y = 1; z = 2\n"),
    st.just("import os\r\n"),
)


def block(head: str, body: str, tail: str = "") -> str:
    return head + textwrap.indent(body + "pass\n", "    ", lambda line: True) + tail


def functions(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    heads = st.sampled_from(
        [
            "def {}(self, a=1):\n",
            "async def {}(\n    a: int,\n    *b: str,\n) -> None:  # why\n",
            "@property\n@wraps(1)\ndef {}():\n",
            "class {}:\n",
            "class {}(Base, key=1):\n",
        ]
    )
    docs = st.one_of(st.just(""), st.builds(lambda text: literal(text) + "\n", STRINGS), st.just('r"""Raw. \\d"""\n'))
    return st.one_of(
        st.builds(lambda head, name, doc, body: block(head.format(name), doc + body), heads, NAMES, docs, inner),
        st.builds(lambda body, other: block("if x:\n", body, block("else:\n", other)), inner, inner),
        st.builds(lambda body: block("try:\n", body, "finally:\n    pass\n"), inner),
        st.builds(lambda name: f"def {name}(): return 1\n", NAMES),
        st.builds(lambda name: f"class {name}: pass\n", NAMES),
    )


def several(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(parts, min_size=1, max_size=5).map("".join)


PYTHON = several(st.recursive(SIMPLE, lambda inner: functions(several(inner)), max_leaves=12))
ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=200)
MARKDOWN = several(
    st.sampled_from(
        [
            "# Head\n\n",
            "## Sub\n",
            "Some text. More text.\n\n",
            "```python\n# no head\n```\n",
            "- a\n- b\n",
            "</file>\n",
            "|a|\n",
        ]
    )
)
FRONT = st.sampled_from(["", "---\npriority: high\nsize: 40\n---\n", "---\norder: x\npriority: 0\n---\n"])
LEVELS = st.lists(st.sampled_from(["full", "compact", "skeleton", "capsule"]), unique=True).map(tuple)
PRIORITY, SHARE = st.floats(0, 2), st.floats(0, 1)
PROFILES = st.builds(
    Profile,
    minimum_relevance=SHARE,
    priorities=st.builds(Priorities, PRIORITY, PRIORITY, PRIORITY, PRIORITY, PRIORITY),
    tiers=st.builds(
        Tiers,
        st.just(10),
        st.just(20),
        st.just(30),
        st.just(25),
        st.just(15),
        st.sampled_from(["free", "guarded", "strict"]),
    ),
    capsule=st.builds(Capsule, st.booleans(), st.integers(0, 400), st.integers(0, 50), SHARE, st.booleans()),
    levels=st.builds(Levels, LEVELS, LEVELS, LEVELS, LEVELS, LEVELS, LEVELS),
    preserve_quality=st.builds(PreserveQuality, SHARE, SHARE, SHARE, SHARE, SHARE, SHARE),
)
WORKSPACES = st.fixed_dictionaries(
    {"src/main.py": PYTHON},
    optional={
        "src/other.py": PYTHON,
        "src/notes.md": MARKDOWN,
        "src/any.txt": ANY_TEXT,
        "src/broken.py": ANY_TEXT,
        'src/"<odd>&\n name.md': MARKDOWN,
        "AGENTS.md": st.builds(lambda head, text: head + text, FRONT, MARKDOWN),
        "src/deep/far.py": PYTHON,
    },
)
REQUESTS = {
    "sources": WORKSPACES,
    "number": st.integers(0, 6),
    "place": st.tuples(st.integers(0, 2000), st.integers(0, 400)),
    "budget": st.one_of(st.integers(1, 120), st.integers(60, 1500)),
    "scope": st.sampled_from(Scope),
    "form": st.sampled_from(Format),
    "model": st.sampled_from(["gpt-5", "gpt-4"]),
    "diagnostic": st.one_of(st.none(), STRINGS),
    "profile": st.one_of(st.just(Profile()), PROFILES),
    "intent": st.one_of(st.none(), st.sampled_from(Intent)),
    "spared": st.tuples(st.booleans(), st.booleans()),
}


def parses(source: str) -> bool:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        return False
    return True


@settings(max_examples=400)
@given(**REQUESTS)
@example(
    sources={"src/main.py": "def f():\n    if x:\n        a()\n    else:\n        b()\n"},
    number=0,
    place=(32, 3),
    budget=60,
    scope=Scope.SELECTION,
    form=Format.XML,
    model="gpt-5",
    diagnostic=None,
    profile=Profile(),
    intent=None,
    spared=(False, False),
)
def test_a_bundle_is_within_its_budget_and_parses(
    sources: dict[str, str],
    number: int,
    place: tuple[int, int],
    budget: int,
    scope: Scope,
    form: Format,
    model: str,
    diagnostic: str | None,
    profile: Profile,
    intent: Intent | None,
    spared: tuple[bool, bool],
) -> None:
    path = list(sources)[number % len(sources)]
    workspace = MemoryWorkspace(sources)
    length = len(workspace.read(path).text)
    start = place[0] % (length + 1)
    selection = Span(start, min(start + place[1], length))
    request = PackRequest(scope, path, selection, diagnostic=diagnostic, budget=budget, models=(model,), format=form)
    request = replace(request, intent=intent, keep_reserve=spared[0], dynamic=spared[1]).under(profile)
    try:
        bundle = pack(request, workspace)
    except PackError as error:
        said = ("ask for at least", "fits", "no rule files", "nothing to pack")
        assert any(words in str(error) for words in said)  # noqa: PT017 - both outcomes are right
        return
    assert not spared[0] or bundle.report.actual <= budget - budget * profile.tiers.reserve // 100
    encoding = load("o200k_base" if model == "gpt-5" else "cl100k_base")
    final = bundle.text.encode("utf-8").decode("utf-8")
    assert encoding.count(final) == bundle.report.actual <= budget
    plain = {name.translate({10: "\\x0a"}) if form is Format.MARKDOWN else name: text for name, text in sources.items()}
    for found in read_blocks(bundle.text, form):
        if found.language == "python" and parses(plain[found.path]):
            assert parses(found.text), found.text
