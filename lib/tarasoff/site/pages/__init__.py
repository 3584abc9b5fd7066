"""What a reader sees: notebooks, law and first page as pages, and what Sphinx has to know of them."""
