"""Views that lectures show."""
