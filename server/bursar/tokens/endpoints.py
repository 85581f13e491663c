"""The count endpoints of the providers, as rows: where they are, what to ask, where the number is in the answer.

Sources: Anthropic's and Google's public API references, "Count tokens" and "countTokens".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from bursar.models import Model


@dataclass(frozen=True, slots=True)
class EndpointRow:
    """One provider's endpoint. `per_minute` is what its lowest tier allows; the first key that is set is used."""

    name: str
    encodings: tuple[str, ...]
    keys: tuple[str, ...]
    origin: str
    path: Callable[[str], str]
    headers: Callable[[str], dict[str, str]]
    body: Callable[[str, str], dict[str, Any]]
    answer: str
    per_minute: int


ENDPOINTS: Final = (
    EndpointRow(
        name="Anthropic",
        encodings=("claude", "claude-4.7"),
        keys=("ANTHROPIC_API_KEY",),
        origin="https://api.anthropic.com",
        path=lambda model: "/v1/messages/count_tokens",
        headers=lambda key: {"x-api-key": key, "anthropic-version": "2023-06-01"},
        body=lambda model, text: {"model": model, "messages": [{"role": "user", "content": text}]},
        answer="input_tokens",
        per_minute=100,
    ),
    EndpointRow(
        name="Google",
        encodings=("gemini",),
        keys=("GEMINI_API_KEY", "GOOGLE_API_KEY"),
        origin="https://generativelanguage.googleapis.com",
        path=lambda model: f"/v1beta/models/{model}:countTokens",
        headers=lambda key: {"x-goog-api-key": key},
        body=lambda model, text: {"contents": [{"parts": [{"text": text}]}]},
        answer="totalTokens",
        per_minute=1000,
    ),
)


def endpoint_of(model: Model) -> EndpointRow | None:
    """The endpoint that counts for a model, None if no provider offers one."""
    return next((row for row in ENDPOINTS if model.encoding in row.encodings), None)
