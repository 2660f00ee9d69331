"""Papers from outside: taken in, made inert, printed as appendices, given out with an edition."""
