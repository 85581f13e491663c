"""How each kind of content shows less of itself: texts and their shorter forms, and what is kept of them.

Never counts a token, never chooses what goes into a bundle.
"""
