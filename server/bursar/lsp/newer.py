"""Clients newer than our protocol library: a capability it cannot read is left out, not the whole client."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from bursar.lsp.refusals import InvalidParams

logger = logging.getLogger(__name__)


def readable(params: Mapping[str, Any], read: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    """The params of an `initialize` without those capabilities that alone make `read` raise InvalidParams."""

    def understood(section: str, name: str, value: Any) -> bool:
        try:
            read({"processId": None, "rootUri": None, "capabilities": {section: {name: value}}})
        except InvalidParams as error:
            logger.warning("the client's capability %s.%s is left out: %s", section, name, error)
            return False
        return True

    capabilities = params.get("capabilities")
    if not isinstance(capabilities, Mapping):
        return dict(params)
    kept = {
        section: {name: value for name, value in features.items() if understood(section, name, value)}
        if isinstance(features, Mapping)
        else features
        for section, features in capabilities.items()
    }
    return {**params, "capabilities": kept}
