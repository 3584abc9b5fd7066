"""A student's cells and the teacher's checks, each on its own side."""
