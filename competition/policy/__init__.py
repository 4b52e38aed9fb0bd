"""Policy editions as data files, and the pure evaluator of what they grant."""
