"""The running cycle: where every return stands, and what the programme office does about it."""
