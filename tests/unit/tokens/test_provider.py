"""The providers' count endpoints in all their moods, played by a local server: answers, errors, retries, fall-backs."""

from __future__ import annotations

import socket

import pytest

from bursar.errors import EndpointAnswer, EndpointDown, EndpointError, KeyMissing, KeyRefused, RateLimited
from bursar.models import Model
from bursar.store.observations import Observations
from bursar.tokens.count import Basis
from bursar.tokens.counter import counter_for
from bursar.tokens.provider import ATTEMPTS, LONGEST_WAIT_S, Pace, Provider
from unit.tokens.count_endpoints import FRAMING, GOOD_KEY, SLOW_S, played, tokens_of

CLAUDE = Model("claude-opus-4-7", "claude", "calibrated", "claude-4.7", 200_000, 8_000)
GEMINI = Model("gemini-2.5-pro", "gemini", "calibrated", "gemini", 1_000_000, 8_000)
GPT = Model("gpt-5", "gpt", "exact", "o200k_base", 400_000, 8_000)
TEXT = "Use the cat, not the dog."
BOTH = pytest.mark.parametrize("model", [CLAUDE, GEMINI], ids=lambda model: model.id)


@pytest.fixture
def server():
    with played() as state:
        yield state


@pytest.fixture(autouse=True)
def keys(monkeypatch):
    for name in ("ANTHROPIC_API_KEY", "GEMINI_API_KEY"):
        monkeypatch.setenv(name, GOOD_KEY)
    monkeypatch.delenv("GOOGLE_API_KEY", raising=False)


@pytest.fixture
def waits():
    return []


@pytest.fixture
def provider(server, waits):
    with Provider(origins=server.origins, sleep=waits.append) as made:
        yield made


@BOTH
def test_the_answer_is_exact_and_without_framing(provider, server, model):
    count = provider.ask(TEXT, model)
    assert (count.tokens, count.basis, count.band) == (tokens_of(TEXT), Basis.EXACT, None)
    assert provider.ask("", model).tokens == 0
    assert len(server.requests) == 2  # the framing, the text


def test_framing_is_asked_for_once(provider, server):
    assert provider.ask("one", CLAUDE).tokens == 1
    assert provider.ask("one two", CLAUDE).tokens == 2
    assert len(server.requests) == 3
    assert FRAMING > 0


def test_what_is_sent(provider, server):
    provider.ask(TEXT, GEMINI)
    path, headers, body = server.requests[-1]
    assert path == "/v1beta/models/gemini-2.5-pro:countTokens"
    assert headers["x-goog-api-key"] == GOOD_KEY
    assert body == {"contents": [{"parts": [{"text": TEXT}]}]}
    provider.ask("a\ud800b", CLAUDE)
    assert server.requests[-1][2]["messages"][0]["content"] == "a\ufffdb"


MOODS = [
    # (mood, what is raised, how often it is asked)
    ("403", KeyRefused, 1),
    ("429", RateLimited, ATTEMPTS),
    ("429 after 3", RateLimited, ATTEMPTS),
    ("429 after 3600", RateLimited, 1),
    ("429 after Sat, 21 Nov 2026 00:00:00 GMT", RateLimited, ATTEMPTS),
    ("500", EndpointDown, ATTEMPTS),
    ("529", EndpointDown, ATTEMPTS),
    ("hang up", EndpointDown, ATTEMPTS),
    ("400", EndpointAnswer, 1),
    ("404", EndpointAnswer, 1),
    ("302", EndpointAnswer, 1),
    ("garbage", EndpointAnswer, 1),
    ("null", EndpointAnswer, 1),
    ("[]", EndpointAnswer, 1),
    ("{}", EndpointAnswer, 1),
    ('{"input_tokens": "7", "totalTokens": true}', EndpointAnswer, 1),
]


@BOTH
@pytest.mark.parametrize(("mood", "kind", "asked"), MOODS, ids=[mood for mood, *_ in MOODS])
def test_moods(provider, server, model, mood, kind, asked):
    server.moods = [mood]
    with pytest.raises(kind) as caught:
        provider.ask(TEXT, model)
    assert len(server.requests) == asked
    assert GOOD_KEY not in str(caught.value)
    assert TEXT not in str(caught.value)


@BOTH
def test_a_failure_that_passes_is_waited_out(provider, server, waits, model):
    server.moods = ["500", "429 after 3", "hang up", "ok"]
    assert provider.ask(TEXT, model).tokens == tokens_of(TEXT)
    assert 3.0 in waits
    assert all(0 <= wait <= LONGEST_WAIT_S for wait in waits)


