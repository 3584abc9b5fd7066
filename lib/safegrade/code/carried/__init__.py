"""What may cross between a student's process and the one that checks."""
