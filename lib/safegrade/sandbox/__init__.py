"""Processes that can do nothing but compute."""
