"""Messages as people see them: what was sent and what waits, their words, one email a day."""
