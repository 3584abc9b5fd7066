"""Marks and comments sent to a learning platform by LTI 1.3: its Assignment and Grade Services."""
