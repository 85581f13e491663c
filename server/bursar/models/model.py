"""One row of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass, field

RECOMMENDED_PERCENT = 70
"""How much of a window content should fill; the rest is for the system prompt, the conversation and the answer."""


@dataclass(frozen=True, slots=True)
class Model:
    """What a user names.

    `basis` is how its tokens are counted ("exact", "calibrated" or "estimated", the values of `tokens.count.Basis`);
    `encoding` names the vocabulary or estimator; `window`, `max_output` and `recommended_budget` are tokens.
    """

    id: str
    family: str
    basis: str
    encoding: str
    window: int
    max_output: int
    aliases: tuple[str, ...] = field(default=())

    @property
    def recommended_budget(self) -> int:
        """Tokens of content that leave the model room to work: 70 per cent of the window."""
        return self.window * RECOMMENDED_PERCENT // 100
