"""Which files a document names: by imports of many languages, includes, links and agents' references."""

from __future__ import annotations

import pytest

from bursar.session.referring import MOST, referred

PATHS = (
    *("README.md", "docs/guide.md", "docs/rules/style.md", "app/__init__.py", "app/main.py", "app/core/engine.py"),
    *("app/core/parts/__init__.py", "app/core/parts/wheel.py", "web/src/index.ts", "web/src/page.tsx"),
    *("web/src/lib/index.ts", "web/src/lib/dates.ts", "native/lib.rs", "native/codec/mod.rs", "native/codec/wide.rs"),
    *("c/buffer.h", "c/buffer.c", "other/engine.py"),
)


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("CLAUDE.md", "See @docs/rules/style.md and mail me@docs/guide.md.", ["docs/rules/style.md"]),
        ("docs/guide.md", "[a](../README.md#top) [b](rules/style.md)", ["README.md", "docs/rules/style.md"]),
        ("docs/guide.md", "[out](https://example.org/x) [none](nothing.md)", []),
        ("app/main.py", "import app.core.engine\n", ["app/core/engine.py"]),
        ("app/core/a.py", "from .parts import wheel, x\n", ["app/core/parts/__init__.py", "app/core/parts/wheel.py"]),
        ("app/core/parts/wheel.py", "from ..engine import Engine\n", ["app/core/engine.py"]),
        ("web/src/page.tsx", "import a from './lib/dates'", ["web/src/lib/dates.ts"]),
        ("web/src/page.tsx", 'import a from "./lib"', ["web/src/lib/index.ts"]),
        ("native/lib.rs", "mod codec;\nuse crate::codec::wide;", ["native/codec/mod.rs", "native/codec/wide.rs"]),
        ("c/buffer.c", '#include "buffer.h"\n#include <stdio.h>', ["c/buffer.h"]),
        ("empty.md", "", []),
    ],
)
def test_what_a_document_names(path: str, text: str, expected: list[str]) -> None:
    assert referred(text, path, PATHS) == expected


def test_of_very_many_the_nearest() -> None:
    paths = [f"deep/{number}/engine.py" for number in range(2 * MOST)] + ["app/engine.py"]
    found = referred("import engine", "app/main.py", paths)
    assert len(found) == MOST
    assert found[0] == "app/engine.py"
