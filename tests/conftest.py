"""What holds for all tests: none writes to the cache of whoever runs them."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def a_cache_of_our_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """For this process and those it starts; a session-wide one, so that later tests find what earlier ones counted."""
    before = os.environ.get("BURSAR_CACHE")
    os.environ["BURSAR_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    yield
    if before is None:
        del os.environ["BURSAR_CACHE"]
    else:
        os.environ["BURSAR_CACHE"] = before
