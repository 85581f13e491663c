"""What must last, in a database in the user's data folder: so far what the providers' count endpoints answered.

Never emptied by clearing a cache, never holds the text of a document.
"""

from bursar.store.folder import data_folder

__all__ = ["data_folder"]
