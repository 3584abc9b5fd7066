"""What comes back in each lecture: the three clients, and the end with its rung and two sentences."""
