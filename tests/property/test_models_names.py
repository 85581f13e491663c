"""Whatever someone writes for a model: a model of that name, or a short message; and decoration changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bursar.errors import UnknownModel
from bursar.models import catalogue, name_fault, recommend, resolve

NAMES = sorted(name for model in catalogue().values() for name in (model.id, *model.aliases))
HOSTS = st.sampled_from(["", "openai/", "openrouter/anthropic/", "models/", "vertex_ai/", " "])
RELEASES = st.sampled_from(
    ["", "-20250929", "-2025-08-07", "@20250929", "-latest", "-preview", "-0613", "-001", ":free"]
)


@given(st.text(st.characters(), max_size=300))
def test_any_text_is_a_model_or_a_short_message(name: str) -> None:
    fault = name_fault(name)
    if fault is None:
        assert resolve(name).id in catalogue()
    else:
        assert len(fault) < 600
        with pytest.raises(UnknownModel):
            resolve(name)


@given(HOSTS, st.sampled_from(NAMES), RELEASES, st.booleans())
def test_hosts_releases_and_case_lead_to_a_model_that_is_written_there(
    host: str, name: str, release: str, upper: bool
) -> None:
    written = f"{host}{name}{release}"
    found = resolve(written.upper() if upper else written)
    longer = {model.id for model in catalogue().values() if f"{name}{release}" in (model.id, *model.aliases)}
    assert found.id in (longer or {resolve(name).id})


@given(st.integers(0, 3_000_000), st.integers(0, 200_000))
def test_what_is_recommended_holds(tokens: int, output: int) -> None:
    for one in recommend(tokens, output_tokens=output):
        assert one.fits == (one.headroom >= 0 and output <= one.model.max_output)
        assert tokens + output + one.headroom <= one.model.window
        assert one.fits or not one.comfortable
