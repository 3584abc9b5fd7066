"""What an assignment asks, and what a student has answered."""
