"""Counting: encodings from bundled vocabularies, the counting engine, incremental counts of a changing text.

Never imports an editor, never reads a workspace.
"""
