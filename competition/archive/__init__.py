"""The archive room: sealed bundles, their verification, past rounds and how they compare."""
