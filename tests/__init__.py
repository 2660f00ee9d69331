"""The tests: they mirror the code, with journeys in a real browser beside them."""
