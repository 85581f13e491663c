"""What `import bursar` offers: counting, fitting, choosing a model, sharing a budget out, for programs.

All counts are integers that know their `basis` (exact, calibrated, estimated) and their `band` in per cent. A `model`
is any name that `bursar models` knows; an unknown one raises `bursar.UnknownModel`, which names the nearest. Everything
is thread-safe. The first count for a model loads its vocabulary (up to half a second); later ones of the same text come
from `token_cache`.

No file is read unasked: models and tokenizer files of one's own come in `settings`, which `settings_for` reads from the
settings files of a project.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bursar.cache import TokenCountCache
from bursar.cache.memory import key_of
from bursar.config import ModelRow, Settings, load_settings
from bursar.files import find_root
from bursar.models import SETTING_CHECKS, Model, resolve
from bursar.tokens.allocate import Share, allocate
from bursar.tokens.batch import count_each, counted_each
from bursar.tokens.blocks import CountUpTo, counted
from bursar.tokens.blocks import count_up_to as count_stream_up_to
from bursar.tokens.count import Basis, TokenCount, Tokens
from bursar.tokens.counter import Counter, counter_for_name
from bursar.tokens.fit import FittedText, fit
from bursar.tokens.report import TokenReport, report

if TYPE_CHECKING:
    from bursar.models.recommend import Recommendation

log = logging.getLogger(__name__)

DEFAULTS: Final = Settings()
"""What holds where no settings are given: the shipped catalogue and tokenizers."""

token_cache: Final = TokenCountCache()
"""The counts of this process: `token_cache.statistics()`, `.clear()`, `.disable()`."""


def settings_for(path: str | Path = ".") -> Settings:
    """The settings in force for a file or folder: the user's own file, and over it the nearest one of the project.

    Values with a fault are left out, each with a warning in the log. Nothing is kept: call it again after a change.
    """
    place = Path(path).absolute()
    loaded = load_settings(find_root(place), place, checks=SETTING_CHECKS)
    for problem in loaded.problems:
        log.warning("%s:%d: %s", problem.path, problem.line + 1, problem.message)
    return loaded.settings


def count_tokens(text: str, model: str, *, settings: Settings = DEFAULTS, use_cache: bool = True) -> Tokens:
    """The tokens of a text for a model. Special tokens in it count as text, a lone surrogate as U+FFFD.

    Cost: about 50 microseconds for each KB, a few for a text counted before. Raises UnknownModel, TypeError.
    """
    counter, name = _counter_and_key(model, settings)
    if not use_cache or not token_cache.enabled:
        return Tokens(_counted(text, counter))
    key = key_of(_text(text), name)
    found = token_cache.get_by(key)
    if found is None:
        found = Tokens(_counted(text, counter))
        token_cache.set_by(key, found)
    assert isinstance(found, Tokens), "nothing else is kept in this cache"
    return found


def count_tokens_batch(
    texts: Iterable[str], model: str, *, settings: Settings = DEFAULTS, use_cache: bool = True
) -> list[Tokens]:
    """The tokens of each text, in their order: equal texts are counted once, different ones in parallel."""
    if isinstance(texts, str):
        raise TypeError("give a list of texts; for one text there is count_tokens")
    many = [_text(text) for text in _many(texts)]
    counter, name = _counter_and_key(model, settings)
    if not use_cache or not token_cache.enabled:
        return count_each(many, lambda share: list(map(Tokens, counted_each(share, counter))), counter)
    return count_each(many, lambda share: _through_cache(share, counter, name), counter)


async def acount_tokens(text: str, model: str, *, settings: Settings = DEFAULTS, use_cache: bool = True) -> Tokens:
    """As `count_tokens`, in a thread: the event loop goes on meanwhile."""
    return await asyncio.to_thread(count_tokens, text, model, settings=settings, use_cache=use_cache)


async def acount_tokens_batch(
    texts: Iterable[str], model: str, *, settings: Settings = DEFAULTS, use_cache: bool = True
) -> list[Tokens]:
    """As `count_tokens_batch`, in threads: the event loop goes on meanwhile."""
    return await asyncio.to_thread(count_tokens_batch, texts, model, settings=settings, use_cache=use_cache)


def count_up_to(text: str | Iterable[str], limit: int, model: str, *, settings: Settings = DEFAULTS) -> CountUpTo:
    """Count a text or a stream of texts until it has more than `limit` tokens, and no further.

    `complete` is False when it stopped there; `count` is what it counted. Raises UnknownModel, ValueError for a limit
    below 0.
    """
    parts = text if isinstance(text, str) else map(_text, _many(text))
    return count_stream_up_to(parts, limit, _counter(model, settings))


def fit_to_context(
    text: str, model: str, reserve: int = 0, *, limit: int | None = None, settings: Settings = DEFAULTS
) -> FittedText:
    """The beginning of a text that fits: into `limit` tokens, or the model's whole window, less `reserve` tokens.

    The result's own count is within that, recounted; the cut is at a word or a sign where one is near, and never inside
    a character as people see it. Raises UnknownModel, ValueError when the reserve is below 0 or leaves nothing.
    """
    room = (_resolved(model, settings.models).window if limit is None else limit) - reserve
    if reserve < 0 or room < 0:
        raise ValueError(f"{reserve:,} tokens in reserve leave {room:,} for the text; give fewer, and no less than 0")
    return fit(_text(text), room, _counter(model, settings))


def recommend_models(tokens: int, *, settings: Settings = DEFAULTS) -> list[Recommendation]:
    """The models for a content of so many tokens, best first, those that cannot hold it last: each with the reasons.

    Raises ValueError for fewer than 0 tokens.
    """
    from bursar.models.recommend import recommend

    if not tokens >= 0:
        raise ValueError(f"no content has {tokens:,} tokens; give 0 or more")
    return list(recommend(tokens, user_rows=settings.models))


def allocate_budget(
    items: Mapping[str, float] | Mapping[str, tuple[str, float]] | Mapping[str, str],
    total: int,
    model: str | None = None,
    *,
    settings: Settings = DEFAULTS,
) -> dict[str, int]:
    """How many tokens of `total` each item gets, by priority; in whole tokens that add up.

    `items` has by name a priority (then all of `total` is given), or a text and its priority (then none gets more than
    its text has for `model`, and what one leaves the others share), or the text of a rule file, which states its own
    `priority` and `size` in its front matter, as for `bursar pack --rules`. Raises ValueError for negative amounts and
    for texts without a model, UnknownModel.
    """
    shares = [_share(name, item, total, model, settings) for name, item in items.items()]
    return dict(zip(items, allocate(shares, total), strict=True))


def token_report(
    texts: Mapping[str, str], model: str, budget: int | None = None, *, settings: Settings = DEFAULTS
) -> TokenReport:
    """Named texts against a budget (by default the one recommended for the model): how much each has, and all joined.

    Raises UnknownModel, ValueError for a budget below 1.
    """
    found, counter = _resolved(model, settings.models), _counter(model, settings)
    counts = {name: _counted(text, counter) for name, text in texts.items()}
    whole = _counted("".join(texts.values()), counter)
    return report(counts, whole, found.recommended_budget if budget is None else budget, found.id)


def _share(
    name: str, item: float | tuple[str, float] | str, total: int, model: str | None, settings: Settings
) -> Share:
    if not isinstance(item, tuple | str):
        return Share(name, max(0, total), item)
    if model is None:
        raise ValueError(f"the text of {name!r} can only be counted for a model; name one")
    if isinstance(item, tuple):
        text, priority = item
        return Share(name, count_tokens(text, model, settings=settings), priority)
    from bursar.pack.rules import rule_head  # here, because only rule files need the packer

    head, tokens = rule_head(item), count_tokens(item, model, settings=settings)
    return Share(name, tokens if head.size is None else min(tokens, head.size), head.priority)


def _through_cache(texts: Sequence[str], counter: Counter, name: str) -> list[Tokens]:
    keys = [key_of(text, name) for text in texts]
    found = token_cache.get_many(keys)
    missing = [index for index, tokens in enumerate(found) if tokens is None]
    counts = list(map(Tokens, counted_each([texts[index] for index in missing], counter)))
    for index, tokens in zip(missing, counts, strict=True):
        found[index] = tokens
    token_cache.set_many(zip([keys[index] for index in missing], counts, strict=True))
    return [tokens for tokens in found if isinstance(tokens, Tokens)]


def _counted(text: str, counter: Counter) -> TokenCount:
    return counted(_text(text), counter)


def _text(text: object) -> str:
    if not isinstance(text, str):
        raise TypeError(f"only texts have tokens, not {type(text).__name__}; decode bytes first")
    return text


def _many(texts: Iterable[str]) -> Iterable[str]:
    if isinstance(texts, bytes | bytearray):
        raise TypeError(f"only texts have tokens, not {type(texts).__name__}; decode bytes first")
    return texts


def _counter(model: str, settings: Settings) -> Counter:
    return counter_for_name(_named(model), settings.models, settings.tokenizer_files)


def _counter_and_key(model: str, settings: Settings) -> tuple[Counter, str]:
    """The counter, and the name under which the cache keeps its counts: a guess is not taken for a calibrated count."""
    counter = _counter(model, settings)
    return counter, counter.name if counter.basis is Basis.EXACT else f"{counter.name} {counter.basis.value}"


def _resolved(model: str, rows: tuple[ModelRow, ...]) -> Model:
    return resolve(_named(model), rows)


def _named(model: object) -> str:
    if not isinstance(model, str):
        raise TypeError(f"a model is given by its name, a str, not {type(model).__name__}")
    return model


__all__: Sequence[str] = (
    "acount_tokens",
    "acount_tokens_batch",
    "allocate_budget",
    "count_tokens",
    "count_tokens_batch",
    "count_up_to",
    "fit_to_context",
    "recommend_models",
    "settings_for",
    "token_cache",
    "token_report",
)
