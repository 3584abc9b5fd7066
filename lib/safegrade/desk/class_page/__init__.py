"""How a class did, on one page without a name: for a teacher, and for whoever teaches the course next."""
