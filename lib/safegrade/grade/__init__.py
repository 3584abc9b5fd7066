"""The one road from a submission to a mark."""
