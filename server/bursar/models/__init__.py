"""The models people name: which encoding counts for each, how much it holds, what it costs, how it is spelt.

A table shipped as data, the user's rows over it, the resolution of names in it, and which model a file is for. Never
counts, never asks a network.
"""

from bursar.models.by_file import DefaultFileModel, default_file_models, model_for_path
from bursar.models.catalogue import catalogue, catalogue_date, counted_fault, models_with, name_fault, resolve
from bursar.models.model import RECOMMENDED_PERCENT, Model, Price, Tier
from bursar.models.recommend import Recommendation, better_for, recommend
from bursar.models.user_rows import encoding_fault

SETTING_CHECKS = {"model": name_fault, "encoding": encoding_fault, "counted": counted_fault}
"""What this room knows of the values of settings: to pass as `checks` to `bursar.config`."""

__all__ = [
    "RECOMMENDED_PERCENT",
    "SETTING_CHECKS",
    "DefaultFileModel",
    "Model",
    "Price",
    "Recommendation",
    "Tier",
    "better_for",
    "catalogue",
    "catalogue_date",
    "counted_fault",
    "default_file_models",
    "encoding_fault",
    "model_for_path",
    "models_with",
    "name_fault",
    "recommend",
    "resolve",
]
