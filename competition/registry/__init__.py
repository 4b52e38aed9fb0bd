"""Counties, towns, enterprises and their figures, across rounds."""
