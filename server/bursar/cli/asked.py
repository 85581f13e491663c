"""Counts by the providers' own endpoints, for `bursar count --ask`: where no tokenizer is public."""

from __future__ import annotations

from dataclasses import replace

from bursar.cli.counted import CountedFile
from bursar.cli.output import remark


class AskedCounts:
    """Asks the provider of each model until one of them gives no count; then the estimates stand. Close it."""

    def __init__(self) -> None:
        from bursar.store.observations import Observations
        from bursar.tokens.provider import Provider

        self._provider = Provider(Observations())
        self._asking = True

    def close(self) -> None:
        """Close its connections."""
        self._provider.close()

    def of(self, file: CountedFile, text: str) -> CountedFile:
        """The file with its provider's count of the text; as it is where that is exact already, or nobody is asked."""
        from bursar.errors import EndpointError
        from bursar.tokens.count import Basis
        from bursar.tokens.endpoints import endpoint_of

        endpoint = endpoint_of(file.model)
        if not self._asking or endpoint is None or file.count.basis is Basis.EXACT:
            return file
        try:
            return replace(file, count=self._provider.ask(text, file.model), encoding=endpoint.name)
        except EndpointError as error:
            self._asking = False
            remark(f"{error}; what is left is estimated")
            return file
