"""Learning platforms: marks and feedback out to them, work and rosters in from them, by files."""
