"""Scenarios as pictures: all scenes and ways, and how a class went through them."""
