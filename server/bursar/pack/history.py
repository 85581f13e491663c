"""How packing went, kept for the next time. Holds numbers only, never a text."""

from __future__ import annotations

import logging
from pathlib import Path

from bursar.errors import StoreError
from bursar.pack.budget import repository_name
from bursar.pack.report import Report
from bursar.pack.request import PackRequest
from bursar.store.runs import Run, Runs

log = logging.getLogger(__name__)


def keep_run(root: Path, request: PackRequest, report: Report, runs: Runs | None = None) -> None:
    """Keep what came of a request for a repository. Blocks; a store that cannot be written is logged, no more."""
    run = Run(
        root=repository_name(root),
        model=report.model,
        budget=report.budget,
        used=report.actual,
        items=len(report.breakdown),
        dropped=len(report.dropped),
        profile=request.profile.fingerprint,
        intent=report.intent.intent.value if report.intent else "",
    )
    try:
        (runs or Runs()).add(run)
    except StoreError as error:
        log.warning("how packing went is not kept: %s", error)
