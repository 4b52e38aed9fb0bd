"""Adjudication: cases over marks, ties, eligibility and objections, and the rulings two people sign."""
