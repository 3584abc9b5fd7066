"""Pure: what a choice, a script or an analysis means. No widgets, no plots, no files, no clock."""
