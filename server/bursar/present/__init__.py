"""What people read: hints, hovers, lenses, findings, actions and their wording, as plain data.

Decides how a fact is put, in one place for every editor and the terminal. Never counts, and never hears of LSP types.
"""
