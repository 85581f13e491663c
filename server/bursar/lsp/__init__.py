"""The language server: the protocol's messages in, the protocol's objects out, one thin file per feature.

Never decides anything: what is counted, warned of or worded is settled in the rooms below.
"""
