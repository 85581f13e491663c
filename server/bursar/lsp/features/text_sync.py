"""Saving, folders and settings files; opening, changing and closing are the protocol's own methods."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from bursar.files import path_of_uri
from bursar.lsp.server import BursarServer


def register(server: BursarServer) -> None:
    """Add the feature to a server."""
    server.answer(types.TEXT_DOCUMENT_DID_SAVE, did_save, types.SaveOptions(include_text=False))
    server.answer(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, did_change_watched_files)
    server.answer(types.WORKSPACE_DID_CHANGE_CONFIGURATION, did_change_configuration)
    server.answer(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, did_change_workspace_folders)


def did_save(ls: BursarServer, params: types.DidSaveTextDocumentParams) -> None:
    """A document was saved."""
    ls.session.save(params.text_document.uri)
    path = path_of_uri(params.text_document.uri)
    if path is not None:
        ls.session.workspaces.files_changed([path])


def did_change_watched_files(ls: BursarServer, params: types.DidChangeWatchedFilesParams) -> None:
    """Files changed on disk, settings files perhaps."""
    paths = [path for change in params.changes if (path := path_of_uri(change.uri)) is not None]
    if any(ls.session.settings.concerns(path) for path in paths):
        ls.session.settings_changed_on_disk()
    ls.session.workspaces.files_changed(paths)


def did_change_configuration(ls: BursarServer, params: types.DidChangeConfigurationParams) -> None:
    """The client's settings changed: they are in the notification, or must be asked for."""
    if isinstance(params.settings, dict) and params.settings:
        ls.configure(params.settings)
    elif ls.client.tells_settings:
        wanted = types.ConfigurationParams([types.ConfigurationItem(section="bursar")])
        ls.workspace_configuration(wanted, lambda answer: _take(ls, answer))


def did_change_workspace_folders(ls: BursarServer, _: types.DidChangeWorkspaceFoldersParams) -> None:
    """Folders were added or removed; the protocol's own method has noted which."""
    ls.set_folders([folder.uri for folder in ls.protocol.documents().folders.values()])


def _take(ls: BursarServer, answer: Any) -> None:
    if answer and isinstance(answer[0], dict):
        ls.configure(answer[0])
