"""What students get back: pages, and the comments that are suggested to whoever marks."""
