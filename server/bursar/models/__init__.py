"""The models people name: which encoding counts for each, how much it holds, how it is spelt.

A table shipped as data and the resolution of names in it. Never counts, never asks a network.
"""

from bursar.models.catalogue import catalogue, name_fault, resolve
from bursar.models.model import Model

__all__ = ["Model", "catalogue", "name_fault", "resolve"]
