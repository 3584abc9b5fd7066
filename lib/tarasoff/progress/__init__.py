"""What a learner has done, what comes back and when: worked out from ``answers.json`` alone, without a clock."""
