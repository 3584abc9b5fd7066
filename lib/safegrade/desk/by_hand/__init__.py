"""Marking by hand, for four hundred: rubrics, sheets, comments that are offered again, blank ones, another look."""
