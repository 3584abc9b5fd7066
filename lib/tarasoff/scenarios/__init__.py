"""Branching practice: a story, its choices, where they lead, what was known at each, and what that meant."""
