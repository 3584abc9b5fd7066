"""What the lectures say: their texts, guesses, stories and words for figures, as typed records."""
