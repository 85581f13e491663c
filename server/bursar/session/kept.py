"""The cache of counts that settings ask for."""

from __future__ import annotations

from bursar.cache.layers import CountCache
from bursar.config import Loaded, user_settings_file
from bursar.config.layers import CLIENT, SESSION

_DATABASE = ("cache", "database")


def cache_of(loaded: Loaded) -> CountCache:
    """The cache of the settings in force. Opens nothing yet."""
    return CountCache(database_of(loaded), lasting=loaded.settings.cache.enabled)


def database_of(loaded: Loaded) -> str | None:
    """The database that the user names; None for the one in the cache folder.

    A project's settings are not asked: they could name a database on the network, or a file that is not theirs.
    """
    trusted = {str(user_settings_file()), CLIENT, SESSION}
    named = [
        layer.values[_DATABASE] for layer in loaded.layers if layer.origin in trusted and _DATABASE in layer.values
    ]
    return named[-1] or None if named else None
