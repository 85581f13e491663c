"""What must last, in a database in the user's data folder.

What the providers' count endpoints answered, budgets that were set, how packing went, the last good profiles.

Never emptied by clearing a cache, never holds the text of a document.
"""

from bursar.store.folder import data_folder

__all__ = ["data_folder"]
