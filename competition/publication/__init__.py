"""Publication: the approval, the notices, and the public result, each a stored row that no page computes again."""
