"""A lecture as slides: its screens, its pictures and its questions, in one file that needs no network."""
