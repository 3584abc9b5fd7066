"""Parts that are answered with a table or a figure: what is asked, what a student's code made, what can be read."""
