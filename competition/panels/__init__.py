"""Judges: the panel, what each is recused from, and who scores what."""
