"""Grading for any nbgrader course: students' code in a sandbox, many submissions at a time, one road to a mark."""
