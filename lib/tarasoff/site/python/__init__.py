"""The Python that runs in the browser: what it is made of, for the pages and for the notebooks beside them."""
