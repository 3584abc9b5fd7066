"""The law: criteria, places and rules, and what they come to for the facts of a case."""
