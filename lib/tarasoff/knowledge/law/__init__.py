"""The law as it was read: rules, places, what they ask for, and the facts of a case in the same words."""
