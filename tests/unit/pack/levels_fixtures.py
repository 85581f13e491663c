"""The fixtures of the levels: a file of each kind, and beside it all its levels as text, each with its figures."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from bursar.pack.levels.rungs import Rung, rungs_of_file
from bursar.pack.units import Page
from bursar.tokens.encodings import load
from unit.pack.workspaces import MemoryDocument

FOLDER: Final = Path(__file__).parents[2] / "fixtures" / "levels"
EXPECTED: Final = ".levels"


def fixtures() -> list[Path]:
    """The files whose levels are shown."""
    return sorted(path for path in FOLDER.rglob("*") if path.is_file() and path.suffix != EXPECTED)


def page_of(path: Path) -> Page:
    """A fixture as the packer reads it, by its path in the folder."""
    return Page(MemoryDocument(path.relative_to(FOLDER).as_posix(), path.read_text("utf-8")))


def count(text: str) -> int:
    """Tokens of a text."""
    return load("o200k_base").count(text)


def shown(path: Path) -> str:
    """All levels of a fixture below the full one, the highest first."""
    page = page_of(path)
    full, *rungs = rungs_of_file(page, count)
    return f"{page.kind.value}: {full.tokens} tokens\n" + "".join(map(_rung, rungs))


def _rung(rung: Rung) -> str:
    kept = ", ".join(f"{fact} {share:.2f}" for fact, share in rung.quality.shares().items())
    head = f"{rung.form.level.value}: {rung.tokens} tokens, quality {rung.quality.score:.2f}: {kept}"
    return f"\n======== {head}\n{rung.text}"


def main() -> None:
    """Write the levels anew, to be read in the diff: `python -m unit.pack.levels_fixtures` in `tests`."""
    for path in fixtures():
        path.with_name(path.name + EXPECTED).write_text(shown(path), "utf-8")


if __name__ == "__main__":
    main()
