"""The checker's side: what runs a teacher's check, and stands for the student's objects in it."""
