"""Parts that are answered with a table or a figure."""
