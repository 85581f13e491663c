"""The exceptions of Bursar, one tree.

    BursarError
    ├── UnknownModel         a model name that no catalogue row has
    ├── VocabularyError      a vocabulary that is missing, truncated or not what its checksum says
    ├── ConfigError          a settings file that cannot be used at all
    ├── UnreadableFile       a file that cannot be read or is not text
    ├── NotOpen              a document that the editor never opened
    └── PackError            a request to the packer that nothing can answer

A message says what happened, to what, and what to do about it.
"""

from __future__ import annotations


class BursarError(Exception):
    """Everything Bursar raises on purpose."""


class UnknownModel(BursarError):  # noqa: N818 - named for what it says, as in the tree above
    """A model name that no catalogue row has."""


class VocabularyError(BursarError):
    """A vocabulary that is missing, truncated or not what its checksum says."""


class ConfigError(BursarError):
    """A settings file that cannot be used at all."""


class UnreadableFile(BursarError):  # noqa: N818
    """A file that cannot be read or is not text."""


class PackError(BursarError):
    """A request to the packer that nothing can answer."""


class NotOpen(BursarError):  # noqa: N818
    """A document that the editor never opened."""
