"""Exhibits: what a model says at each position of its sliders, as sentences, numbers and pictures to be drawn."""
