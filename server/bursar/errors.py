"""The exceptions of Bursar, one tree.

    BursarError
    ├── UnknownModel         a model name that no catalogue row has
    ├── VocabularyError      a vocabulary that is missing, truncated or not what its checksum says
    ├── UnreadableFile       a file that cannot be read or is not text
    ├── NotOpen              a document that the editor never opened
    ├── PackError            a request to the packer that nothing can answer
    ├── ChangesError         Git cannot tell what changed in a folder
    ├── StoreError           a database of ours that cannot be read or written
    └── EndpointError        a provider's count endpoint gave no count
        ├── KeyMissing           no key for it in the environment
        ├── KeyRefused           it did not take the key
        ├── RateLimited          it wants to be asked later
        ├── EndpointDown         it cannot be reached, is too slow, or failed
        └── EndpointAnswer       it answered what is no count, or refused the request

A message says what happened, to what, and what to do about it.
"""

from __future__ import annotations


class BursarError(Exception):
    """Everything Bursar raises on purpose."""


class UnknownModel(BursarError):  # noqa: N818 - named for what it says, as in the tree above
    """A model name that no catalogue row has."""


class VocabularyError(BursarError):
    """A vocabulary that is missing, truncated or not what its checksum says."""


class UnreadableFile(BursarError):  # noqa: N818 - as above
    """A file that cannot be read or is not text."""


class PackError(BursarError):
    """A request to the packer that nothing can answer."""


class ChangesError(BursarError):
    """Git cannot tell what changed in a folder."""


class NotOpen(BursarError):  # noqa: N818 - as above
    """A document that the editor never opened."""


class StoreError(BursarError):
    """A database of ours that cannot be read or written."""


class EndpointError(BursarError):
    """A provider's count endpoint gave no count."""


class KeyMissing(EndpointError):  # noqa: N818 - as above
    """No key for it in the environment."""


class KeyRefused(EndpointError):  # noqa: N818 - as above
    """It did not take the key."""


class RateLimited(EndpointError):  # noqa: N818 - as above
    """It wants to be asked later: after `retry_after` seconds, if it said so."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class EndpointDown(EndpointError):  # noqa: N818 - as above
    """It cannot be reached, is too slow, or failed."""


class EndpointAnswer(EndpointError):  # noqa: N818 - as above
    """It answered what is no count, or refused the request."""
