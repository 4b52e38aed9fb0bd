"""The forms of the rounds room: a round, its criteria tree, its method and award settings, and the signatures."""
