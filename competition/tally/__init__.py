"""The tally: sealed marks and verified figures meet scoring, and what comes out is stored."""
