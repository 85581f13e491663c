"""What the client at the other end can do, and what it asked for: read once from its `initialize`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lsprotocol import types
from pygls.capabilities import get_capability

COPY_TEXT = "bursar.copyText"
PICK_MODEL = "bursar.pickModel"


@dataclass(frozen=True, slots=True)
class Client:
    """Capabilities as plain flags; `commands` are those the client runs itself."""

    commands: frozenset[str] = frozenset()
    status: bool = False
    pulls_diagnostics: bool = False
    diagnostic_tags: bool = False
    diagnostic_versions: bool = False
    refreshes_hints: bool = False
    refreshes_lenses: bool = False
    refreshes_diagnostics: bool = False
    shows_documents: bool = False
    watches_files: bool = False
    shows_progress: bool = False
    tells_settings: bool = False
    action_literals: bool = False
    nests_symbols: bool = False


def client_of(params: types.InitializeParams) -> Client:
    """The client behind an `initialize`."""
    capabilities = params.capabilities

    def can(path: str) -> bool:
        return bool(get_capability(capabilities, path, False))

    options = _mapping(params.initialization_options)
    bursar = _mapping(options.get("bursar"))
    experimental = _mapping(capabilities.experimental)
    named = _mapping(experimental.get("commands"))
    return Client(
        commands=frozenset(
            (*_names(bursar.get("commands")), *_names(options.get("commands")), *_names(named.get("commands")))
        ),
        status=bursar.get("status") is True,
        pulls_diagnostics=bursar.get("pullDiagnostics") is True and can("text_document.diagnostic"),
        diagnostic_tags=can("text_document.publish_diagnostics.tag_support"),
        diagnostic_versions=can("text_document.publish_diagnostics.version_support"),
        refreshes_hints=can("workspace.inlay_hint.refresh_support"),
        refreshes_lenses=can("workspace.code_lens.refresh_support"),
        refreshes_diagnostics=can("workspace.diagnostics.refresh_support"),
        shows_documents=can("window.show_document.support"),
        shows_progress=can("window.work_done_progress"),
        watches_files=can("workspace.did_change_watched_files.dynamic_registration"),
        tells_settings=can("workspace.configuration"),
        action_literals=can("text_document.code_action.code_action_literal_support"),
        nests_symbols=can("text_document.document_symbol.hierarchical_document_symbol_support"),
    )


def settings_of(options: Any) -> dict[str, Any]:
    """The settings among a client's `initializationOptions`: what stands under `bursar`, less what is no setting."""
    return {key: value for key, value in _mapping(_mapping(options).get("bursar")).items() if key not in _NO_SETTINGS}


_NO_SETTINGS = frozenset({"commands", "status", "pullDiagnostics"})


def _names(value: Any) -> list[str]:
    return [name for name in value if isinstance(name, str)] if isinstance(value, list | tuple) else []


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
