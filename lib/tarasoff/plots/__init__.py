"""Figures to read, print and put on slides: functions from a result to a picture with its text. Never pyplot."""
