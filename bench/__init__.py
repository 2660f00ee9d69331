"""How fast Waymark is and how much memory it needs; `make bench` prints it."""