def test_too_slow(server, waits):
    server.moods = ["slow"]
    with Provider(origins=server.origins, sleep=waits.append, timeout_s=SLOW_S / 6) as provider:
        with pytest.raises(EndpointDown, match="Anthropic did not answer in time"):
            provider.ask(TEXT, CLAUDE)
        assert len(server.requests) == ATTEMPTS
    with Provider(origins=server.origins, sleep=waits.append) as patient:
        assert patient.ask(TEXT, CLAUDE).tokens == tokens_of(TEXT)


def test_down(waits):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        origin = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with (
            Provider(origins={"Anthropic": origin}, sleep=waits.append) as provider,
            pytest.raises(EndpointDown, match="Anthropic cannot be reached"),
        ):
            provider.ask(TEXT, CLAUDE)


def test_a_refused_key(provider, monkeypatch):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "wrong")
    with pytest.raises(KeyRefused, match=r"refused the key in ANTHROPIC_API_KEY \(401\)"):
        provider.ask(TEXT, CLAUDE)


@pytest.mark.parametrize("key", ["Schlüssel", "two\nlines"])
def test_a_key_that_can_be_none_is_not_sent(provider, server, monkeypatch, key):
    monkeypatch.setenv("ANTHROPIC_API_KEY", key)
    with pytest.raises(KeyRefused, match="is no key of Anthropic") as caught:
        provider.ask(TEXT, CLAUDE)
    assert key not in str(caught.value)
    assert not server.requests


@pytest.mark.parametrize("key", ["", "  ", None])
def test_without_a_key_nothing_is_sent(provider, server, monkeypatch, key):
    if key is None:
        monkeypatch.delenv("GEMINI_API_KEY")
    else:
        monkeypatch.setenv("GEMINI_API_KEY", key)
    with pytest.raises(KeyMissing, match="set GEMINI_API_KEY or GOOGLE_API_KEY"):
        provider.ask(TEXT, GEMINI)
    monkeypatch.setenv("GOOGLE_API_KEY", GOOD_KEY)
    assert provider.ask(TEXT, GEMINI).tokens == tokens_of(TEXT)


def test_a_model_without_an_endpoint(provider, server):
    with pytest.raises(EndpointAnswer, match="no provider offers a count endpoint for gpt-5"):
        provider.ask(TEXT, GPT)
    assert provider.count(TEXT, GPT) == counter_for(GPT).counted(counter_for(GPT).measure(TEXT))
    assert not server.requests


@BOTH
def test_the_estimate_stands_in_with_one_message(provider, server, model, caplog):
    server.moods = ["garbage"]
    counter = counter_for(model)
    for text in (TEXT, TEXT, "another text"):
        assert provider.count(text, model) == counter.counted(counter.measure(text))
    assert [record.getMessage() for record in caplog.records] == [
        f"{'Anthropic' if model is CLAUDE else 'Google'} answered what is no count; the count is an estimate"
    ]
    server.moods = ["ok"]
    assert provider.count(TEXT, model).basis is Basis.EXACT


@BOTH
def test_answers_are_kept_and_not_asked_for_again(server, waits, tmp_path, model):
    with Provider(Observations(tmp_path), origins=server.origins, sleep=waits.append) as provider:
        first = provider.ask(TEXT, model)
    asked = len(server.requests)
    with Provider(Observations(tmp_path), origins=server.origins, sleep=waits.append) as provider:
        assert provider.ask(TEXT, model) == first
    assert len(server.requests) == asked
    (found,) = Observations(tmp_path).of(model.encoding)
    assert (found.tokens, found.chars, found.model) == (tokens_of(TEXT), len(TEXT), model.id)


def test_a_broken_store_is_said_once_and_counting_goes_on(server, waits, tmp_path, caplog):
    (tmp_path / "bursar.db").write_bytes(b"no database" * 200)
    with Provider(Observations(tmp_path), origins=server.origins, sleep=waits.append) as provider:
        assert provider.ask(TEXT, CLAUDE).tokens == tokens_of(TEXT)
        assert provider.ask("other", CLAUDE).tokens == 1
    assert len(caplog.records) == 1


def test_callers_pass_at_the_pace_of_the_endpoint():
    waits: list[float] = []
    pace = Pace(60, waits.append)
    for _ in range(4):
        pace.wait()
    assert len(waits) == 3
    assert waits == sorted(waits)
    assert 2.9 < waits[-1] <= 3.0


def test_every_error_is_one_of_ours():
    assert all(issubclass(kind, EndpointError) for kind in (KeyMissing, KeyRefused, RateLimited, EndpointDown))
