"""The commands of `bursar`, one file each: arguments in, plain output and an exit code out.

Never decides what a count, a budget or a bundle is, and never imports the protocol before `bursar lsp` runs.
"""
