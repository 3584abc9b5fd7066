"""Views: what a learner sees and touches. Thin; what is right or wrong is decided in knowledge, models and grading."""
