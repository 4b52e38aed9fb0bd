"""Ballots: drafts as they are typed, the pledge before them, and the sealed versions that count."""
