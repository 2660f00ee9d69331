"""The report that takes a pack to a committee: written, signed off, issued."""
