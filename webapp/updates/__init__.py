"""Progress updates: write, submit, decide."""
