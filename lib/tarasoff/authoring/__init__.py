"""For those who write assignments: the doctor, the release, an invented class."""
