"""Views about the course itself: where a learner stands in it, and what is next."""
