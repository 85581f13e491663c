"""The tables of the packer's documentation, made from what they are about: `python -m bursar.pack.docs docs`."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from bursar.config.docs import value_of
from bursar.pack.intent import RULES, SHIFTS
from bursar.pack.profile.declare import all_keys

_PLACE: Final = r"(<!-- {0}: made by `python -m bursar.pack.docs docs`; do not edit -->\n).*?(<!-- end of {0} -->)"

_TERMS: Final = {
    "caller": "its callers",
    "test": "its tests",
    "cochanged": "what changes with it",
    "container": "the types that hold what it uses",
    "signature": "what needed signatures name",
    "second": "what needed bodies use",
}


def keys_table() -> str:
    """The keys of a profile."""
    rows = (
        f"| `{declared.name}` | {value_of(declared)} | {declared.spec.description} |\n"
        for declared in all_keys().values()
    )
    return "| key | default | what it does |\n|---|---|---|\n" + "".join(rows)


def intents_table() -> str:
    """The intents: what tells of each, and what it shifts."""
    return "| intent | asked for by | else named by | shifts |\n|---|---|---|---|\n" + "".join(_intents())


def _intents() -> Iterator[str]:
    for rule in RULES:
        shift = SHIFTS[rule.intent]
        moved = [f"{name} × {factor:g}" for name, factor in shift.priorities.items()]
        moved += [f"{_TERMS[term]} × {factor:g}" for term, factor in shift.terms.items()]
        yield f"| {rule.intent.value} | {rule.asked} | {rule.named} | {', '.join(moved)} |\n"


PAGES: Final[Mapping[str, Mapping[str, Callable[[], str]]]] = {
    "profiles.md": {"keys": keys_table},
    "packing.md": {"intents": intents_table},
}
"""The tables of each page, by the name between their marks."""


def updated(page: str, text: str) -> str:
    """A page with its tables made anew."""
    for name, make in PAGES[page].items():
        made = make().replace("\\", r"\\")
        text = re.sub(_PLACE.format(name), rf"\g<1>{made}\g<2>", text, flags=re.DOTALL)
    return text


if __name__ == "__main__":
    for page in PAGES:
        path = Path(sys.argv[1], page)
        path.write_text(updated(page, path.read_text("utf-8")), "utf-8")
