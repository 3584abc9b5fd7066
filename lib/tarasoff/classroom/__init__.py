"""What a teacher takes along: the public questions for a learning platform, and a lecture as slides."""
