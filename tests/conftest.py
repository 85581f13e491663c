"""What holds for all tests: none writes to the cache or the store of whoever runs them."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says how busy the machine is, and drawn folders and programs that were too large to be kept
# only say that more are drawn: no test fails for either.
UNSAID = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("untimed", deadline=None, suppress_health_check=UNSAID)
settings.load_profile("untimed")


@pytest.fixture(scope="session", autouse=True)
def a_cache_of_our_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """For this process and those it starts; a session-wide one, so that later tests find what earlier ones counted."""
    names = ("BURSAR_CACHE", "BURSAR_DATA")
    before = {name: os.environ.get(name) for name in names}
    for name in names:
        os.environ[name] = str(tmp_path_factory.mktemp(name.lower()))
    yield
    for name, value in before.items():
        if value is None:
            del os.environ[name]
        else:
            os.environ[name] = value
