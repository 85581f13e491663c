"""Bursar keeps the token budget of what people put in front of a model.

Never imports anything at start-up beyond its version: `import bursar` is free, the API loads on first use.
"""

from bursar.version import __version__

__all__ = ["__version__"]
