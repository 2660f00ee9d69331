"""The page of a workstream: what it is for, how it stands, and everything it has reported."""
