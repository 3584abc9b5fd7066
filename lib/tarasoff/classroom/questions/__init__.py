"""The public question bank in the formats of learning platforms."""
