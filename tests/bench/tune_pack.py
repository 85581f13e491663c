"""Fits the packer's table of values (`bursar.pack.value.WEIGHTS`) to public cases, and prints it.

    tune_pack.py --work WORK --cache DIR TRUTH.json [TRUTH.json=WEIGHT ...]

WORK holds a checkout per repository, a TRUTH file lists cases: a selected function (`repo`, `commit`, `file`, `line`)
with the definitions that it needs (`needed`, `near`: `file` and `line` of their names). For each case the evidence is
gathered as for a bundle; the weights are those that make what is needed, and what is not, most likely (coordinate
ascent on the log likelihood of the noisy or). A truth may count for more or less than others.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bursar.index import WorkspaceIndex
from bursar.pack import PackRequest, Scope, selection_of_line
from bursar.pack.candidates import evidence_for
from bursar.pack.folder import FolderOnDisk
from bursar.pack.pages import Pages
from bursar.pack.value import CERTAIN, MODULES, WEIGHTS, Weighing

Row = tuple[tuple[tuple[str, float], ...], float, bool]
"""The terms of an item with their strengths, the factor of its kind, and whether it is needed."""

STEPS = (0.4, 0.6, 0.75, 0.87, 0.95, 1.05, 1.15, 1.33, 1.7, 2.5)
ROUNDS = 12
LEAST = 0.0005


def main() -> None:
    """Read the cases, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("truth", nargs="+", metavar="TRUTH.json[=WEIGHT]")
    options = parser.parse_args()
    rows: Counter[Row] = Counter()
    for given in options.truth:
        path, _, weight = given.partition("=")
        for row in rows_of(json.loads(Path(path).read_text()), options.work, options.cache):
            rows[row] += float(weight or 1)
    print(f"{len(rows):,} kinds of rows, {sum(rows.values()):,.0f} rows")
    for term, weight in fit(rows).items():
        held = sum(n for (terms, _, _), n in rows.items() if term in dict(terms))
        needed = sum(n for (terms, _, good), n in rows.items() if good and term in dict(terms))
        print(f'    "{term}": {weight:.3g},  # was {WEIGHTS.get(term, 0):.3g}; held {held:.0f}, needed {needed:.0f}')


def rows_of(cases: list[dict[str, Any]], work: Path, cache: Path) -> Iterator[Row]:
    """The evidence of every case, each item with whether it is needed."""
    cases = sorted(cases, key=lambda case: (case["repo"], case["commit"]))
    index, at = None, None
    for case in cases:
        if at != (case["repo"], case["commit"]):
            at = case["repo"], case["commit"]
            root = checkout(work / case["repo"], case["commit"], cache / f"{case['repo']}@{case['commit'][:10]}")
            index = WorkspaceIndex(root, cache / f"{root.name}.db")
            index.refresh()
            folder = FolderOnDisk(root)
        assert index is not None
        pages = Pages(folder, index)
        page = pages.own(case["file"])
        line = selection_of_line(page.text, case["line"], page.path)
        name = (
            line.start
            + len(str(page.text)[line.start : line.end])
            - len(str(page.text)[line.start : line.end].lstrip())
        )
        around = index.definition_at(page.path, max(name, line.end - 1)) or index.definition_at(page.path, name)
        hidden = page.lines(around.span) if around else line
        request = PackRequest(Scope.SELECTION, page.path, line, budget=8000)
        found, _ = evidence_for(request, page, case["name"], hidden, pages, index, lambda: False)
        wanted = {(needed["file"], needed["line"]) for needed in (*case["needed"], *case["near"])}
        for evidence in found:
            other = pages.get(evidence.path)
            if other is None or evidence.whole:
                continue
            good = (evidence.path, other.line_at(evidence.anchor.start) + 1) in wanted
            terms = tuple(sorted((reason.term, round(reason.strength, 1)) for reason in evidence.reasons))
            yield terms, Weighing().priority(evidence.path) * (MODULES if evidence.kind == "module" else 1.0), good


def checkout(source: Path, commit: str, place: Path) -> Path:
    """A clone at a commit that knows nothing of what came later."""
    if not place.is_dir():
        subprocess.run(["git", "clone", "-q", "--no-checkout", str(source), str(place)], check=True)
        git = ["git", "-C", str(place)]
        subprocess.run([*git, "checkout", "-q", "-f", "-B", "tuned", commit], check=True)
        subprocess.run([*git, "remote", "remove", "origin"], check=True)
    return place


def fit(rows: Counter[Row]) -> dict[str, float]:
    """The most likely weights."""
    weights = {term: WEIGHTS.get(term, 0.3) for term in {*WEIGHTS, *(term for row in rows for term, _ in row[0])}}
    with_term = {term: [row for row in rows if any(term == known for known, _ in row[0])] for term in weights}
    for _ in range(ROUNDS):
        moved = False
        for term, found in with_term.items():
            if not found:
                continue
            tried = [weights[term], *(weights[term] * step for step in STEPS)]
            tried = [min(max(weight, LEAST), CERTAIN) for weight in tried]
            best = max(tried, key=lambda weight: likelihood(found, rows, {**weights, term: weight}))
            moved = moved or best != weights[term]
            weights[term] = best
        if not moved:
            break
    return weights


def likelihood(some: list[Row], rows: Counter[Row], weights: dict[str, float]) -> float:
    """The log likelihood of some rows."""
    total = 0.0
    for row in some:
        terms, kind, good = row
        missing = 1.0
        for term, strength in terms:
            missing *= 1.0 - min(CERTAIN, weights[term] * strength)
        p = min(max((1.0 - missing) * kind, 1e-6), 1 - 1e-6)
        total += rows[row] * math.log(p if good else 1.0 - p)
    return total


if __name__ == "__main__":
    main()
