"""The student's side: what answers for the objects in a student's process."""
