"""A town's participation in a round: eligibility, vetoes, nominees, measured figures."""
