"""What can be read in a notebook without running it."""
