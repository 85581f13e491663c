"""One file per feature: take a snapshot, call one function of the core, convert, return. Never computes a number."""
