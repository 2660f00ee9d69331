"""Messages: what is announced to whom, queued with the change it tells about."""
