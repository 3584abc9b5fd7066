"""The commands, a module for each kind of work. What a command needs is imported when it is run."""
