"""What a teacher looks at once everything is marked."""
