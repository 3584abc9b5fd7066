"""Marks: what was answered, held against a key."""
